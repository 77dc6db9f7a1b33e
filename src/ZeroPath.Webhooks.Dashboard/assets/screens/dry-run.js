import { html, useState } from '../lib.js';
import { post } from '../api.js';
import { useAction } from '../data.js';
import { plural } from '../format.js';
import { to } from '../router.js';
import { Bar } from '../ui/charts.js';
import { Button, Card, Problem, Time } from '../ui/parts.js';
import { DecisionBadge, decisionWords } from '../ui/states.js';

const MostShown = 30;

/**
 * What a subscription would have made of the last events, before it is saved.
 * @param {{ resource: any, isReady: boolean }} props
 */
export function DryRun({ resource, isReady }) {
  const [count, setCount] = useState('100');
  const [result, setResult] = useState(/** @type {{ of: string, items: any[] } | null} */ (null));
  const [only, setOnly] = useState('');
  const asked = JSON.stringify(resource);
  const trying = useAction(async () => {
    const items = await post('api/subscriptions/dry-run', { subscription: resource, count: Number(count) });
    setResult({ of: asked, items });
    setOnly('');
  });
  const items = result?.items ?? [];
  const codes = countBy(items.map((item) => item.decision?.code ?? 'gone'));
  const matched = codes.get('matched') ?? 0;
  const shown = items.filter((item) => only === '' || (item.decision?.code ?? 'gone') === only).slice(0, MostShown);
  return html`<${Card} title="Try it before you save" class="sticky">
    <p class="hint">Shows which of the last events it would match, and why not the others. Nothing is sent.</p>
    <div class="inline-form"><label class="filter"><span>Last events</span>
      <select value=${count} onChange=${(/** @type {Event} */ event) =>
        setCount(/** @type {HTMLSelectElement} */ (event.currentTarget).value)}>
      ${['20', '100', '500', '1000'].map((key) => html`<option key=${key} value=${key} selected=${key === count}>${key}</option>`)}
        </select></label>
      <${Button} icon="executions" onClick=${() => trying.run()} isBusy=${trying.isBusy} busy="Looking…" disabled=${!isReady}>Dry run<//>
        </div>
    ${isReady ? null : html`<p class="muted">Choose an endpoint, types and repositories first.</p>`}
    <${Problem} error=${trying.error} />
    <div aria-live="polite">${result ? html`
      ${result.of === asked ? null : html`<p class="stale">The form has changed since. Run it again.</p>`}
      ${items.length === 0 ? html`<p class="muted">No event is stored yet, so there is nothing to look at.</p>` : html`
        <p class="dry-sum"><b>${matched}</b> of ${plural(items.length, 'event')} would be sent</p>
        <${Bar} part=${matched / items.length} kind="good" />
        <div class="chips" role="group" aria-label="Reasons">
          ${[...codes].map(([code, many]) => html`<button key=${code} type="button" class="chip"
            aria-pressed=${only === code ? 'true' : 'false'}
          onClick=${() => setOnly(only === code ? '' : code)}>${code === 'gone' ? 'Payload gone' : decisionWords(code)} <b>${many}</b>
            </button>`)}</div>
        <ul class="rows dry">${shown.map((item) => html`<li key=${item.eventId}>
          <div class="dry-head"><a href=${to(['events', item.eventId])}><span class="type">${item.eventType}</span></a><span class="muted">
            <${Time} at=${item.publishedAt} /></span></div>
          ${item.decision ? html`<${DecisionBadge} decision=${item.decision} />
            <p class="reason" dir="auto">${item.decision.isMatch ? item.decision.actual
              : `${item.decision.actual}, expected ${item.decision.expected}`}
                </p>` : html`<p class="muted">Its payload is not there any more.</p>`}
        </li>`)}</ul>
        ${items.length > MostShown && shown.length === MostShown ? html`<p class="muted">The first ${MostShown} are shown.</p>` : null}`}`
          : null}</div>
  <//>`;
}

/** @param {string[]} codes */
function countBy(codes) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const code of codes) {
    counts.set(code, (counts.get(code) ?? 0) + 1);
  }
  return counts;
}
