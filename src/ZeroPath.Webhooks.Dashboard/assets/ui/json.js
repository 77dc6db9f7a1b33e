import { html, useState } from '../lib.js';
import { plural } from '../format.js';
import { Copy } from './parts.js';

const OpenDepth = 3;
const ChunkSize = 100;

/**
 * JSON that folds, and is copied as it came.
 * @param {{ text?: string, value?: unknown, label?: string }} props
 */
export function Json({ text, value, label }) {
  const raw = text ?? JSON.stringify(value, null, 2);
  let parsed = value;
  let isJson = true;
  if (text !== undefined) {
    try {
      parsed = JSON.parse(text);
    } catch {
      isJson = false;
    }
  }
  return html`<div class="json code" tabindex="0" role="group" aria-label=${label ?? 'JSON'}>
    <${Copy} text=${isJson && text === undefined ? raw : () => pretty(raw)} label="Copy" />
    ${isJson ? html`<${Node} value=${parsed} depth=${0} />` : html`<pre dir="auto">${raw}</pre>`}
  </div>`;
}

/** @param {string} raw */
function pretty(raw) {
  // Numbers that JavaScript cannot hold stay as they came.
  try {
    const value = JSON.parse(raw);
    return JSON.stringify(value) === raw ? JSON.stringify(value, null, 2) : raw;
  } catch {
    return raw;
  }
}

/** @param {{ name?: string | number, value: unknown, depth: number }} props */
function Node({ name, value, depth }) {
  const [isOpen, setOpen] = useState(depth < OpenDepth);
  const [shown, setShown] = useState(ChunkSize);
  const head = name === undefined ? null
    : typeof name === 'number' ? html`<span class="json-index">${name}</span>` : html`<span class="json-key" dir="auto">${name}</span>`;
  if (value === null || typeof value !== 'object') {
    return html`<div class="json-line">${head}<span class=${`json-${value === null ? 'null' : typeof value}`} dir="auto">
      ${JSON.stringify(value)}</span></div>`;
  }
  const isList = Array.isArray(value);
  const entries = isList ? value.map((item, index) => [index, item]) : Object.entries(value);
  const count = isList ? plural(entries.length, 'item') : plural(entries.length, 'member');
  if (entries.length === 0) {
    return html`<div class="json-line">${head}<span class="muted">${isList ? '[ ]' : '{ }'}</span></div>`;
  }
  const toggle = (/** @type {Event} */ event) => setOpen(/** @type {HTMLDetailsElement} */ (event.currentTarget).open);
  return html`<details open=${isOpen} onToggle=${toggle}>
    <summary>${head ?? html`<span class="muted">${isList ? 'list' : 'object'}</span>`}<span class="muted json-count">${count}</span>
      </summary>
    ${isOpen ? html`<div class="json-inner">
      ${entries.slice(0, shown).map(([key, item]) => html`<${Node} key=${key} name=${key} value=${item} depth=${depth + 1} />`)}
      ${entries.length > shown ? html`<button type="button" class="link" onClick=${() => setShown(shown + ChunkSize)}>
        Show ${Math.min(ChunkSize, entries.length - shown)} more</button>` : null}
    </div>` : null}
  </details>`;
}
