import { Fragment, html, render, useEffect, useLayoutEffect, useRef, useState } from './lib.js';
import { session as sessionEvents } from './api.js';
import { product } from './base.js';
import { start, watchLiveness } from './live.js';
import { scrolledTo, to, usePlace } from './router.js';
import { routeOf } from './routes.js';
import { session, useStart } from './session.js';
import { Icon, Mark } from './ui/icons.js';
import { Button, Problem } from './ui/parts.js';
import { ThemeSwitch } from './ui/theme-switch.js';

/** @typedef {import('./ui/icons.js').IconName} IconName */

/** @returns {[string, [string, string, IconName][]][]} */
function sections() {
  return [
    ['', [['', 'Overview', 'overview']]],
    ['Sending', [
      ['endpoints', 'Endpoints', 'endpoints'], ['subscriptions', 'Subscriptions', 'subscriptions'], ['events', 'Events', 'events'],
      ['deliveries', 'Deliveries', 'deliveries']]],
    ['Receiving', [
      ['triggers', 'Inbound triggers', 'triggers'], ['executions', 'Executions', 'executions'],
      .../** @type {[string, string, IconName][]} */ (session().canReceive ? [['received', 'Received events', 'received']] : [])]],
    ['Reference', [['catalogue', 'Event catalogue', 'catalogue'], ['activity', 'Activity', 'activity']]],
  ];
}

const livenessWords = {
  connecting: ['Connecting…', 'Looking for the stream of changes'],
  live: ['Live', 'Changes are shown as they happen'],
  polling: ['Every 10 s', 'There is no stream of changes now, so the page looks every ten seconds'],
  over: ['Stopped', 'Your session has expired'],
};

function Liveness() {
  const [state, setState] = useState(/** @type {import('./live.js').Liveness} */ ('connecting'));
  useEffect(() => watchLiveness(setState), []);
  const [words, title] = livenessWords[state];
  return html`<span class=${`liveness ${state}`} title=${title} role="status"><i aria-hidden="true"></i>${words}</span>`;
}

/** @param {{ path: string, isOpen: boolean, onClose: () => void }} props */
function Sidebar({ path, isOpen, onClose }) {
  const first = path.split('/')[0];
  const { user, organizationId, isOperator, version } = session();
  return html`<aside class=${`side ${isOpen ? 'open' : ''}`} id="side" aria-label="Dashboard">
    <a class="brand" href=${to([])}><${Mark} /><span><b dir="auto">${product}</b></span></a>
    <nav aria-label="Main">${sections().map(([name, links]) => html`<${Fragment} key=${name}>
      ${name ? html`<p class="nav-title" id=${`nav-${name}`}>${name}</p>` : null}
      <ul aria-labelledby=${name ? `nav-${name}` : null}>${links.map(([target, words, icon]) => html`<li key=${target}>
        <a href=${to(target ? [target] : [])} aria-current=${first === target ? 'page' : null} onClick=${onClose}>
          <${Icon} name=${icon} />${words}</a></li>`)}</ul>
    <//>`)}</nav>
    <footer class="side-foot">
      <div class="who" title=${version ? `Version ${version}` : null}>
        <b dir="auto" title=${user}>${user ?? 'Signed in'}</b>
        <span class="muted" dir="auto" title=${organizationId}>${isOperator ? 'Operator, all organizations' : organizationId}</span></div>
      <div class="side-row"><${Liveness} /><${ThemeSwitch} /></div>
    </footer>
  </aside>`;
}

function Expired() {
  const [isShown, setShown] = useState(false);
  useEffect(() => {
    const show = () => setShown(true);
    sessionEvents.addEventListener('over', show);
    return () => sessionEvents.removeEventListener('over', show);
  }, []);
  return isShown ? html`<div class="expired" role="alert"><${Icon} name="lock" />
    <span><b>Your session has expired.</b> Reload the page to log in again. What you typed and have not saved is lost then: copy it
      first.</span>
    <${Button} onClick=${() => location.reload()}>Reload<//></div>` : null;
}

function Page() {
  const { path } = usePlace();
  const [isOpen, setOpen] = useState(false);
  const main = useRef(/** @type {HTMLElement | null} */ (null));
  const isFirst = useRef(true);
  const { screen: Screen, parts, title } = routeOf(path);

  useLayoutEffect(() => {
    document.title = title ? `${title} · ${product}` : product;
    if (isFirst.current) {
      isFirst.current = false;
      return;
    }
    setOpen(false);
    scrollTo(0, scrolledTo());
    main.current?.querySelector('h1')?.focus({ preventScroll: true });
  }, [path]);

  return html`<a class="skip" href="#main" onClick=${(/** @type {Event} */ event) => {
      event.preventDefault();
      main.current?.focus();
    }}>Skip to the content</a>
    <div class="frame">
      <header class="top"><a class="brand" href=${to([])}><${Mark} /><b dir="auto">${product}</b></a>
        <button type="button" class="icon-button" aria-expanded=${isOpen ? 'true' : 'false'} aria-controls="side"
          aria-label=${isOpen ? 'Close the menu' : 'Open the menu'} onClick=${() => setOpen(!isOpen)}>
            <${Icon} name=${isOpen ? 'close' : 'menu'} /></button></header>
      <${Sidebar} path=${path} isOpen=${isOpen} onClose=${() => setOpen(false)} />
      <main id="main" tabindex="-1" ref=${main}><${Expired} /><${Screen} key=${path} parts=${parts} /></main>
    </div>`;
}

function App() {
  const starting = useStart();
  if (starting.error) {
    return html`<main class="alone"><${Expired} /><h1>${product}</h1><${Problem} error=${starting.error}
      onRetry=${starting.error.status === 401 ? () => location.reload() : starting.reload} /></main>`;
  }
  return starting.isReady ? html`<${Page} />` : html`<p class="starting">Loading…</p>`;
}

const root = /** @type {Element} */ (document.getElementById('app'));
root.textContent = '';
render(html`<${App} />`, root);
void start();
