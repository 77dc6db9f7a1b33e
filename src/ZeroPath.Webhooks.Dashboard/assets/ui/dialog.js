import { html, useEffect, useId, useRef } from '../lib.js';
import { useAction } from '../data.js';
import { Icon } from './icons.js';
import { Button, Problem } from './parts.js';

/**
 * A window over the page; the browser keeps the focus in it and gives it back.
 * @param {{ title: string, onClose: () => void, children?: unknown, foot?: unknown, wide?: boolean }} props
 */
export function Dialog({ title, onClose, children, foot, wide }) {
  const box = useRef(/** @type {HTMLDialogElement | null} */ (null));
  const name = useId();
  useEffect(() => {
    const dialog = box.current;
    const before = /** @type {HTMLElement | null} */ (document.activeElement);
    dialog?.showModal();
    return () => {
      dialog?.close();
      before?.focus?.();
    };
  }, []);
  /** @param {Event} event */
  const cancel = (event) => {
    event.preventDefault();
    onClose();
  };
  return html`<dialog ref=${box} class=${wide ? 'wide' : ''} aria-labelledby=${name} onCancel=${cancel}>
    <header><h2 id=${name}>${title}</h2><button type="button" class="icon-button" aria-label="Close" onClick=${onClose}>
      <${Icon} name="close" /></button></header>
    <div class="dialog-body">${children}</div>
    ${foot ? html`<footer>${foot}</footer>` : null}
  </dialog>`;
}

/**
 * Asks before something is done, and shows what came of it if it was refused.
 * @param {{ title: string, action: string, busy?: string, isDangerous?: boolean, onClose: () => void, onDone: (result: any) => void,
 *   act: () => Promise<unknown>, children?: unknown, disabled?: boolean }} props
 */
export function Confirm({ title, action, busy, isDangerous, onClose, onDone, act, children, disabled }) {
  const doing = useAction(async () => onDone(await act()));
  /** @param {Event} event */
  const submit = (event) => {
    event.preventDefault();
    void doing.run();
  };
  return html`<${Dialog} title=${title} onClose=${onClose}>
    <form onSubmit=${submit}>
      ${children}
      <${Problem} error=${doing.error} />
      <div class="form-foot">
        <${Button} onClick=${onClose}>Keep as it is<//>
        <${Button} type="submit" kind=${isDangerous ? 'danger' : 'primary'} isBusy=${doing.isBusy} busy=${busy} disabled=${disabled}>
          ${action}<//>
      </div>
    </form>
  <//>`;
}
