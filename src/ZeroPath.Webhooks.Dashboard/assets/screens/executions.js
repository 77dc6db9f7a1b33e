import { html } from '../lib.js';
import { usePages } from '../data.js';
import { number } from '../format.js';
import { to, useQuery } from '../router.js';
import { Filters, Segments, pick } from '../ui/filters.js';
import { Empty, PageHead, Time } from '../ui/parts.js';
import { JobBadge, reasonWords } from '../ui/states.js';
import { PagedTable } from '../ui/table.js';

const names = ['triggerId', 'organizationId', 'from', 'to'];

/** @type {[string, string][]} */
export const jobStates = [['', 'All'], ['Pending', 'Not ended'], ['Succeeded', 'Done'], ['Failed', 'Failed'], ['Cancelled', 'Cancelled']];

/** The name of an execution's trigger; its id once the trigger is deleted. @param {any} one @returns {string} */
export const triggerNameOf = (one) => one.triggerName ?? one.triggerId;

/** @param {{ list: any, isOfOne?: boolean }} props */
export function ExecutionTable({ list, isOfOne }) {
  /** @type {import('../ui/table.js').Column[]} */
  const columns = [
    { name: 'Execution', isHead: true, class: 'main', of: (one) => isOfOne ? html`<code class="clip" title=${one.id}>${one.id}</code>`
      : html`<span class="two-lines"><b dir="auto" title=${triggerNameOf(one)}>${triggerNameOf(one)}</b>
        <small title=${one.id}>${one.id}</small></span>` },
    { name: 'State', of: (one) => html`<${JobBadge} job=${one} />` },
    { name: 'What came of it', class: 'why', of: (one) => html`<span class="clamp" dir="auto"
      title=${one.result ?? reasonWords(one.reason)}>${one.result ?? reasonWords(one.reason)}</span>` },
    { name: 'Starts', class: 'num', of: (one) => number(one.attemptCount) },
    { name: 'Called', class: 'num', of: (one) => html`<${Time} at=${one.createdAt} />` },
  ];
  return html`<${PagedTable} list=${list} columns=${columns} label="Executions" keyOf=${(/** @type {any} */ one) => one.id}
    linkTo=${(/** @type {any} */ one) => to(['executions', one.id])}
    empty=${isOfOne ? html`<p class="muted pad">Nobody has called it yet.</p>`
      : html`<${Empty} icon="executions" title="No executions">
        <p>When another system calls an inbound trigger, what comes of it is here.</p><//>`} />`;
}

/** Calls of inbound triggers. */
export function Executions() {
  const [query, setQuery] = useQuery();
  const list = usePages('api/executions', pick(query, ['state', ...names]), ['executions']);
  return html`<${PageHead} title="Executions" sub="Calls of inbound triggers, newest first." />
    <${Segments} label="State" value=${query.state ?? ''} options=${jobStates}
      onChange=${(/** @type {string} */ state) => setQuery({ state })} />
    <${Filters} query=${query} setQuery=${setQuery} names=${names} />
    <${ExecutionTable} list=${list} />`;
}
