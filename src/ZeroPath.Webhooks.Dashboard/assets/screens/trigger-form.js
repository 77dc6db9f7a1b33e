import { html, useState } from '../lib.js';
import { getWithTag, path, post, put } from '../api.js';
import { useAction, useData } from '../data.js';
import { go, to } from '../router.js';
import { session } from '../session.js';
import { Check, SaveProblem, TextField, differences, useForm } from '../ui/form.js';
import { Button, ButtonLink, Card, PageHead, Problem, Waiting } from '../ui/parts.js';
import { SecretShown } from './endpoint-actions.js';
import { Missing } from './missing.js';
import { HowToCall } from './trigger.js';

/** @param {any} one */
const toValues = (one) => ({
  name: one.name ?? '',
  prompt: one.prompt ?? '',
  organizationId: one.organizationId ?? '',
  timeoutSeconds: String(one.timeoutSeconds ?? 300),
  maxPerMinute: String(one.maxPerMinute ?? 60),
  publishesEvent: one.publishesEvent ?? false,
});

/** @param {ReturnType<typeof toValues>} values @param {any} stored */
const toResource = (values, stored) => ({
  ...stored,
  ...values,
  name: values.name.trim(),
  organizationId: stored.id ? stored.organizationId : values.organizationId.trim() || undefined,
  timeoutSeconds: Number(values.timeoutSeconds),
  maxPerMinute: Number(values.maxPerMinute),
});

export function NewTrigger() {
  return html`<${PageHead} up=${['Inbound triggers', to(['triggers'])]} title="New trigger" /><${Form} stored=${{}} etag=${null} />`;
}

/** @param {{ parts: string[] }} props */
export function EditTrigger({ parts: [id] }) {
  const loaded = useData(path('triggers', id));
  if (loaded.error?.status === 404) {
    return html`<${Missing} what="There is no such trigger" />`;
  }
  return html`<${PageHead} up=${['Inbound triggers', to(['triggers'])]}
    title=${loaded.data ? html`Edit <bdi dir="auto">${loaded.data.name}</bdi>` : 'Edit'} />
    ${loaded.data ? html`<${Form} stored=${loaded.data} etag=${loaded.etag} />`
      : loaded.error ? html`<${Problem} error=${loaded.error} onRetry=${loaded.reload} />` : html`<${Waiting} />`}`;
}

/** @param {{ stored: any, etag: string | null }} props */
function Form({ stored: first, etag: firstTag }) {
  const [seen, setSeen] = useState({ stored: first, etag: firstTag });
  const [taken, setTaken] = useState(/** @type {string[] | null} */ (null));
  const [issued, setIssued] = useState(/** @type {any} */ (null));
  const form = useForm(toValues(first));
  const values = /** @type {ReturnType<typeof toValues>} */ (form.values);
  const saving = useAction(async () => {
    setTaken(null);
    const resource = toResource(values, seen.stored);
    if (first.id) {
      await put(path('triggers', first.id), resource, seen.etag);
      go(to(['triggers', first.id]), { replace: true });
    } else {
      setIssued(await post('api/triggers', resource));
    }
  });
  const takeOver = async () => {
    const theirs = await getWithTag(path('triggers', first.id));
    setTaken(differences(toValues(seen.stored), toValues(theirs.data)));
    setSeen({ stored: theirs.data, etag: theirs.etag });
    form.rebase(toValues(theirs.data));
    saving.clear();
  };
  const { error } = saving;
  const text = (/** @type {string} */ name) => ({
    value: /** @type {any} */ (values)[name], onInput: (/** @type {string} */ value) => form.set({ [name]: value }), name, error,
  });
  return html`<form class="form" onSubmit=${(/** @type {Event} */ event) => { event.preventDefault(); void saving.run(); }}>
    <${Card} title="What it does">
      <${TextField} label="Name" ...${text('name')} required hint="What people call it." />
      <${TextField} label="Prompt" ...${text('prompt')} rows=${5}
        hint="What is to be done with a payload, in words. The host's handler gets it." />
      ${first.id || !session().isOperator ? null
        : html`<${TextField} label="Organization id" ...${text('organizationId')} optional
          hint="Whom it belongs to. Without one it is the host's own." />`}
      <div class="grid-2">
        <${TextField} label="Seconds that an execution may take" type="number" min=${1} step="any" ...${text('timeoutSeconds')} required />
        <${TextField} label="Calls a minute" type="number" min=${1} ...${text('maxPerMinute')} required hint="At most, to one process." />
      </div>
      <${Check} label="Publish each execution" checked=${values.publishesEvent} name="publishesEvent" error=${error}
        onChange=${(/** @type {boolean} */ publishesEvent) => form.set({ publishesEvent })}
        hint="As an event of type INBOUND_WEBHOOK. Takes an organization." />
    <//>
    <div class="save-bar">
      <${SaveProblem} error=${error} onTakeOver=${takeOver} changed=${taken} />
      <div class="form-foot"><${ButtonLink} href=${to(first.id ? ['triggers', first.id] : ['triggers'])}>Cancel<//>
        <${Button} type="submit" kind="primary" isBusy=${saving.isBusy} busy="Saving…" disabled=${issued !== null}>
          ${first.id ? 'Save' : 'Add the trigger'}<//></div>
    </div>
    ${issued ? html`<${SecretShown} title="The trigger is there" secret=${issued.secret}
      onClose=${() => go(to(['triggers', issued.trigger.id]), { replace: true })}>
      <p>This is its secret, for the system that calls it:</p><${HowToCall} id=${issued.trigger.id} secret=${issued.secret} /><//>` : null}
  </form>`;
}
