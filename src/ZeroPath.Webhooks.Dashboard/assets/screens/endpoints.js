import { html } from '../lib.js';
import { usePages } from '../data.js';
import { duration, rate } from '../format.js';
import { to, useQuery } from '../router.js';
import { session } from '../session.js';
import { Spark } from '../ui/charts.js';
import { Segments, TextFilter } from '../ui/filters.js';
import { ButtonLink, Code, Empty, PageHead } from '../ui/parts.js';
import { EndpointBadge } from '../ui/states.js';
import { PagedTable } from '../ui/table.js';

const code = `// Or in the code of the host:
builder.Services.AddZeroPathWebhooks()
    .AddEndpoint(new() { Name = "Chat", Url = new("https://chat.example.com/zeropath") })
    .AddSubscription(new() { EndpointId = "Chat", Threshold = SeverityLevel.High });`;

const HourMilliseconds = 3_600_000;

/** The last 24 hours; those in which nothing happened are not in the answer. @param {any[]} hours */
function lastHours(hours) {
  const last = Math.floor(Date.now() / HourMilliseconds);
  const byHour = new Map(hours.map((hour) => [Math.floor(Date.parse(hour.from) / HourMilliseconds), hour]));
  return Array.from({ length: 24 }, (_, index) => byHour.get(last - 23 + index) ?? { succeeded: 0, retried: 0, failed: 0 });
}

/** @type {[string, string][]} */
const states = [['', 'All'], ['Attention', 'Needs attention'], ['Enabled', 'Enabled'], ['Disabled', 'Disabled']];

/** All endpoints, with how they are. */
export function Endpoints() {
  const [query, setQuery] = useQuery();
  const list = usePages('api/endpoint-summaries', { search: query.search, state: query.state }, ['activity', 'deliveries']);
  const add = html`<${ButtonLink} href=${to(['endpoints', 'new'])} kind="primary" icon="plus">Add an endpoint<//>`;
  /** @type {import('../ui/table.js').Column[]} */
  const columns = [
    { name: 'Endpoint', isHead: true, class: 'main', of: ({ endpoint }) => html`<span class="two-lines">
      <b dir="auto" title=${endpoint.name}>${endpoint.name}</b>
      <small dir="ltr" title=${endpoint.url}>${endpoint.url}</small></span>` },
    { name: 'State', of: ({ endpoint, health }) => html`<${EndpointBadge} endpoint=${endpoint} health=${health} />` },
    { name: 'Format', of: ({ endpoint }) => endpoint.format ?? 'ZeroPath' },
    .../** @type {import('../ui/table.js').Column[]} */ (session().isOperator
      ? [{ name: 'Organization', of: (/** @type {any} */ { endpoint }) => endpoint.organizationId
        ? html`<span class="clip" dir="auto" title=${endpoint.organizationId}>${endpoint.organizationId}
          </span>` : html`<span class="muted">All</span>` }]
      : []),
    { name: 'Accepted', class: 'num', of: ({ health }) => rate(health?.successRate) },
    { name: 'Takes', class: 'num', of: ({ health }) => duration(health?.latencySeconds) },
    { name: 'Last 24 hours', class: 'spark-column', of: ({ hours }) => html`<${Spark} hours=${lastHours(hours)} />` },
  ];
  return html`<${PageHead} title="Endpoints" actions=${add} />
    <div class="filters" role="search"><${TextFilter} label="Search endpoints" isSearch placeholder="Search by name, address or id"
      value=${query.search}
      onChange=${(/** @type {string} */ search) => setQuery({ search })} />
      <${Segments} label="State" value=${query.state ?? ''} options=${states}
        onChange=${(/** @type {string} */ state) => setQuery({ state })} /></div>
    <${PagedTable} list=${list} columns=${columns} label="Endpoints" keyOf=${(/** @type {any} */ { endpoint }) => endpoint.id}
      linkTo=${(/** @type {any} */ { endpoint }) => to(['endpoints', endpoint.id])}
      empty=${query.search || query.state
        ? html`<${Empty} icon="search" title="No endpoint is like that">
          <p>Names, addresses and ids are searched. Look at all of them, or search for less.</p><//>`
        : html`<${Empty} icon="endpoints" title="No endpoints yet">
          <p>An endpoint is where events are sent: an address of yours, or a channel of Slack, Teams and others.</p>${add}
          ${session().isOperator ? html`<${Code} text=${code} />` : null}<//>`} />`;
}
