import { html, useEffect, useState } from '../lib.js';
import { path, post } from '../api.js';
import { useAction, useData, useNow } from '../data.js';
import { duration, number } from '../format.js';
import { to } from '../router.js';
import { Confirm } from '../ui/dialog.js';
import { Button, Card, Copy, Facts, Id, Note, PageHead, Problem, Time, Waiting } from '../ui/parts.js';
import { DeliveryBadge, OutcomeBadge, reasonWords } from '../ui/states.js';
import { AnswerView, RequestView, curlOf } from './attempt.js';
import { Missing } from './missing.js';

/** What is due for longer waits: for an endpoint on hold, or one that takes only so much at once. */
const LateSeconds = 10;

/** One event to one endpoint, attempt by attempt. @param {{ parts: string[] }} props */
export function Delivery({ parts: [id] }) {
  const loaded = useData(path('deliveries', id), undefined, ['deliveries']);
  const [isCancelling, setCancelling] = useState(false);
  const one = loaded.data;
  const redelivering = useAction(async () => {
    await post(path('deliveries', id, 'redeliver'));
    loaded.reload();
  });
  if (loaded.error?.status === 404) {
    return html`<${Missing} what="There is no such delivery" />`;
  }
  if (!one) {
    return loaded.error ? html`<${Problem} error=${loaded.error} onRetry=${loaded.reload} />` : html`<${Waiting} />`;
  }
  const isPending = one.state === 'Pending';
  const attempts = /** @type {any[]} */ (one.attempts ?? []).toReversed();
  return html`<${PageHead} up=${['Deliveries', to(['deliveries'])]} title=${html`<span class="type">${one.eventType}</span>`}
    badge=${html`<${DeliveryBadge} delivery=${one} />`}
      sub=${html`to <a href=${to(['endpoints', one.endpointId])} dir="auto">${one.endpointName ?? one.endpointId}</a>`}
      actions=${html`${isPending
        ? html`<${Button} icon="close" kind="danger-quiet" onClick=${() => setCancelling(true)}>Cancel<//>`
        : html`<${Button} icon="retry" kind="primary" onClick=${() => redelivering.run()} isBusy=${redelivering.isBusy}
          busy="Sending…">Redeliver<//>`}
        ${one.request ? html`<${Copy} text=${() => curlOf(one.request)} label="Copy as curl, secrets left out" shown="Copy as curl" />`
          : null}`} />
    <${Problem} error=${redelivering.error} />
    ${one.reason ? html`<${Note} kind=${one.state === 'Failed' ? 'bad' : 'warn'} title=${one.state === 'Failed' ? 'Failed' : 'Cancelled'}>
      <p>${reasonWords(one.reason)}</p><//>` : null}
    <div class="columns"><div>
      <${Card} title="Attempts">
        ${isPending ? html`<${NextAttempt} delivery=${one} onDue=${loaded.reload} />` : null}
        ${attempts.length === 0 ? html`<p class="muted">${isPending ? 'None yet.' : 'None, or they are not kept any more.'}</p>` : null}
        <ol class="timeline" reversed>${attempts.map((attempt, index) => html`<${Attempt} key=${`${attempt.number} ${attempt.startedAt}`}
          attempt=${attempt} isOpen=${index === 0} />`)}</ol>
      <//>
      ${one.request ? html`<${Card} title="Request" note=${`As it ${isPending ? 'is' : 'would be'} sent next, secrets left out`}>
        <${RequestView} request=${one.request} /><//>` : null}
    </div><div>
      <${Card} title="Delivery"><${Facts} rows=${[
        ['Id', html`<${Id} value=${id} />`],
        ['Event', html`<a class="id" href=${to(['events', one.eventId])}><code>${one.eventId}</code></a>`],
        ['Endpoint', html`<a href=${to(['endpoints', one.endpointId])} dir="auto">${one.endpointName ?? one.endpointId}</a>`],
        ['Subscriptions', html`<ul class="plain">
          ${one.subscriptionIds.map((/** @type {string} */ subscription) => html`<li key=${subscription}>
            <a class="id" href=${to(['subscriptions', subscription])}><code>${subscription}</code></a></li>`)}</ul>`],
        ['Attempts', `${number(one.attemptCount)}${attempts.length > one.attemptCount ? ' since it was redelivered' : ''}`],
        ['Published', html`<${Time} at=${one.createdAt} absolute />`],
        one.settledAt && ['Settled', html`<${Time} at=${one.settledAt} absolute />`],
        one.deadline && ['Deadline', html`<${Time} at=${one.deadline} absolute />`],
      ]} /><//>
    </div></div>
    ${isCancelling ? html`<${Confirm} title="Cancel the delivery" action="Cancel the delivery" busy="Cancelling…" isDangerous
      onClose=${() => setCancelling(false)}
      act=${() => post(path('deliveries', id, 'cancel'))} onDone=${() => { setCancelling(false); loaded.reload(); }}>
      <p>It is not attempted any more. It can be redelivered later.</p><//>` : null}`;
}

/** @param {{ delivery: any, onDue: () => void }} props */
function NextAttempt({ delivery, onDue }) {
  const now = useNow(1000);
  const left = (Date.parse(delivery.dueAt) - now) / 1000;
  const isDue = left <= 0;
  useEffect(() => {
    if (isDue) {
      const timer = setTimeout(onDue, 1500);
      return () => clearTimeout(timer);
    }
    return undefined;
  }, [isDue, delivery.dueAt]);
  return html`<div class="next-attempt"><span class="pulse" aria-hidden="true"></span><span>
    ${delivery.attempts?.length > 0 ? 'Next attempt' : 'First attempt'} ${isDue
    ? html`<b>is due${left < -LateSeconds ? '' : ' now'}</b>${left < -LateSeconds ? ', and waits for its endpoint' : ''}`
    : html`in <b class="countdown">${duration(Math.ceil(left))}</b>`}</span><span class="muted">
      <${Time} at=${delivery.dueAt} absolute /></span></div>`;
}

/** @param {{ attempt: any, isOpen: boolean }} props */
function Attempt({ attempt, isOpen }) {
  const kind = attempt.outcome === 'Accepted' ? 'good' : attempt.outcome === 'Abandoned' ? 'calm' : 'bad';
  return html`<li class=${kind}><details open=${isOpen}>
    <summary><span class="attempt-number">${attempt.number}</span><${OutcomeBadge} attempt=${attempt} /><span class="grow"></span>
      <span class="num">${duration(attempt.durationSeconds)}</span><span class="muted num"><${Time} at=${attempt.startedAt} /></span>
        </summary>
    ${attempt.detail ? html`<p dir="auto">${attempt.detail}</p>` : null}
    ${attempt.retryAfterSeconds !== undefined ? html`<p>It asked to be left alone for ${duration(attempt.retryAfterSeconds)}.</p>` : null}
    <${AnswerView} attempt=${attempt} />
  </details></li>`;
}
