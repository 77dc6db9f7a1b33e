import { html, useState } from '../lib.js';
import { getPayloadText, path } from '../api.js';
import { useData, useLoad } from '../data.js';
import { number } from '../format.js';
import { to } from '../router.js';
import { session } from '../session.js';
import { Json } from '../ui/json.js';
import { Button, Card, Facts, Foreign, Id, PageHead, Problem, Time, Waiting } from '../ui/parts.js';
import { DecisionBadge, DeliveryBadge, reasonWords } from '../ui/states.js';
import { Table } from '../ui/table.js';
import { Missing } from './missing.js';

const MostDecisions = 20;

/** A published event: what it says, where it went, and why not elsewhere. @param {{ parts: string[] }} props */
export function WebhookEvent({ parts: [id] }) {
  const loaded = useData(path('events', id), undefined, ['events', 'deliveries']);
  const one = loaded.data;
  if (loaded.error?.status === 404) {
    return html`<${Missing} what="There is no such event" />`;
  }
  if (!one) {
    return loaded.error ? html`<${Problem} error=${loaded.error} onRetry=${loaded.reload} />` : html`<${Waiting} />`;
  }
  return html`<${PageHead} up=${['Events', to(['events'])]} title=${html`<span class="type">${one.type}</span>`}
    sub=${html`Published <${Time} at=${one.publishedAt} />`} />
    <div class="columns"><div>
      <${Deliveries} deliveries=${one.deliveries} />
      <${Card} title="Payload">${one.hasPayload ? html`<${Payload} id=${id} />` : html`<p class="muted">It is not kept any more.</p>`}<//>
      <${Explanation} id=${id} />
    </div><div>
      <${Card} title="Event"><${Facts} rows=${[
        ['Id', html`<${Id} value=${id} />`],
        ['Type', html`<a href=${to(['catalogue', one.type])}>${one.type}</a>`],
        session().isOperator && ['Organization', html`<${Foreign} text=${one.organizationId} />`],
        one.repositoryId && ['Repository', html`<${Foreign} text=${one.repositoryId} />`],
        ['Published', html`<${Time} at=${one.publishedAt} absolute />`],
        one.deadline && ['Deadline', html`<${Time} at=${one.deadline} absolute />`],
      ]} /><//>
    </div></div>`;
}

/** @param {{ id: string }} props */
function Payload({ id }) {
  const payload = useLoad(id, [], async (signal) => ({ data: await getPayloadText(id, signal), etag: null }));
  return payload.error ? html`<${Problem} error=${payload.error} onRetry=${payload.reload} />`
    : payload.data === null ? html`<${Waiting} rows=${3} />` : html`<${Json} text=${payload.data} label="Payload" />`;
}

/** @param {{ deliveries: any[] }} props */
function Deliveries({ deliveries }) {
  return html`<${Card} title="Where it went" flush>
    ${deliveries.length === 0 ? html`<p class="muted pad">Nowhere: no subscription matched when it was published. Why not is below.</p>`
      : html`<${Table} label="Deliveries" rows=${deliveries} keyOf=${(/** @type {any} */ one) => one.id}
        linkTo=${(/** @type {any} */ one) => to(['deliveries', one.id])} columns=${[
        { name: 'Endpoint', isHead: true, class: 'main', of: (/** @type {any} */ one) => html`<span dir="auto" title=${one.endpointId}>
          ${one.endpointName ?? one.endpointId}</span>` },
        { name: 'State', of: (/** @type {any} */ one) => html`<${DeliveryBadge} delivery=${one} />` },
        { name: 'Attempts', class: 'num', of: (/** @type {any} */ one) => number(one.attemptCount) },
        { name: 'Next or last', class: 'num', of: (/** @type {any} */ one) => html`<span title=${reasonWords(one.reason)}>
          <${Time} at=${one.settledAt ?? one.dueAt} /></span>` },
      ]} />`}
  <//>`;
}

/** @param {{ id: string }} props */
function Explanation({ id }) {
  const explained = useData(path('events', id, 'explanation'), {}, ['activity']);
  const [isAll, setAll] = useState(false);
  const { data } = explained;
  const decisions = /** @type {any[]} */ (data?.decisions ?? []).toSorted((left, right) => Number(right.isMatch) - Number(left.isMatch));
  const shown = isAll ? decisions : decisions.slice(0, MostDecisions);
  return html`<${Card} title="Why, and why not elsewhere" note="By the configuration as it is now" flush>
    <${Problem} error=${explained.error} onRetry=${explained.reload} />
    ${!data && !explained.error ? html`<${Waiting} rows=${3} />` : null}
    ${data && !data.hasPayload ? html`<p class="muted pad">Its payload is not there any more, so it cannot be matched again.</p>` : null}
    ${data?.hasPayload && decisions.length === 0 ? html`<p class="muted pad">There are no subscriptions.</p>` : null}
    <ul class="rows decisions">${shown.map((decision) => html`<li key=${decision.subscriptionId}>
      <div class="decision-text"><a href=${to(['endpoints', decision.endpointId])} dir="auto">
        ${decision.endpointName ?? decision.endpointId}</a>
        <p class="reason" dir="auto">${decision.isMatch ? decision.actual : `${decision.actual}, expected ${decision.expected}`}</p>
        <a class="muted small-text" href=${to(['subscriptions', decision.subscriptionId])}>${decision.subscriptionId}</a></div>
      <${DecisionBadge} decision=${decision} /></li>`)}</ul>
    ${decisions.length > shown.length ? html`<div class="pad"><${Button} onClick=${() => setAll(true)}>Show all ${number(decisions.length)}
      <//></div>` : null}
    ${(data?.sentences ?? []).length > 0 ? html`<details class="pad"><summary>In sentences</summary><ul class="sentences">
      ${data.sentences.slice(0, 200).map((/** @type {string} */ sentence, /** @type {number} */ index) => html`<li key=${index} dir="auto">
        ${sentence}</li>`)}</ul></details>` : null}
  <//>`;
}
