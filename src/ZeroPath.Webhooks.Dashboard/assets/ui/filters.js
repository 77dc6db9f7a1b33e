import { html, useEffect, useId, useRef, useState } from '../lib.js';
import { useData } from '../data.js';
import { fromLocalInput, toLocalInput } from '../format.js';
import { session } from '../session.js';
import { Icon } from './icons.js';
import { Button } from './parts.js';
import { EndpointPicker } from './picker.js';

/**
 * @typedef {Record<string, string>} Query
 * @typedef {(changes: Record<string, string | undefined>) => void} SetQuery
 */

const TypingMilliseconds = 300;

/**
 * A filter that is written; it is in the address once nothing more is typed.
 * @param {{ label: string, value: string | undefined, onChange: (value: string) => void, placeholder?: string, isSearch?: boolean }} props
 */
export function TextFilter({ label, value, onChange, placeholder, isSearch }) {
  const [text, setText] = useState(value ?? '');
  const timer = useRef(/** @type {ReturnType<typeof setTimeout> | undefined} */ (undefined));
  const written = useRef(value ?? '');
  useEffect(() => {
    // Changed from elsewhere, such as "Clear".
    if ((value ?? '') !== written.current) {
      written.current = value ?? '';
      setText(value ?? '');
    }
  }, [value]);
  useEffect(() => () => clearTimeout(timer.current), []);
  /** @param {Event} event */
  const input = (event) => {
    const typed = /** @type {HTMLInputElement} */ (event.currentTarget).value;
    setText(typed);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      written.current = typed.trim();
      onChange(typed.trim());
    }, TypingMilliseconds);
  };
  return html`<label class=${`filter ${isSearch ? 'search' : ''}`}><span class=${isSearch ? 'hidden' : ''}>${label}</span>
    ${isSearch ? html`<${Icon} name="search" />` : null}
    <input type=${isSearch ? 'search' : 'text'} value=${text} onInput=${input} placeholder=${placeholder} autocomplete="off"
      spellcheck=${false} dir="auto" /></label>`;
}

/** @param {{ label: string, value: string | undefined, options: [string, string][], onChange: (value: string) => void }} props */
export function SelectFilter({ label, value, options, onChange }) {
  return html`<label class="filter"><span>${label}</span>
    <select value=${value ?? ''} onChange=${(/** @type {Event} */ event) =>
      onChange(/** @type {HTMLSelectElement} */ (event.currentTarget).value)}>
      ${options.map(([key, words]) => html`<option key=${key} value=${key} selected=${key === (value ?? '')}>${words}</option>`)}
    </select></label>`;
}

/** @param {{ value: string | undefined, onChange: (value: string) => void }} props */
export function EndpointFilter({ value, onChange }) {
  const id = useId();
  return html`<div class="filter"><label for=${id}>Endpoint</label>
    <${EndpointPicker} value=${value ?? ''} onChange=${onChange} attributes=${{ id }} emptyLabel="Any endpoint" /></div>`;
}

/** The documented types of events. @returns {any[]} */
export function useEventTypes() {
  return useData('api/event-types').data ?? [];
}

/** @param {{ value: string | undefined, onChange: (value: string) => void }} props */
export function TypeFilter({ value, onChange }) {
  const types = useEventTypes();
  return html`<${SelectFilter} label="Event type" value=${value} onChange=${onChange}
    options=${[['', 'Any type'], ...types.map((type) => [type.type, type.type])]} />`;
}

/** What is filtered by in most lists. @param {{ query: Query, setQuery: SetQuery, names: string[], children?: unknown }} props */
export function Filters({ query, setQuery, names, children }) {
  const used = names.filter((name) => query[name]);
  const [isOpen, setOpen] = useState(false);
  /** @param {Event} event */
  const toggle = (event) => setOpen(/** @type {HTMLDetailsElement} */ (event.currentTarget).open);
  return html`<div class="filters" role="search">
    ${children}
    <details class="more-filters" open=${isOpen} onToggle=${toggle}>
      <summary>Time and scope${used.some((name) => more.has(name)) ? html`<span class="dot" title="In use"></span>` : null}</summary>
      <div class="more-body">
        ${names.includes('repositoryId') ? html`<${TextFilter} label="Repository id" value=${query.repositoryId}
          onChange=${(/** @type {string} */ value) => setQuery({ repositoryId: value })} />` : null}
        ${names.includes('organizationId') && session().isOperator
          ? html`<${TextFilter} label="Organization id" value=${query.organizationId}
          onChange=${(/** @type {string} */ value) => setQuery({ organizationId: value })} />` : null}
        <${TimeFilter} label="From" value=${query.from}
          onChange=${(/** @type {string | undefined} */ value) => setQuery({ from: value })} />
        <${TimeFilter} label="Before" value=${query.to} onChange=${(/** @type {string | undefined} */ value) => setQuery({ to: value })} />
      </div>
    </details>
    ${used.length > 0 ? html`<${Button} kind="quiet" icon="close"
      onClick=${() => setQuery(Object.fromEntries(used.map((name) => [name, undefined])))}>Clear<//>` : null}
  </div>`;
}

const more = new Set(['repositoryId', 'organizationId', 'from', 'to']);

/** @param {{ label: string, value: string | undefined, onChange: (value: string | undefined) => void }} props */
function TimeFilter({ label, value, onChange }) {
  return html`<label class="filter"><span>${label}</span><input type="datetime-local" value=${toLocalInput(value)}
    onChange=${(/** @type {Event} */ event) =>
      onChange(fromLocalInput(/** @type {HTMLInputElement} */ (event.currentTarget).value))} /></label>`;
}

/**
 * One of a few, as tabs over a list.
 * @param {{ label: string, value: string, options: [string, string][],
 *   onChange: (value: string) => void }} props
 */
export function Segments({ label, value, options, onChange }) {
  return html`<div class="segments" role="group" aria-label=${label}>${options.map(([key, words]) => html`
    <button key=${key} type="button" aria-pressed=${key === value ? 'true' : 'false'} onClick=${() => onChange(key)}>${words}</button>`)}
      </div>`;
}

/** Of a query, what the API filters by. @param {Query} query @param {string[]} names */
export const pick = (query, names) => Object.fromEntries(names.filter((name) => query[name]).map((name) => [name, query[name]]));
