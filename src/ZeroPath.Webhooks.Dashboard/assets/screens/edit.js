import { html, useState } from '../lib.js';
import { getWithTag, path, post, put } from '../api.js';
import { useAction, useData } from '../data.js';
import { to } from '../router.js';
import { differences, useForm } from '../ui/form.js';
import { PageHead, Problem, Waiting } from '../ui/parts.js';
import { Missing } from './missing.js';

/**
 * What somebody writes of a resource: how it is saved, and how another's change of it, which saving has met, is taken over.
 * @param {{
 *   kind: string, stored: any, etag: string | null, toValues: (stored: any) => Record<string, any>,
 *   toResource: (values: any, stored: any) => any, onSaved: (saved: any) => void,
 * }} of
 */
export function useEdit({ kind, stored: first, etag: firstTag, toValues, toResource, onSaved }) {
  const [seen, setSeen] = useState({ stored: first, etag: firstTag });
  const [taken, setTaken] = useState(/** @type {string[] | null} */ (null));
  const form = useForm(toValues(first));
  const resource = toResource(form.values, seen.stored);
  const saving = useAction(async () => {
    setTaken(null);
    onSaved(first.id ? (await put(path(kind, first.id), resource, seen.etag)).data : await post(path(kind), resource));
  });
  const takeOver = async () => {
    const theirs = await getWithTag(path(kind, first.id));
    setTaken(differences(toValues(seen.stored), toValues(theirs.data)));
    setSeen({ stored: theirs.data, etag: theirs.etag });
    form.rebase(toValues(theirs.data));
    saving.clear();
  };
  const { error } = saving;
  return {
    form,
    resource,
    saving,
    error,
    takeOver,
    taken,
    /** What a field of a text has. @param {string} name */
    text: (name) => ({
      value: form.values[name], onInput: (/** @type {string} */ value) => form.set({ [name]: value }), name, error,
    }),
    /** @param {Event} event */
    onSubmit: (event) => { event.preventDefault(); void saving.run(); },
  };
}

/**
 * The page on which a resource is edited. It is loaded once: what is written must not change under somebody's hands.
 * @param {{ kind: string, id: string, title: string, missing: string, form: any }} props
 */
export function EditPage({ kind, id, title, missing, form: Form }) {
  const loaded = useData(path(kind, id));
  if (loaded.error?.status === 404) {
    return html`<${Missing} what=${missing} />`;
  }
  return html`<${PageHead} up=${[title, to([kind])]}
    title=${loaded.data ? html`Edit <bdi dir="auto">${loaded.data.name}</bdi>` : 'Edit'} />
    ${loaded.data ? html`<${Form} stored=${loaded.data} etag=${loaded.etag} />`
      : loaded.error ? html`<${Problem} error=${loaded.error} onRetry=${loaded.reload} />` : html`<${Waiting} />`}`;
}
