import { html } from '../lib.js';
import { usePages } from '../data.js';
import { to, useQuery } from '../router.js';
import { Filters, SelectFilter, TextFilter, pick } from '../ui/filters.js';
import { Icon } from '../ui/icons.js';
import { Badge, Button, Empty, PageHead, Problem, Time, Waiting } from '../ui/parts.js';

const names = ['kind', 'resourceId', 'organizationId', 'from', 'to'];

/** @type {Record<string, [string, string, import('../ui/icons.js').IconName]>} */
const kinds = {
  Endpoint: ['endpoints', 'endpoint', 'endpoints'],
  Subscription: ['subscriptions', 'subscription', 'subscriptions'],
  Trigger: ['triggers', 'trigger', 'triggers'],
};

/** @type {Record<string, string>} */
const doors = { Code: 'by the host\'s code', Api: 'by the API', Mcp: 'by an agent (MCP)', Dashboard: 'by the dashboard',
  Library: 'by itself' };

/** What differs between two shapes of a thing. @param {any} before @param {any} after @returns {[string, unknown, unknown][]} */
function changesOf(before, after) {
  const all = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])].filter((name) => name !== 'id');
  return all.filter((name) => JSON.stringify(before?.[name]) !== JSON.stringify(after?.[name])).map((name) =>
    [name, before?.[name], after?.[name]]);
}

/** @param {unknown} value */
const shown = (value) => (value === undefined || value === null ? '–' : typeof value === 'string' ? value : JSON.stringify(value));

/** Who changed what, when, through which door. */
export function Activity() {
  const [query, setQuery] = useQuery();
  const list = usePages('api/activity', pick(query, names), ['activity']);
  return html`<${PageHead} title="Activity" sub="Who changed endpoints, subscriptions and triggers, newest first." />
    <${Filters} query=${query} setQuery=${setQuery} names=${names}>
      <${SelectFilter} label="What" value=${query.kind}
        onChange=${(/** @type {string} */ kind) => setQuery({ kind })}
        options=${[['', 'Anything'], ['Endpoint', 'Endpoints'], ['Subscription', 'Subscriptions'], ['Trigger', 'Triggers']]} />
      <${TextFilter} label="Id" value=${query.resourceId} onChange=${(/** @type {string} */ resourceId) => setQuery({ resourceId })} /><//>
    <${Problem} error=${list.error} onRetry=${list.reload} />
    ${!list.data && !list.error ? html`<${Waiting} />` : null}
    ${list.data && list.items.length === 0 ? html`<${Empty} icon="activity" title="Nothing was changed">
      <p>Changes of what is stored are listed here. What the host's code and configuration files give is not stored, so changes of it are
        not.</p><//>` : null}
    <ol class="activity">${list.items.map((one) => html`<${Entry} key=${`${one.changedAt} ${one.kind} ${one.id}`} entry=${one} />`)}</ol>
    ${list.canGrow ? html`<footer class="table-foot">
      <${Button} onClick=${list.loadMore} isBusy=${list.isGrowing} busy="Loading…">Show more<//></footer>` : null}`;
}

/** @param {{ entry: any }} props */
function Entry({ entry }) {
  const [section, kind, icon] = kinds[entry.kind] ?? ['', entry.kind, 'activity'];
  const verb = entry.before === undefined ? 'added' : entry.after === undefined ? 'removed' : 'changed';
  const changes = verb === 'changed' ? changesOf(entry.before, entry.after) : changesOf(undefined, entry.after ?? entry.before);
  const name = entry.name || entry.id;
  const { endpointId } = entry.after ?? entry.before ?? {};
  return html`<li><span class=${`activity-sign ${verb}`}><${Icon} name=${icon} /></span>
    <div class="activity-body"><p><b dir="auto">${entry.who ?? 'Somebody'}
      </b> ${verb} the ${kind} ${verb === 'removed' || !section ? html`<b dir="auto">${name}
        </b>` : html`<a href=${to([section, entry.id])} dir="auto">${name}</a>`}${endpointId
          ? html` of <a href=${to(['endpoints', endpointId])} dir="auto">${endpointId}</a>` : null}
      <span class="muted"> ${doors[entry.door] ?? entry.door}, <${Time} at=${entry.changedAt} /></span></p>
      ${verb === 'changed' && entry.changesSecrets ? html`<p><${Badge} kind="warn" icon="key">Headers or secrets changed<//></p>` : null}
      ${changes.length === 0 ? null : html`<details open=${verb === 'changed' && changes.length <= 4}><summary>
        ${verb === 'changed' ? `${changes.length} ${changes.length === 1 ? 'member' : 'members'}` : `What was ${verb}`}</summary>
        <dl class="diff">${changes.map(([member, before, after]) => html`<div key=${member}><dt>${member}</dt><dd>
          ${verb === 'changed' ? html`<del dir="auto">${shown(before)}</del><span class="muted" aria-label="became">→</span>
            <ins dir="auto">${shown(after)}</ins>` : html`<span dir="auto">${shown(after)}</span>`}</dd></div>`)}</dl></details>`}
    </div></li>`;
}
