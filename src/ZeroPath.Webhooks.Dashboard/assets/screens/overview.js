import { html } from '../lib.js';
import { useData } from '../data.js';
import { compact, duration, plural, rate } from '../format.js';
import { to } from '../router.js';
import { session } from '../session.js';
import { Charts, Figure, useFigures, useRange } from '../ui/figures.js';
import { Icon } from '../ui/icons.js';
import { ButtonLink, Card, Code, Note, PageHead, Problem } from '../ui/parts.js';

const LongDueSeconds = 60;

/** How all of it is. */
export function Overview() {
  const [range, picker] = useRange();
  const figures = useFigures(range);
  const overview = useData('api/overview', {}, ['deliveries', 'activity']);
  const now = overview.data;
  const { total } = figures;
  const settled = total ? total.succeeded + total.failed : 0;
  const isEmpty = now && now.endpoints === 0;
  return html`<${PageHead} title="Overview" actions=${picker} />
    <${Problem} error=${overview.error} onRetry=${overview.reload} />
    ${isEmpty ? html`<${FirstSteps} />` : null}
    ${session().isOperator ? html`<${HostHealth} />` : null}
    <div class="figures">
      <${Figure} name="Delivered" value=${total ? compact(total.succeeded) : '–'}
        note=${total ? `${compact(total.retried)} attempts repeated` : null} icon="check" kind="good"
        href=${to(['deliveries'], { state: 'Succeeded' })} />
      <${Figure} name="Failed" value=${total ? compact(total.failed) : '–'} note=${total ? `${compact(total.cancelled)} cancelled` : null}
        icon="cross"
        kind=${total?.failed ? 'bad' : ''} href=${to(['deliveries'], { state: 'Failed' })} />
      <${Figure} name="Success rate" value=${total && settled ? rate(total.succeeded / settled) : '–'}
        note=${settled ? `of ${compact(settled)} settled` : 'nothing settled yet'} icon="activity" />
      <${Figure} name="Pending now" value=${now ? counted(now.pending) : '–'}
        note=${now ? `${counted(now.retrying)} of them retrying` : null} icon="clock"
        href=${to(['deliveries'], { state: 'Pending' })} />
      <${Figure} name="Oldest due" value=${now ? duration(now.oldestDueSeconds ?? 0) : '–'} icon="retry"
        note=${(now?.oldestDueSeconds ?? 0) > LongDueSeconds ? 'waits for its turn' : 'nothing is late'}
          kind=${(now?.oldestDueSeconds ?? 0) > LongDueSeconds ? 'warn' : ''} />
    </div>
    <${Attention} now=${now} />
    <${Charts} figures=${figures} />`;
}

/** @param {{ count: number, isAtLeast: boolean }} many */
const counted = ({ count, isAtLeast }) => `${compact(count)}${isAtLeast ? '+' : ''}`;

/** @param {{ now: any }} props */
function Attention({ now }) {
  const items = /** @type {any[]} */ (now?.attention ?? []);
  if (!now || now.endpoints === 0) {
    return null;
  }
  if (items.length === 0) {
    return html`<div class="all-well"><${Icon} name="check" /><span>No endpoint needs attention. ${plural(now.endpoints, 'endpoint')},
      ${' '}${plural(now.subscriptions, 'subscription')}.</span></div>`;
  }
  return html`<${Card} title="Needs attention" flush actions=${html`<a href=${to(['endpoints'])}>All endpoints</a>`}>
    <ul class="attention">${items.map((item) => html`<li key=${item.endpointId}>
      <${Sign} code=${item.code} />
      <div class="attention-text"><a href=${to(['endpoints', item.endpointId])} dir="auto" title=${item.endpointName}>${item.endpointName}
        </a>
        <p dir="auto">${item.detail}</p></div>
      <span class="muted attention-rate">${item.successRate === undefined ? '' : `${rate(item.successRate)} accepted lately`}</span>
    </li>`)}</ul>
    ${now.hasMoreAttention ? html`<p class="pad"><a href=${to(['endpoints'], { state: 'Attention' })}>There are more</a></p>` : null}
  <//>`;
}

/** @type {Record<string, ['bad' | 'warn' | 'calm', import('../ui/icons.js').IconName, string]>} */
const signs = {
  held: ['bad', 'pause', 'On hold'],
  failing: ['warn', 'warning', 'Failing'],
  disabled: ['calm', 'slash', 'Disabled'],
  unreadable: ['bad', 'warning', 'Unreadable'],
};

/** @param {{ code: string }} props */
function Sign({ code }) {
  const [kind, icon, words] = signs[code] ?? ['warn', 'warning', code];
  return html`<span class=${`badge ${kind}`}><${Icon} name=${icon} />${words}</span>`;
}

function HostHealth() {
  const { data } = useData('api/health', {}, ['deliveries']);
  if (!data || (data.isSending && data.isStoreReachable)) {
    return null;
  }
  return html`<${Note} kind="bad" title=${data.isStoreReachable ? 'This process sends nothing' : 'The store does not answer'}>
    <p>${data.isStoreReachable
      ? data.stepFailure ?? 'The loop that sends deliveries does not run here. Another process may send them; '
          + 'if none does, look into the log of the host.'
      : data.storeFailure ?? 'Look whether the database runs and whether the host reaches it.'}</p>
  <//>`;
}

const publishCode = `// Somewhere in the host, with IWebhookPublisher injected:
await publisher.PublishAsync(EventCatalog.Find(WebhookEventType.ScanComplete)!.CreateSample());`;

function FirstSteps() {
  return html`<section class="first" aria-labelledby="first-steps">
    <h2 id="first-steps">Send the first webhook</h2>
    <ol>
      <li><h3>Add an endpoint</h3><p>It is where requests go: an address that speaks https, or a channel of Slack, Teams, PagerDuty and
        others.</p>
        <${ButtonLink} href=${to(['endpoints', 'new'])} kind="primary" icon="plus">Add an endpoint<//></li>
      <li><h3>Subscribe it to events</h3><p>A subscription says which types, repositories and scores it gets.</p>
        <${ButtonLink} href=${to(['subscriptions', 'new'])} icon="plus">Add a subscription<//></li>
      <li><h3>Publish an event</h3><p>The host does that in its code.</p><${Code} text=${publishCode} /></li>
    </ol>
  </section>`;
}

