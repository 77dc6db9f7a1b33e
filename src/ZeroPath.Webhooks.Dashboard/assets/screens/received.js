import { html } from '../lib.js';
import { usePages } from '../data.js';
import { number } from '../format.js';
import { to, useQuery } from '../router.js';
import { Filters, Segments, TextFilter, pick } from '../ui/filters.js';
import { Code, Empty, PageHead, Time } from '../ui/parts.js';
import { JobBadge, reasonWords } from '../ui/states.js';
import { PagedTable } from '../ui/table.js';

const names = ['receiver', 'handler', 'from', 'to'];

/** @type {[string, string][]} */
const states = [['', 'Inbox'], ['Pending', 'Not handled'], ['Succeeded', 'Done'], ['Failed', 'Dead letters'], ['Cancelled', 'Cancelled']];

const code = `builder.Services.AddZeroPathWebhooks()
    .AddReceiver(builder.Configuration.GetSection("Receiver"))
    .AddHandler<ScanFailedEvent, ScanFailedHandler>();
var app = builder.Build();
app.MapZeroPathWebhooks("/webhooks/zeropath");`;

/** What this host has received, for each of its handlers. */
export function Received() {
  const [query, setQuery] = useQuery();
  const list = usePages('api/received', pick(query, ['state', ...names]), ['received']);
  /** @type {import('../ui/table.js').Column[]} */
  const columns = [
    { name: 'Handler', isHead: true, class: 'main', of: (one) => html`<span class="two-lines"><b dir="auto" title=${one.handler}>
      ${one.handler}</b><small title=${one.id}>${one.id}</small></span>` },
    { name: 'State', of: (one) => html`<${JobBadge} job=${one} />` },
    { name: 'Receiver', of: (one) => one.receiver ? html`<span class="clip" dir="auto" title=${one.receiver}>${one.receiver}</span>`
      : html`<span class="muted">Unnamed</span>` },
    { name: 'Why', class: 'why', of: (one) => one.reason
      ? html`<span class="clamp" dir="auto" title=${one.reason}>${reasonWords(one.reason)}</span>` : null },
    { name: 'Starts', class: 'num', of: (one) => number(one.attemptCount) },
    { name: 'Received', class: 'num', of: (one) => html`<${Time} at=${one.createdAt} />` },
  ];
  return html`<${PageHead} title="Received events" sub="What others sent to this host, once for each handler." />
    <${Segments} label="State" value=${query.state ?? ''} options=${states}
      onChange=${(/** @type {string} */ state) => setQuery({ state })} />
    <${Filters} query=${query} setQuery=${setQuery} names=${names}>
      <${TextFilter} label="Handler" value=${query.handler} onChange=${(/** @type {string} */ handler) => setQuery({ handler })} />
      <${TextFilter} label="Receiver" value=${query.receiver} onChange=${(/** @type {string} */ receiver) => setQuery({ receiver })} /><//>
    <${PagedTable} list=${list} columns=${columns} label="Received events" keyOf=${(/** @type {any} */ one) => one.id}
      linkTo=${(/** @type {any} */ one) => to(['received', one.id])}
      empty=${query.state === 'Failed' ? html`<${Empty} icon="check" title="No dead letters">
        <p>Every event that came was handled, or will be tried again.</p><//>`
        : html`<${Empty} icon="received" title="Nothing was received yet">
          <p>Events that others send to this host are here, with what its handlers made of them.</p><${Code} text=${code} /><//>`} />`;
}
