import { html } from '../lib.js';
import { usePages } from '../data.js';
import { plural } from '../format.js';
import { to, useQuery } from '../router.js';
import { session } from '../session.js';
import { Filters, TypeFilter, pick } from '../ui/filters.js';
import { Badge, Code, Empty, PageHead, Time } from '../ui/parts.js';
import { PagedTable } from '../ui/table.js';

const names = ['eventType', 'organizationId', 'repositoryId', 'from', 'to'];

const code = `// With IWebhookPublisher injected:
await publisher.PublishAsync(new ScanFailedEvent
{
    Timestamp = TimeProvider.System.GetUtcNow(),
    Organization = new() { Id = "org_123" },
    Scan = scan,
    Error = "Timeout contacting build server",
});`;

/** What came of the deliveries of an event. @param {{ deliveries: any[] }} props */
function Outcome({ deliveries }) {
  const count = (/** @type {string} */ state) => deliveries.filter((delivery) => delivery.state === state).length;
  const [good, bad, pending, cancelled] = [count('Succeeded'), count('Failed'), count('Pending'), count('Cancelled')];
  return deliveries.length === 0 ? html`<${Badge} kind="calm" icon="slash">Sent nowhere<//>`
    : bad > 0 ? html`<${Badge} kind="bad" icon="cross">${bad} of ${deliveries.length} failed<//>`
      : pending > 0 ? html`<${Badge} kind="busy" icon="clock">${pending} of ${deliveries.length} pending<//>`
        : cancelled > 0 ? html`<${Badge} kind="calm" icon="slash">${cancelled} of ${deliveries.length} cancelled<//>`
          : html`<${Badge} kind="good" icon="check">${good === 1 ? 'Delivered' : `${good} delivered`}<//>`;
}

/** What was published. */
export function Events() {
  const [query, setQuery] = useQuery();
  const list = usePages('api/events', pick(query, names), ['events', 'deliveries']);
  /** @type {import('../ui/table.js').Column[]} */
  const columns = [
    { name: 'Event', isHead: true, class: 'main', of: (one) => html`<span class="two-lines"><b class="type">${one.type}</b>
      <small title=${one.id}>${one.id}</small></span>` },
    { name: 'Outcome', of: (one) => html`<${Outcome} deliveries=${one.deliveries} />` },
    { name: 'Endpoints', class: 'num', of: (one) =>
      plural(new Set(one.deliveries.map((/** @type {any} */ delivery) => delivery.endpointId)).size, 'endpoint') },
    { name: 'Repository', of: (one) => one.repositoryId ? html`<span class="clip" dir="auto" title=${one.repositoryId}>${one.repositoryId}
      </span>` : html`<span class="muted">–</span>` },
    .../** @type {import('../ui/table.js').Column[]} */ (session().isOperator
      ? [{ name: 'Organization', of: (/** @type {any} */ one) => html`<span class="clip" dir="auto" title=${one.organizationId}>
        ${one.organizationId}</span>` }] : []),
    { name: 'Published', class: 'num', of: (one) => html`<${Time} at=${one.publishedAt} />` },
  ];
  const isFiltered = names.some((name) => query[name]);
  return html`<${PageHead} title="Events" sub="What the host has published, newest first." />
    <${Filters} query=${query} setQuery=${setQuery} names=${names}>
      <${TypeFilter} value=${query.eventType} onChange=${(/** @type {string} */ eventType) => setQuery({ eventType })} /><//>
    <${PagedTable} list=${list} columns=${columns} label="Events" keyOf=${(/** @type {any} */ one) => one.id}
      linkTo=${(/** @type {any} */ one) => to(['events', one.id])}
      empty=${isFiltered ? html`<${Empty} icon="search" title="No event is like that"><p>Widen the filters.</p><//>`
        : html`<${Empty} icon="events" title="No events yet">
          <p>The host publishes events in its code; they are listed here from then on.</p>
            ${session().isOperator ? html`<${Code} text=${code} />` : null}<//>`} />`;
}
