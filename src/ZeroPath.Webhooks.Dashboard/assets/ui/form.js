import { html, useId, useRef, useState } from '../lib.js';
import { Icon } from './icons.js';
import { Button, Problem } from './parts.js';

/**
 * @typedef {import('../api.js').ApiError} ApiError
 * @typedef {Record<string, any>} Values
 */

/** @param {unknown} left @param {unknown} right */
const same = (left, right) => JSON.stringify(left ?? null) === JSON.stringify(right ?? null);

/**
 * What somebody writes, over what is stored.
 * @param {Values} stored
 */
export function useForm(stored) {
  const [state, setState] = useState({ stored, values: stored });
  return {
    values: state.values,
    isChanged: !same(state.values, state.stored),
    /** @param {Values} changes */
    set: (changes) => setState((before) => ({ ...before, values: { ...before.values, ...changes } })),
    /** Takes what somebody else has stored meanwhile, and keeps what was written here. @param {Values} theirs */
    rebase: (theirs) => setState((before) => {
      const names = new Set([...Object.keys(theirs), ...Object.keys(before.values)]);
      const values = Object.fromEntries([...names].map((name) =>
        [name, same(before.values[name], before.stored[name]) ? theirs[name] : before.values[name]]));
      return { stored: theirs, values };
    }),
    stored: state.stored,
  };
}

/** The names of members that differ. @param {Values} left @param {Values} right */
export const differences = (left, right) =>
  [...new Set([...Object.keys(left), ...Object.keys(right)])].filter((name) => !same(left[name], right[name]));

/** What was refused of a member and what is in it. @param {ApiError | null | undefined} error @param {string} name */
export function errorsOf(error, name) {
  return (error?.errors ?? []).filter((item) => {
    const of = item.name.replace(/^subscription\./, '');
    return of === name || of.startsWith(`${name}[`) || of.startsWith(`${name}.`);
  });
}

/**
 * A label, what it labels, and what is wrong with it. Its child is called with the attributes that join the two.
 * @param {{ label: string, hint?: unknown, name?: string, error?: ApiError | null, optional?: boolean,
 *   children: (attributes: Values) => unknown }} props
 */
export function Field({ label, hint, name, error, optional, children }) {
  const id = useId();
  const errors = name ? errorsOf(error, name) : [];
  const described = [hint ? `${id}-hint` : '', errors.length > 0 ? `${id}-error` : ''].filter(Boolean).join(' ');
  const control = /** @type {any} */ (Array.isArray(children) ? children[0] : children);
  return html`<div class="field">
    <label for=${id}>${label}${optional ? html`<span class="muted"> (optional)</span>` : null}</label>
    ${hint ? html`<p class="hint" id=${`${id}-hint`}>${hint}</p>` : null}
    ${control({ id, 'aria-describedby': described || null, 'aria-invalid': errors.length > 0 ? 'true' : null })}
    ${errors.length > 0 ? html`<p class="field-error" id=${`${id}-error`}>${errors.map((item) => html`
      <span key=${item.name} dir="auto">${item.name.includes('[') ? `${item.name}: ` : ''}${item.detail}</span>`)}</p>` : null}
  </div>`;
}

/**
 * @param {{ label: string, value: any, onInput: (value: string) => void, hint?: unknown, name?: string, error?: ApiError | null,
 *   optional?: boolean, type?: string, rows?: number, required?: boolean, placeholder?: string, mono?: boolean, max?: number, min?: number,
 *   step?: string, autofocus?: boolean }} props
 */
export function TextField({ label, value, onInput, hint, name, error, optional, type, rows, required, placeholder, mono, min, max, step }) {
  /** @param {Event} event */
  const input = (event) => onInput(/** @type {HTMLInputElement} */ (event.currentTarget).value);
  return html`<${Field} label=${label} hint=${hint} name=${name} error=${error} optional=${optional}>
    ${(/** @type {Values} */ attributes) => rows
      ? html`<textarea ...${attributes} rows=${rows} class=${mono ? 'mono' : ''} value=${value ?? ''} onInput=${input} required=${required}
        dir="auto" />`
      : html`<input ...${attributes} type=${type ?? 'text'} class=${mono ? 'mono' : ''} value=${value ?? ''} onInput=${input}
        required=${required}
          placeholder=${placeholder} min=${min} max=${max} step=${step} autocomplete="off" spellcheck=${false}
            dir=${type ? null : 'auto'} />`}
  <//>`;
}

/**
 * @param {{ label: string, value: string, onChange: (value: string) => void, options: [string, string][], hint?: unknown, name?: string,
 *   error?: ApiError | null }} props
 */
export function SelectField({ label, value, onChange, options, hint, name, error }) {
  return html`<${Field} label=${label} hint=${hint} name=${name} error=${error}>
    ${(/** @type {Values} */ attributes) => html`<select ...${attributes} value=${value}
      onChange=${(/** @type {Event} */ event) => onChange(/** @type {HTMLSelectElement} */ (event.currentTarget).value)}>
      ${options.map(([key, words]) => html`<option key=${key} value=${key} selected=${key === value}>${words}</option>`)}
    </select>`}
  <//>`;
}

/**
 * @param {{ label: string, hint?: unknown, checked: boolean, onChange: (checked: boolean) => void, name?: string,
 *   error?: ApiError | null }} props
 */
export function Check({ label, hint, checked, onChange, name, error }) {
  const id = useId();
  const errors = name ? errorsOf(error, name) : [];
  return html`<div class="check">
    <input type="checkbox" id=${id} checked=${checked} aria-describedby=${hint ? `${id}-hint` : null}
      onChange=${(/** @type {Event} */ event) => onChange(/** @type {HTMLInputElement} */ (event.currentTarget).checked)} />
    <div><label for=${id}>${label}</label>
      ${hint ? html`<p class="hint" id=${`${id}-hint`}>${hint}</p>` : null}
      ${errors.map((item) => html`<p key=${item.name} class="field-error">${item.detail}</p>`)}</div>
  </div>`;
}

/**
 * One of a few.
 * @param {{ legend: string, value: string, onChange: (value: string) => void, options: [string, unknown, unknown?][], hint?: unknown,
 *   row?: boolean, isTold?: boolean }} props
 *   isTold: what the legend says stands above already
 */
export function Choice({ legend, value, onChange, options, hint, row, isTold }) {
  const group = useId();
  return html`<fieldset class=${`choice ${row ? 'row' : ''}`}><legend class=${isTold ? 'hidden' : ''}>${legend}</legend>
    ${hint ? html`<p class="hint">${hint}</p>` : null}
    <div class="options">${options.map(([key, words, more]) => html`<label key=${key} class="option">
      <input type="radio" name=${group} value=${key} checked=${key === value} onChange=${() => onChange(key)} />
      <span>${words}${more ? html`<small>${more}</small>` : null}</span></label>`)}</div>
  </fieldset>`;
}

/**
 * Some words, each added with Enter or a comma.
 * @param {{ label: string, values: string[], onChange: (values: string[]) => void, hint?: unknown, name?: string,
 *   error?: ApiError | null }} props
 */
export function TagsField({ label, values, onChange, hint, name, error }) {
  const [text, setText] = useState('');
  const input = useRef(/** @type {HTMLInputElement | null} */ (null));
  const add = () => {
    const more = text.split(',').map((part) => part.trim()).filter((part) => part !== '' && !values.includes(part));
    if (more.length > 0) {
      onChange([...values, ...more]);
    }
    setText('');
  };
  /** @param {KeyboardEvent} event */
  const key = (event) => {
    if (event.key === 'Enter' || event.key === ',') {
      event.preventDefault();
      add();
    } else if (event.key === 'Backspace' && text === '' && values.length > 0) {
      onChange(values.slice(0, -1));
    }
  };
  return html`<${Field} label=${label} hint=${hint} name=${name} error=${error}>
    ${(/** @type {Values} */ attributes) => html`<div class="tags">
      ${values.map((value) => html`<span key=${value} class="tag"><bdi dir="auto">${value}</bdi>
        <button type="button" aria-label=${`Remove ${value}`} onClick=${() => {
          onChange(values.filter((other) => other !== value));
          input.current?.focus();
        }}><${Icon} name="close" /></button></span>`)}
      <input ...${attributes} ref=${input} value=${text} onKeyDown=${key} onBlur=${add} autocomplete="off" spellcheck=${false} dir="auto"
        onInput=${(/** @type {Event} */ event) => setText(/** @type {HTMLInputElement} */ (event.currentTarget).value)} />
    </div>`}
  <//>`;
}

/**
 * Names with values, such as headers.
 * @param {{ legend: string, rows: [string, string][], onChange: (rows: [string, string][]) => void, hint?: unknown, name: string,
 *   error?: ApiError | null, add: string }} props
 */
export function PairsField({ legend, rows, onChange, hint, name, error, add }) {
  const errors = errorsOf(error, name);
  /** @param {number} index @param {[string, string]} row */
  const replace = (index, row) => onChange(rows.map((other, at) => (at === index ? row : other)));
  /** @param {Event} event */
  const textOf = (event) => /** @type {HTMLInputElement} */ (event.currentTarget).value;
  return html`<fieldset class="pairs"><legend class="hidden">${legend}</legend>
    ${hint ? html`<p class="hint">${hint}</p>` : null}
    ${rows.map(([key, value], index) => html`<div key=${index} class="pair">
      <input class="mono" aria-label=${`Name of ${legend} ${index + 1}`} placeholder="Name" value=${key} autocomplete="off"
        spellcheck=${false}
        onInput=${(/** @type {Event} */ event) => replace(index, [textOf(event), value])} />
      <input class="mono" aria-label=${`Value of ${legend} ${index + 1}`} placeholder="Value" value=${value} autocomplete="off"
        spellcheck=${false}
        onInput=${(/** @type {Event} */ event) => replace(index, [key, textOf(event)])} />
      <button type="button" class="icon-button" aria-label=${`Remove ${key || 'this one'}`}
        onClick=${() => onChange(rows.filter((_, at) => at !== index))}><${Icon} name="trash" /></button>
    </div>`)}
    ${errors.map((item) => html`<p key=${item.name} class="field-error" dir="auto">${item.name}: ${item.detail}</p>`)}
    <${Button} icon="plus" onClick=${() => onChange([...rows, ['', '']])}>${add}<//>
  </fieldset>`;
}

/**
 * What stands above the buttons of a form whose changes were refused. After 412 what the other has stored is taken over, and what was
 * written here stays.
 * @param {{ error: ApiError | null, onTakeOver: () => Promise<unknown>, changed?: string[] | null }} props
 */
export function SaveProblem({ error, onTakeOver, changed }) {
  const [isBusy, setBusy] = useState(false);
  if (changed) {
    return html`<div class="note warn" role="status"><${Icon} name="info" /><div><strong>Taken over</strong>
      <p>${changed.length > 0 ? `The other one changed: ${changed.join(', ')}.`
        : 'Nothing that this form shows was changed.'} What you wrote is kept. Look at it, and save again.</p></div></div>`;
  }
  if (error?.status !== 412) {
    return html`<${Problem} error=${error} />`;
  }
  const take = async () => {
    setBusy(true);
    await onTakeOver().finally(() => setBusy(false));
  };
  return html`<div class="note warn" role="alert"><${Icon} name="warning" /><div>
    <strong>Somebody else has changed it meanwhile</strong>
    <p>Nothing is saved yet. Load what they saved; what you wrote stays in the form.</p>
    <${Button} onClick=${take} isBusy=${isBusy} icon="retry">Load theirs, keep mine<//>
  </div></div>`;
}
