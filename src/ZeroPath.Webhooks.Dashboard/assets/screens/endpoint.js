import { html, useEffect, useMemo, useState } from '../lib.js';
import { path } from '../api.js';
import { useData, useNow, usePages } from '../data.js';
import { duration, number, plural, rate, writeDuration } from '../format.js';
import { to } from '../router.js';
import { session } from '../session.js';
import { Charts, Figure, useFigures, useRange } from '../ui/figures.js';
import { Button, ButtonLink, Card, Empty, Facts, Foreign, Id, Note, PageHead, Problem, Time, Waiting } from '../ui/parts.js';
import { DeliveryBadge, EnabledBadge, EndpointBadge } from '../ui/states.js';
import { Table } from '../ui/table.js';
import { EndpointActions } from './endpoint-actions.js';
import { Missing } from './missing.js';
import { scopeWords } from './subscriptions.js';

/** One endpoint. @param {{ parts: string[] }} props */
export function Endpoint({ parts: [id] }) {
  const loaded = useData(path('endpoints', id), undefined, ['activity']);
  const health = useData(path('endpoints', id, 'health'), {}, ['deliveries', 'activity']);
  const [dialog, setDialog] = useState('');
  const endpoint = loaded.data;
  if (loaded.error?.status === 404) {
    return html`<${Missing} what="There is no such endpoint" />`;
  }
  if (!endpoint) {
    return loaded.error ? html`<${Problem} error=${loaded.error} onRetry=${loaded.reload} />` : html`<${Waiting} />`;
  }
  const open = (/** @type {string} */ name) => () => setDialog(name);
  return html`<${PageHead} up=${['Endpoints', to(['endpoints'])]} title=${html`<bdi dir="auto">${endpoint.name}</bdi>`}
      badge=${html`<${EndpointBadge} endpoint=${endpoint} health=${health.data} />`}
      sub=${html`<span class="url" dir="ltr" title=${endpoint.url}>${endpoint.url}</span>`}
      actions=${html`<${Button} icon="send" kind="primary" onClick=${open('test')}>Send a test<//>
        <${ButtonLink} icon="edit" href=${to(['endpoints', id, 'edit'])}>Edit<//>
        ${endpoint.enabled ? html`<${Button} icon="pause" onClick=${open('disable')}>Disable<//>`
          : html`<${Button} icon="check" onClick=${open('enable')}>Enable<//>`}
        <${Button} icon="trash" kind="danger-quiet" onClick=${open('delete')}>Delete<//>`} />
    ${endpoint.unreadableReason ? html`<${Note} kind="bad" title="Nothing is sent to it"><p dir="auto">${endpoint.unreadableReason}</p>
      <//>` : null}
    ${!endpoint.enabled ? html`<${Note} kind="warn" title="Disabled"><p dir="auto">${endpoint.disabledReason ?? 'Nobody said why.'}</p>
      <p>Events are not sent to it. What is cancelled meanwhile can be sent again when it is enabled.</p><//>` : null}
    <${Hold} health=${health.data} enabled=${endpoint.enabled} onDue=${health.reload} />
    <${Health} id=${id} health=${health.data} />
    <div class="columns">
      <div><${Subscriptions} id=${id} /><${Recent} id=${id} /></div>
      <div><${Settings} endpoint=${endpoint} open=${open} /></div>
    </div>
    <${EndpointActions} endpoint=${endpoint} dialog=${dialog} onClose=${() => setDialog('')}
      onChanged=${() => { loaded.reload(); health.reload(); }} />`;
}

/** @param {{ health: any, enabled: boolean, onDue: () => void }} props */
function Hold({ health, enabled, onDue }) {
  const now = useNow(1000);
  const loadedAt = useMemo(() => Date.now(), [health]);
  const isHeld = enabled && health?.heldForSeconds !== undefined;
  const seconds = isHeld ? Math.max(0, Math.ceil(health.heldForSeconds - (now - loadedAt) / 1000)) : 0;
  const isDue = isHeld && seconds === 0;
  useEffect(() => {
    const timer = isDue ? setTimeout(onDue, 1500) : undefined;
    return () => clearTimeout(timer);
  }, [isDue]);
  if (!isHeld) {
    return null;
  }
  return html`<${Note} kind="bad" icon="pause" title="On hold">
    <p>${plural(health.failureStreak, 'attempt')} in a row failed, so deliveries wait and lose no attempts by it.${' '}
      ${seconds > 0 ? html`One request tries it in <b class="countdown">${duration(seconds)}</b>.`
    : 'One request at a time tries it now.'}
      ${' '}The first success ends the hold.</p><//>`;
}

/** @param {{ id: string, health: any }} props */
function Health({ id, health }) {
  const [range, picker] = useRange();
  const figures = useFigures(range, id);
  const { total } = figures;
  const settled = total ? total.succeeded + total.failed : 0;
  return html`<div class="section-head"><h2>Health</h2><div class="grow"></div>${picker}</div>
    <div class="figures">
      <${Figure} name="Delivered" value=${total ? number(total.succeeded) : '–'} icon="check" kind="good"
        href=${to(['deliveries'], { endpointId: id, state: 'Succeeded' })} />
      <${Figure} name="Failed" value=${total ? number(total.failed) : '–'} icon="cross" kind=${total?.failed ? 'bad' : ''}
        href=${to(['deliveries'], { endpointId: id, state: 'Failed' })} />
      <${Figure} name="Success rate" value=${total && settled ? rate(total.succeeded / settled) : '–'} icon="activity" />
      <${Figure} name="Accepted lately" value=${rate(health?.successRate)} note="of about the last hundred attempts" icon="send" />
      <${Figure} name="An attempt takes" value=${duration(health?.latencySeconds)}
        note=${health?.lastSuccessAt ? html`last accepted <${Time} at=${health.lastSuccessAt} />` : null} icon="clock" />
    </div>
    <${Charts} figures=${figures} />`;
}

/** @param {{ id: string }} props */
function Subscriptions({ id }) {
  const list = usePages('api/subscriptions', { endpointId: id }, ['activity']);
  return html`<${Card} title="Subscriptions" flush actions=${html`<a href=${to(['subscriptions', 'new'], { endpointId: id })}>Add</a>`}>
    <${Problem} error=${list.error} onRetry=${list.reload} />
    ${list.items.length === 0 && list.data ? html`<${Empty} icon="subscriptions" title="It gets no events yet">
      <p>Add a subscription to say which.</p>
      <${ButtonLink} href=${to(['subscriptions', 'new'], { endpointId: id })} icon="plus">Add a subscription<//><//>` : null}
    <ul class="rows">${list.items.map((one) => html`<li key=${one.id}>
      <a class="row-link" href=${to(['subscriptions', one.id])} dir="auto">${scopeWords(one)}</a>
        <${EnabledBadge} enabled=${one.enabled} /></li>`)}</ul>
    ${list.canGrow ? html`<footer class="table-foot"><${Button} onClick=${list.loadMore} isBusy=${list.isGrowing} busy="Loading…">
      Show more<//></footer>` : null}
  <//>`;
}

/** @param {{ id: string }} props */
function Recent({ id }) {
  const list = usePages('api/deliveries', { endpointId: id }, ['deliveries']);
  const rows = list.items.slice(0, 8);
  return html`<${Card} title="Latest deliveries" flush actions=${html`<a href=${to(['deliveries'], { endpointId: id })}>All of them</a>`}>
    <${Problem} error=${list.error} onRetry=${list.reload} />
    ${!list.data && !list.error ? html`<${Waiting} rows=${4} />` : null}
    ${list.data && rows.length === 0 ? html`<p class="muted pad">Nothing was sent to it yet.</p>` : null}
    ${rows.length > 0 ? html`<${Table} label="Latest deliveries" rows=${rows} keyOf=${(/** @type {any} */ one) => one.id}
      linkTo=${(/** @type {any} */ one) => to(['deliveries', one.id])} columns=${[
      { name: 'Event', isHead: true, of: (/** @type {any} */ one) => html`<span class="type">${one.eventType}</span>` },
      { name: 'State', of: (/** @type {any} */ one) => html`<${DeliveryBadge} delivery=${one} />` },
      { name: 'Attempts', class: 'num', of: (/** @type {any} */ one) => number(one.attemptCount) },
      { name: 'Published', class: 'num', of: (/** @type {any} */ one) => html`<${Time} at=${one.createdAt} />` },
    ]} />` : null}
  <//>`;
}

/** @param {{ endpoint: any, open: (dialog: string) => () => void }} props */
function Settings({ endpoint, open }) {
  const headers = Object.keys(endpoint.headers ?? {});
  const settings = Object.entries(endpoint.formatSettings ?? {});
  const secrets = /** @type {{ expiresAt?: string }[]} */ (endpoint.signingSecrets ?? []);
  const retry = endpoint.retry;
  return html`<${Card} title="Settings">
    <${Facts} rows=${[
      ['Id', html`<${Id} value=${endpoint.id} />`],
      ['Format', endpoint.format ?? 'ZeroPath'],
      ...settings.map(([name, value]) => /** @type {[string, unknown]} */ ([name, html`<${Foreign} text=${value} />`])),
      session().isOperator && ['Organization', endpoint.organizationId ? html`<${Foreign} text=${endpoint.organizationId} />` : 'All'],
      ['At once', endpoint.maxConcurrency ? plural(endpoint.maxConcurrency, 'request') : 'As much as it takes'],
      ['Rate', endpoint.maxPerSecond ? `${number(endpoint.maxPerSecond)} a second` : 'No limit'],
      ['Retries', retry ? retry.delaysSeconds.map(writeDuration).join(', ') || 'None' : 'As the host has set'],
      ['Order', endpoint.ordered ? 'As published, one at a time' : 'None'],
      ['Trace', endpoint.propagateTrace ? 'Passed on' : 'Not passed on'],
    ]} />
  <//>
  <${Card} title="Headers">
    ${headers.length === 0 ? html`<p class="muted">No headers of its own.</p>` : html`<dl class="headers">
      ${headers.map((name) => html`<div key=${name}><dt dir="auto">${name}</dt><dd>***</dd></div>`)}</dl>
      <p class="hint">Values are not shown.</p>`}
  <//>
  <${Card} title="Signing">
    ${secrets.length === 0 ? html`<p class="muted">Requests are not signed with secrets of its own.</p>` : html`<ul class="rows plain">
      ${secrets.map((secret, index) => html`<li key=${index}>
      <span>${index === 0 ? 'Current secret' : 'Older secret'}</span><span class="muted">
        ${secret.expiresAt ? html`good until <${Time} at=${secret.expiresAt} absolute />` : 'does not expire'}</span></li>`)}</ul>`}
    <div class="actions"><${Button} icon="key" onClick=${open('rotate')}>${secrets.length === 0 ? 'Make a secret' : 'Rotate'}<//>
      ${secrets.length > 0 ? html`<${Button} kind="danger-quiet" onClick=${open('unsign')}>Remove all<//>` : null}</div>
  <//>
  <${Card} title="Send events again">
    <p class="hint">Routes stored events of a time anew, and sends those that match its subscriptions as they are now.</p>
    <${Button} icon="retry" onClick=${open('replay')} disabled=${!endpoint.enabled}>Replay events<//>
  <//>`;
}
