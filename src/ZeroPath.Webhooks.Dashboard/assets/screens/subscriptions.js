import { html } from '../lib.js';
import { usePages } from '../data.js';
import { plural } from '../format.js';
import { to, useQuery } from '../router.js';
import { session } from '../session.js';
import { EndpointFilter, pick } from '../ui/filters.js';
import { ButtonLink, Code, Empty, PageHead } from '../ui/parts.js';
import { EnabledBadge } from '../ui/states.js';
import { PagedTable } from '../ui/table.js';

const code = `// Or in the code of the host:
builder.Services.AddZeroPathWebhooks()
    .AddSubscription(new() { EndpointId = "Chat", Threshold = SeverityLevel.High });`;

/** Which events a subscription is for, in words. @param {any} one */
export function scopeWords(one) {
  const types = one.eventTypes === undefined ? 'All events' : one.eventTypes.length === 1 ? one.eventTypes[0]
    : plural(one.eventTypes.length, 'event type');
  return `${types}, ${repositoryWords(one)}${one.threshold && one.threshold !== 'Info' ? `, ${one.threshold} and above` : ''}`;
}

/** @param {any} one */
function repositoryWords(one) {
  const named = [...(one.repositories ?? []), ...(one.repositoryIds ?? [])];
  return named.length === 0 ? 'all repositories' : named.length === 1 ? named[0] : plural(named.length, 'repository', 'repositories');
}

/** @param {string} words */
const sentence = (words) => words.replace(/^all /, 'All ');

/** Which endpoints get which events. */
export function Subscriptions() {
  const [query, setQuery] = useQuery();
  const list = usePages('api/subscriptions', pick(query, ['endpointId']), ['activity']);
  const add = html`<${ButtonLink} href=${to(['subscriptions', 'new'], { endpointId: query.endpointId })} kind="primary"
    icon="plus">Add a subscription<//>`;
  /** @type {import('../ui/table.js').Column[]} */
  const columns = [
    { name: 'Endpoint', isHead: true, class: 'main', of: (one) => html`<span class="two-lines">
      <b dir="auto" title=${one.endpointName ?? one.endpointId}>${one.endpointName ?? one.endpointId}</b>
      <small title=${one.id}>${one.id}</small></span>` },
    { name: 'State', of: (one) => html`<${EnabledBadge} enabled=${one.enabled} />` },
    { name: 'Events', of: (one) => one.eventTypes === undefined ? 'All, future ones too'
      : html`<span class="clip" title=${one.eventTypes.join(', ')}>
        ${one.eventTypes.length === 1 ? one.eventTypes[0] : plural(one.eventTypes.length, 'type')}</span>` },
    { name: 'Repositories', of: (one) => html`<span class="clip" dir="auto"
      title=${[...(one.repositories ?? []), ...(one.repositoryIds ?? [])].join(', ')}>${sentence(repositoryWords(one))}</span>` },
    { name: 'Threshold', of: (one) => one.threshold === 'Info' ? html`<span class="muted">Info, all</span>`
      : `${one.threshold} and above` },
    .../** @type {import('../ui/table.js').Column[]} */ (session().isOperator
      ? [{ name: 'Organization', of: (/** @type {any} */ one) => one.organizationId
        ? html`<span class="clip" dir="auto" title=${one.organizationId}>${one.organizationId}
          </span>` : html`<span class="muted">Its endpoint's</span>` }] : []),
  ];
  return html`<${PageHead} title="Subscriptions" actions=${add} />
    <div class="filters" role="search"><${EndpointFilter} value=${query.endpointId}
      onChange=${(/** @type {string} */ endpointId) => setQuery({ endpointId })} /></div>
    <${PagedTable} list=${list} columns=${columns} label="Subscriptions" keyOf=${(/** @type {any} */ one) => one.id}
      linkTo=${(/** @type {any} */ one) => to(['subscriptions', one.id])}
      empty=${html`<${Empty} icon="subscriptions" title=${query.endpointId ? 'This endpoint gets no events yet' : 'No subscriptions yet'}>
        <p>A subscription says which events an endpoint gets: types, repositories, and from which score vulnerabilities count.</p>${add}
        ${session().isOperator ? html`<${Code} text=${code} />` : null}<//>`} />`;
}
