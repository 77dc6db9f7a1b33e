import { html, useEffect, useId, useRef, useState } from '../lib.js';
import { get, path } from '../api.js';
import { useData } from '../data.js';
import { Icon } from './icons.js';

const WaitMilliseconds = 200;

/**
 * Finds an endpoint among however many there are.
 * @param {{ value: string, onChange: (id: string) => void, attributes?: Record<string, unknown>, label?: string,
 *   emptyLabel?: string }} props
 */
export function EndpointPicker({ value, onChange, attributes, label, emptyLabel }) {
  const id = useId();
  const chosen = useData(value ? path('endpoints', value) : null);
  const name = value ? chosen.data?.name ?? value : '';
  const [text, setText] = useState(/** @type {string | null} */ (null));
  const [found, setFound] = useState(/** @type {any[]} */ ([]));
  const [active, setActive] = useState(0);
  const isOpen = text !== null;
  const box = useRef(/** @type {HTMLDivElement | null} */ (null));

  useEffect(() => {
    if (text === null) {
      return undefined;
    }
    const controller = new AbortController();
    const timer = setTimeout(async () => {
      const page = await get('api/endpoints', { search: text, pageSize: 8 }, controller.signal).catch(() => null);
      if (page && !controller.signal.aborted) {
        setFound(page.items);
        setActive(0);
      }
    }, WaitMilliseconds);
    return () => {
      controller.abort();
      clearTimeout(timer);
    };
  }, [text]);

  /** @param {string} choice */
  const choose = (choice) => {
    setText(null);
    onChange(choice);
  };
  /** @param {KeyboardEvent} event */
  const key = (event) => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      setText(text ?? '');
      setActive(Math.max(0, Math.min(found.length - 1, active + (event.key === 'ArrowDown' ? 1 : -1))));
    } else if (event.key === 'Enter' && isOpen) {
      event.preventDefault();
      if (found[active]) {
        choose(found[active].id);
      }
    } else if (event.key === 'Escape' && isOpen) {
      event.preventDefault();
      event.stopPropagation();
      setText(null);
    }
  };
  /** @param {FocusEvent} event */
  const blur = (event) => {
    if (!box.current?.contains(/** @type {Node | null} */ (event.relatedTarget))) {
      setText(null);
    }
  };
  return html`<div class="picker" ref=${box} onFocusOut=${blur}>
    <input ...${attributes} role="combobox" aria-label=${label} aria-expanded=${isOpen ? 'true' : 'false'} aria-controls=${`${id}-list`}
      aria-autocomplete="list"
      aria-activedescendant=${isOpen && found.length > 0 ? `${id}-${active}` : null} autocomplete="off" spellcheck=${false} dir="auto"
      placeholder=${emptyLabel ?? 'Search by name, address or id'} value=${text ?? name} onKeyDown=${key}
      onClick=${() => setText(text ?? '')}
      onInput=${(/** @type {Event} */ event) => setText(/** @type {HTMLInputElement} */ (event.currentTarget).value)} />
    ${value ? html`<button type="button" class="icon-button small" aria-label="Choose no endpoint" onClick=${() => choose('')}>
      <${Icon} name="close" /></button>` : null}
    <ul id=${`${id}-list`} role="listbox" aria-label="Endpoints" hidden=${!isOpen}>
      ${found.map((endpoint, index) => html`<li key=${endpoint.id} id=${`${id}-${index}`} role="option"
        aria-selected=${index === active ? 'true' : 'false'}
        onMouseDown=${(/** @type {Event} */ event) => event.preventDefault()} onClick=${() => choose(endpoint.id)}>
        <strong dir="auto">${endpoint.name}</strong><small dir="auto">${endpoint.url}</small></li>`)}
      ${found.length === 0 ? html`<li class="muted" role="option" aria-selected="false"
        aria-disabled="true">No endpoint is like that.</li>` : null}
    </ul>
  </div>`;
}
