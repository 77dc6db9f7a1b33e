import { html, useState } from '../lib.js';
import { useNow, usePages } from '../data.js';
import { number } from '../format.js';
import { to, useQuery } from '../router.js';
import { session } from '../session.js';
import { EndpointFilter, Filters, Segments, TypeFilter, pick } from '../ui/filters.js';
import { Button, ButtonLink, Empty, PageHead, Time } from '../ui/parts.js';
import { DeliveryBadge, reasonWords } from '../ui/states.js';
import { PagedTable } from '../ui/table.js';
import { RedeliverAll, RedeliveryProgress } from './redelivery.js';

const names = ['endpointId', 'eventType', 'organizationId', 'repositoryId', 'from', 'to'];

/** @type {[string, string][]} */
const states = [['', 'All'], ['Pending', 'Pending'], ['Succeeded', 'Delivered'], ['Failed', 'Failed'], ['Cancelled', 'Cancelled']];

/** When the next attempt is due, or why there is none. @param {{ delivery: any }} props */
function Next({ delivery }) {
  const now = useNow(1000);
  if (delivery.state !== 'Pending') {
    return html`<span class="muted">${reasonWords(delivery.reason) || html`<${Time} at=${delivery.settledAt} />`}</span>`;
  }
  return Date.parse(delivery.dueAt) <= now ? html`<span>Due now</span>`
    : html`<span>Next <${Time} at=${delivery.dueAt} /></span>`;
}

/** Deliveries, by filters that are in the address. */
export function Deliveries() {
  const [query, setQuery] = useQuery();
  const [isAsking, setAsking] = useState(false);
  const filter = pick(query, ['state', ...names]);
  const list = usePages('api/deliveries', filter, ['deliveries']);
  const canRedeliver = ['Failed', 'Cancelled', 'Succeeded'].includes(query.state);
  /** @type {import('../ui/table.js').Column[]} */
  const columns = [
    { name: 'Event', isHead: true, class: 'main', of: (one) => html`<span class="two-lines"><b class="type">${one.eventType}</b>
      <small title=${one.id}>${one.id}</small></span>` },
    { name: 'State', of: (one) => html`<${DeliveryBadge} delivery=${one} />` },
    { name: 'Endpoint', of: (one) => html`<a class="clip" href=${to(['endpoints', one.endpointId])} dir="auto"
      title=${one.endpointName ?? one.endpointId}>${one.endpointName ?? one.endpointId}</a>` },
    { name: 'Attempts', class: 'num', of: (one) => number(one.attemptCount) },
    { name: 'Next or why', class: 'why', of: (one) => html`<${Next} delivery=${one} />` },
    { name: 'Published', class: 'num', of: (one) => html`<${Time} at=${one.createdAt} />` },
  ];
  const isFiltered = Object.keys(filter).length > 0;
  return html`<${PageHead} title="Deliveries"
      sub=${`One event to one endpoint each, newest first.${query.state ? '' : ' To redeliver all that match, choose a state.'}`}
      actions=${canRedeliver && list.items.length > 0
        ? html`<${Button} icon="retry" onClick=${() => setAsking(true)}>Redeliver all that match<//>` : null} />
    ${query.redelivery ? html`<${RedeliveryProgress} id=${query.redelivery} total=${Number(query.of) || null}
      onClose=${() => setQuery({ redelivery: undefined, of: undefined })} />` : null}
    <${Segments} label="State" value=${query.state ?? ''} options=${states}
      onChange=${(/** @type {string} */ state) => setQuery({ state })} />
    <${Filters} query=${query} setQuery=${setQuery} names=${names}>
      <${EndpointFilter} value=${query.endpointId} onChange=${(/** @type {string} */ endpointId) => setQuery({ endpointId })} />
      <${TypeFilter} value=${query.eventType} onChange=${(/** @type {string} */ eventType) => setQuery({ eventType })} /><//>
    <${PagedTable} list=${list} columns=${columns} label="Deliveries" keyOf=${(/** @type {any} */ one) => one.id}
      linkTo=${(/** @type {any} */ one) => to(['deliveries', one.id])}
      empty=${isFiltered ? html`<${Empty} icon="search" title="No delivery is like that"><p>Choose another state, or clear the filters.</p>
        <//>`
        : html`<${Empty} icon="deliveries" title="Nothing was sent yet"><p>
          ${session().isOperator ? 'When the host publishes an event that a subscription matches, its deliveries are here.'
            : 'When an event matches one of your subscriptions, its deliveries are here.'}</p>
          <${ButtonLink} href=${to(['subscriptions'])}>Look at the subscriptions<//><//>`} />
    ${isAsking ? html`<${RedeliverAll} filter=${filter} onClose=${() => setAsking(false)}
      onStarted=${(/** @type {string} */ id, /** @type {number} */ of) => {
      setAsking(false);
      setQuery({ redelivery: id, of: of ? String(of) : undefined });
    }} />` : null}`;
}
