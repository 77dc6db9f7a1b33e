import { html, useEffect, useRef, useState } from '../lib.js';
import { useNow } from '../data.js';
import { ago, local } from '../format.js';
import { Icon } from './icons.js';

/**
 * @typedef {import('./icons.js').IconName} IconName
 * @typedef {import('../api.js').ApiError} ApiError
 * @typedef {unknown} Child
 */

/** A time as people say it, with the exact one on hover. @param {{ at: string | undefined | null, absolute?: boolean }} props */
export function Time({ at, absolute }) {
  useNow(10_000);
  return at
    ? html`<time datetime=${at} title=${`${local(at)} (${at})`}>${absolute ? local(at) : ago(at, Date.now())}</time>`
    : html`<span class="muted">–</span>`;
}

/** Text that somebody outside wrote. @param {{ text: string | undefined | null, class?: string }} props */
export function Foreign({ text, class: extra }) {
  return html`<bdi class=${`foreign ${extra ?? ''}`} dir="auto" title=${text}>${text}</bdi>`;
}

/** What identifies something. @param {{ value: string, plain?: boolean }} props */
export function Id({ value, plain }) {
  return html`<span class="id"><code title=${value}>${value}</code>${plain ? null : html`<${Copy} text=${value} label="Copy the id" />`}
    </span>`;
}

/** @param {{ text: string | (() => string), label: string, shown?: string, class?: string }} props */
export function Copy({ text, label, shown, class: extra }) {
  const [state, setState] = useState('');
  const timer = useRef(/** @type {ReturnType<typeof setTimeout> | undefined} */ (undefined));
  useEffect(() => () => clearTimeout(timer.current), []);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(typeof text === 'string' ? text : text());
      setState('Copied');
    } catch {
      setState('Not copied: the browser does not allow it');
    }
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setState(''), 2000);
  };
  return html`<button type="button" class=${`${shown ? 'button' : 'icon-button small'} ${extra ?? ''}`} onClick=${copy}
    aria-label=${shown ? null : label} title=${label}>
    <${Icon} name=${state === 'Copied' ? 'check' : 'copy'} />${shown ? html`<span>${state || shown}</span>` : null}
    <span class="hidden" role="status">${shown ? null : state}</span>
  </button>`;
}

/**
 * @param {{ kind: 'good' | 'bad' | 'warn' | 'busy' | 'calm', icon: IconName, children?: Child, title?: string }} props
 */
export function Badge({ kind, icon, children, title }) {
  return html`<span class=${`badge ${kind}`} title=${title}><${Icon} name=${icon} />${children}</span>`;
}

/**
 * A button that says when what it began is under way. The second click of a double click does nothing, also where the first has been
 * answered already: it was not meant for what stands in this place by now.
 * @param {{ onClick?: (event: Event) => void, isBusy?: boolean, busy?: string, kind?: string, icon?: IconName, disabled?: boolean,
 *   type?: string, title?: string, children?: Child }} props
 */
export function Button({ onClick, isBusy, busy, kind, icon, disabled, type, title, children }) {
  /** @param {MouseEvent} event */
  const click = (event) => {
    if (event.detail > 1) {
      event.preventDefault();
    } else {
      onClick?.(event);
    }
  };
  return html`<button type=${type ?? 'button'} class=${`button ${kind ?? ''}`} onClick=${click} disabled=${disabled || isBusy}
    aria-busy=${isBusy ? 'true' : null} title=${title}>
    ${isBusy ? html`<span class="spinner" aria-hidden="true"></span>` : icon ? html`<${Icon} name=${icon} />` : null}
    <span>${isBusy && busy ? busy : children}</span>
  </button>`;
}

/** @param {{ href: string, kind?: string, icon?: IconName, children?: Child }} props */
export function ButtonLink({ href, kind, icon, children }) {
  return html`<a class=${`button ${kind ?? ''}`} href=${href}>${icon ? html`<${Icon} name=${icon} />` : null}<span>${children}</span></a>`;
}

/**
 * What was refused or went wrong, and what to do.
 * @param {{ error: ApiError | null, onRetry?: () => void, shownErrors?: string[] }} props
 */
export function Problem({ error, onRetry }) {
  if (!error) {
    return null;
  }
  return html`<div class="note bad" role="alert">
    <${Icon} name="warning" />
    <div>
      <strong>${error.title}</strong>
      ${error.errors.length > 0 ? html`<ul>${error.errors.map((item) => html`
        <li key=${item.name}><code dir="auto">${item.name}</code> <span dir="auto">${item.detail}</span></li>`)}</ul>`
        : html`<p dir="auto">${error.detail}</p>`}
      ${onRetry ? html`<${Button} onClick=${onRetry} icon="retry">Try again<//>` : null}
    </div>
  </div>`;
}

/** @param {{ kind?: 'warn' | 'good' | 'bad' | 'calm', icon?: IconName, title?: string, children?: Child }} props */
export function Note({ kind, icon, title, children }) {
  return html`<div class=${`note ${kind ?? 'calm'}`}>
    <${Icon} name=${icon ?? (kind === 'warn' || kind === 'bad' ? 'warning' : 'info')} />
    <div>${title ? html`<strong>${title}</strong>` : null}${children}</div>
  </div>`;
}

/** What stands where there is nothing yet. @param {{ icon: IconName, title: string, children?: Child }} props */
export function Empty({ icon, title, children }) {
  return html`<div class="empty"><span class="empty-sign"><${Icon} name=${icon} /></span><h2>${title}</h2>${children}</div>`;
}

/** Code to write in the host. @param {{ text: string, label?: string }} props */
export function Code({ text, label }) {
  // The backslash that ends a line of a command is not left alone on the next one.
  const parts = text.split(/(\S \\)(?=\n)/).map((part, index) => (index % 2 === 1 ? html`<span class="whole">${part}</span>` : part));
  return html`<div class="code"><pre tabindex="0"><code>${parts}</code></pre>
    <${Copy} text=${text} label=${label ?? 'Copy the code'} /></div>`;
}

/** @param {{ rows?: number }} props */
export function Waiting({ rows }) {
  return html`<div class="waiting" role="status"><span class="hidden">Loading…</span>
    ${Array.from({ length: rows ?? 5 }, (_, index) => html`<div key=${index} class="bone"></div>`)}</div>`;
}

/**
 * @param {{ title?: string, actions?: Child, note?: Child, children?: Child, flush?: boolean, class?: string }} props
 */
export function Card({ title, actions, note, children, flush, class: extra }) {
  return html`<section class=${`card ${flush ? 'flush' : ''} ${extra ?? ''}`}>
    ${title ? html`<header><h2>${title}</h2>${note ? html`<span class="muted small-text">${note}</span>` : null}<div class="grow"></div>
      ${actions}</header>` : null}
    ${children}
  </section>`;
}

/** Facts by their names. @param {{ rows: ([string, Child] | null | false)[] }} props */
export function Facts({ rows }) {
  return html`<dl class="facts">${rows.filter((row) => row).map((row) => html`
    <div key=${/** @type {[string, Child]} */ (row)[0]}><dt>${/** @type {[string, Child]} */ (row)[0]}</dt><dd>
      ${/** @type {[string, Child]} */ (row)[1]}</dd></div>`)}</dl>`;
}

/**
 * The head of a page.
 * @param {{ title: Child, up?: [string, string], badge?: Child, actions?: Child, sub?: Child }} props
 */
export function PageHead({ title, up, badge, actions, sub }) {
  return html`<header class="page-head">
    ${up ? html`<nav aria-label="Breadcrumb" class="crumbs"><a href=${up[1]}>${up[0]}</a><${Icon} name="right" /></nav>` : null}
    <div class="page-title"><h1 tabindex="-1">${title}</h1>${badge}<div class="grow"></div>
      ${actions ? html`<div class="actions">${actions}</div>` : null}</div>
    ${sub ? html`<p class="sub">${sub}</p>` : null}
  </header>`;
}
