import { html } from '../lib.js';
import { useData, useNow } from '../data.js';
import { compact, duration, durationSteps, number, rate, shortDuration } from '../format.js';
import { useQuery } from '../router.js';
import { beginOf, fill, ranges, sum } from '../series.js';
import { Bar, TimeChart } from './charts.js';
import { Icon } from './icons.js';
import { Card, Problem, Waiting } from './parts.js';
import { outcomeWords } from './states.js';

/**
 * One figure.
 * @param {{ name: string, value: unknown, note?: unknown, kind?: string, icon?: import('./icons.js').IconName,
 *   href?: string }} props
 */
export function Figure({ name, value, note, kind, icon, href }) {
  const inner = html`<span class="figure-name">${icon ? html`<${Icon} name=${icon} />` : null}${name}</span>
    <span class="figure-value">${value}</span>${note ? html`<span class="figure-note">${note}</span>` : null}`;
  return href
    ? html`<a class=${`figure ${kind ?? ''}`} href=${href}>${inner}</a>`
    : html`<div class=${`figure ${kind ?? ''}`}>${inner}</div>`;
}

/** Which time is looked at; in the address. @returns {[string, unknown]} */
export function useRange() {
  const [query, setQuery] = useQuery();
  const range = ranges[query.range] ? query.range : '24h';
  return [range, html`<div class="segments" role="group" aria-label="Time">${Object.entries(ranges).map(([key, [words]]) => html`
    <button key=${key} type="button" aria-pressed=${key === range ? 'true' : 'false'} onClick=${() => setQuery({ range: key })}>${words}
      </button>`)}</div>`];
}

/** The figures of a range, of all endpoints or one. @param {string} range @param {string} [endpointId] */
export function useFigures(range, endpointId) {
  const interval = ranges[range][2];
  const now = useNow(interval * 1000);
  const begin = beginOf(range, now);
  const loaded = useData('api/statistics', {
    endpointId, from: new Date(begin * 1000).toISOString(), intervalSeconds: interval,
  }, ['deliveries']);
  const filled = loaded.data ? fill(loaded.data, range, begin) : null;
  return { ...loaded, filled, total: loaded.data ? sum(loaded.data) : null };
}

/** @param {{ figures: ReturnType<typeof useFigures> }} props */
export function Charts({ figures }) {
  if (figures.error && !figures.filled) {
    return html`<${Problem} error=${figures.error} onRetry=${figures.reload} />`;
  }
  if (!figures.filled) {
    return html`<${Waiting} rows=${4} />`;
  }
  const { times, figures: all } = figures.filled;
  /** @param {(one: import('../series.js').Figures) => number | null | undefined} of @param {number | null} otherwise */
  const values = (of, otherwise) => all.map((one) => (one ? of(one) ?? otherwise : otherwise));
  const settled = (/** @type {import('../series.js').Figures} */ one) => one.succeeded + one.failed;
  return html`<div class="charts">
    <${Card}><${TimeChart} title="Throughput" times=${times} stacked series=${[
      { label: 'Failed', color: 'bad-fill', values: values((one) => one.failed, 0) },
      { label: 'Delivered', color: 'good-fill', values: values((one) => one.succeeded, 0) },
    ]} format=${compact} /><//>
    <${Card}><${TimeChart} title="Success rate" times=${times} max=${1.02} format=${rate} series=${[
      { label: 'Delivered of settled', color: 'accent', kind: 'line',
        values: values((one) => (settled(one) > 0 ? one.succeeded / settled(one) : null), null) },
    ]} /><//>
    <${Card}><${TimeChart} title="Time to delivery" times=${times} format=${duration}
      axis=${{ format: shortDuration, steps: durationSteps }} series=${[
      { label: 'p50', color: 'accent', kind: 'line', values: values((one) => one.latencyP50Seconds, null) },
      { label: 'p95', color: 'warn-fill', kind: 'line', values: values((one) => one.latencyP95Seconds, null) },
      { label: 'p99', color: 'bad-fill', kind: 'line', values: values((one) => one.latencyP99Seconds, null) },
    ]} /><//>
    <${Funnel} total=${figures.total} />
  </div>`;
}

/** How many succeed at which attempt. @param {{ total: ReturnType<typeof sum> | null }} props */
function Funnel({ total }) {
  const attempts = total?.attempts ?? [];
  const first = attempts[0]?.made ?? 0;
  return html`<${Card} title="Attempts" note="How many were made, and accepted">
    ${attempts.length === 0 ? html`<p class="muted">No attempt was made in this time.</p>` : html`<table class="funnel">
      <thead><tr><th scope="col">Attempt</th><th scope="col" class="wide-bar"><span class="hidden">Part of the first</span></th>
        <th scope="col" class="num">Made</th><th scope="col" class="num">Accepted</th></tr></thead>
      <tbody>${attempts.slice(0, 8).map((attempt) => html`<tr key=${attempt.number}>
        <th scope="row">${attempt.number === 1 ? 'First' : `Retry ${attempt.number - 1}`}</th>
        <td class="wide-bar"><${Bar} part=${attempt.made / first} kind="accent" /></td>
        <td class="num">${number(attempt.made)}</td>
        <td class="num">${rate(attempt.made ? attempt.accepted / attempt.made : null)}</td></tr>`)}</tbody>
    </table>`}
    <${Outcomes} outcomes=${total?.outcomes ?? {}} />
  <//>`;
}

/** Why attempts failed. @param {{ outcomes: Record<string, number> }} props */
function Outcomes({ outcomes }) {
  const failed = Object.entries(outcomes).filter(([outcome, count]) => outcome !== 'Accepted' && count > 0)
    .sort((left, right) => right[1] - left[1]);
  return failed.length === 0 ? null : html`<ul class="outcomes" aria-label="Why attempts failed">
    ${failed.map(([outcome, count]) => html`<li key=${outcome}><span>${outcomeWords(outcome)}</span><b>${number(count)}</b></li>`)}</ul>`;
}
