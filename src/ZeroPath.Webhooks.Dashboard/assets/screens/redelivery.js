import { html, useEffect } from '../lib.js';
import { path, post } from '../api.js';
import { useAction, useData } from '../data.js';
import { number, plural, shortLocal } from '../format.js';
import { Confirm } from '../ui/dialog.js';
import { Icon } from '../ui/icons.js';
import { Button, Facts, Foreign, Problem } from '../ui/parts.js';
import { JobBadge, reasonWords } from '../ui/states.js';

const LookMilliseconds = 1000;

/** @param {Record<string, string>} filter */
const rowsOf = (filter) => /** @type {[string, unknown][]} */ ([
  ['state', 'State'], ['endpointId', 'Endpoint'], ['eventType', 'Event type'], ['organizationId', 'Organization'],
    ['repositoryId', 'Repository'],
].filter(([name]) => filter[name]).map(([name, words]) => [words, html`<${Foreign} text=${filter[name]} />`])).concat(
  filter.from ? [['From', shortLocal(filter.from)]] : [], filter.to ? [['Before', shortLocal(filter.to)]] : []);

/**
 * Asks before all that match are sent again.
 * @param {{ filter: Record<string, string>, onClose: () => void, onStarted: (id: string, of: number) => void }} props
 */
export function RedeliverAll({ filter, onClose, onStarted }) {
  const counted = useData('api/deliveries/count', filter);
  const count = counted.data?.count;
  const words = count === undefined ? 'All that match'
    : `${counted.data.isAtLeast ? 'At least ' : ''}${plural(count, 'delivery', 'deliveries')}`;
  return html`<${Confirm} title="Redeliver all that match" action="Redeliver" busy="Beginning…" onClose=${onClose} disabled=${count === 0}
    onDone=${(/** @type {any} */ started) => onStarted(started.id, counted.data?.isAtLeast ? 0 : count)}
      act=${() => post('api/redeliveries', filter)}>
    <p><b>${words}</b> ${count === 1 ? 'is' : 'are'} sent again, each with all its attempts before it. Receivers know repeats by
      their <code>webhook-id</code>.</p>
    <${Facts} rows=${rowsOf(filter)} />
    <p class="hint">What is disabled or removed by now, or has no payload any more, stays as it is.</p>
  <//>`;
}

/**
 * How far it is, and a way to stop it.
 * @param {{ id: string, total: number | null, onClose: () => void }} props
 */
export function RedeliveryProgress({ id, total, onClose }) {
  const loaded = useData(path('redeliveries', id), undefined, ['redeliveries']);
  const cancelling = useAction(async () => {
    // What has ended by then has nothing left to stop.
    await post(path('redeliveries', id, 'cancel')).catch((error) => {
      if (error.status !== 409) {
        throw error;
      }
    });
    await loaded.reload();
  });
  const one = loaded.data;
  const isRunning = one?.state === 'Pending';
  useEffect(() => {
    if (!isRunning) {
      return undefined;
    }
    const timer = setInterval(loaded.reload, LookMilliseconds);
    return () => clearInterval(timer);
  }, [isRunning, id]);
  return html`<section class="progress-card" aria-label="Redelivery">
    ${one ? html`<div class="progress-head"><${JobBadge} job=${isRunning ? { state: 'Running' } : one} />
      <b>${isRunning ? 'Redelivering…' : 'Redelivery'}</b>
      <span role="status">${number(one.redelivered)}${total ? ` of ${number(total)}` : ''} made due${one.reason
        ? `. ${reasonWords(one.reason)}` : ''}</span><div class="grow"></div>
      ${isRunning ? html`<${Button} icon="close" onClick=${() => cancelling.run()} isBusy=${cancelling.isBusy} busy="Stopping…">Stop<//>`
        : html`<button type="button" class="icon-button" aria-label="Hide this" onClick=${onClose}><${Icon} name="close" /></button>`}</div>
      ${isRunning || total ? html`<progress aria-label="How far it is" max=${total ?? null}
        value=${total ? one.redelivered : null}></progress>` : null}` : null}
    <${Problem} error=${cancelling.error ?? loaded.error} onRetry=${loaded.error?.status === 404 ? onClose : loaded.reload} />
  </section>`;
}
