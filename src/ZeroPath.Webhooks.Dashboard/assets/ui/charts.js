import { html, useEffect, useLayoutEffect, useRef, useState } from '../lib.js';
import uPlot from '../vendor/uplot.js';
import { compact, number } from '../format.js';

/**
 * @typedef {{ label: string, color: string, values: (number | null)[], kind?: 'bars' | 'line', format?: (value: number) => string }} Series
 */

const Height = 190;

/** A colour of the style sheet, as a canvas takes it. @param {string} name */
function colour(name) {
  const probe = document.body.appendChild(document.createElement('i'));
  probe.style.color = `var(--${name})`;
  const value = getComputedStyle(probe).color;
  probe.remove();
  return value;
}

/** Counts how often the colours have changed. */
function useThemeChanges() {
  const [count, setCount] = useState(0);
  useEffect(() => {
    const change = () => setCount((before) => before + 1);
    const query = matchMedia('(prefers-color-scheme: dark)');
    const observer = new MutationObserver(change);
    query.addEventListener('change', change);
    observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
    return () => {
      query.removeEventListener('change', change);
      observer.disconnect();
    };
  }, []);
  return count;
}

/**
 * Figures over time. What it shows is also there as a table for who does not see it.
 * @param {{ title: string, times: number[], series: Series[], stacked?: boolean, format?: (value: number) => string,
 *   axis?: { format: (value: number) => string, steps: number[] }, max?: number }} props
 */
export function TimeChart({ title, times, series, stacked, format, axis, max }) {
  const box = useRef(/** @type {HTMLDivElement | null} */ (null));
  const plot = useRef(/** @type {uPlot | null} */ (null));
  const theme = useThemeChanges();
  const [at, setAt] = useState(/** @type {number | null} */ (null));
  const words = format ?? compact;
  const shape = JSON.stringify([series.map((one) => [one.label, one.color, one.kind]), stacked, max, theme]);

  useLayoutEffect(() => {
    const element = /** @type {HTMLDivElement} */ (box.current);
    const made = new uPlot(optionsOf(element.clientWidth, series, Boolean(stacked), axis ?? { format: words }, max, setAt),
      dataOf(times, series, Boolean(stacked)), element);
    plot.current = made;
    const observer = new ResizeObserver(() => made.setSize({ width: element.clientWidth, height: Height }));
    observer.observe(element);
    return () => {
      observer.disconnect();
      made.destroy();
      plot.current = null;
    };
  }, [shape]);

  useEffect(() => plot.current?.setData(dataOf(times, series, Boolean(stacked))),
    [JSON.stringify([times, series.map((one) => one.values)])]);

  const isEmpty = series.every((one) => one.values.every((value) => (one.kind === 'line' ? value === null : !value)));
  const index = at !== null && at < times.length ? at : null;
  return html`<figure class="chart">
    <figcaption><h3>${title}</h3>
      <ul class="legend">${series.map((one) => html`<li key=${one.label}><span class=${`swatch ${one.color} ${one.kind ?? 'bars'}`}></span>
        ${one.label}
        ${index === null ? null : html`<b>${one.values[index] === null ? '–'
          : (one.format ?? words)(/** @type {number} */ (one.values[index]))}</b>`}</li>`)}
        ${index === null ? null : html`<li>${new Date(times[index] * 1000).toLocaleString(undefined,
          { dateStyle: 'short', timeStyle: 'short' })}</li>`}</ul>
    </figcaption>
    <div ref=${box} class="plot" aria-hidden="true">${isEmpty ? html`<p class="no-data">Nothing in this time</p>` : null}</div>
    <div class="hidden"><${DataTable} title=${title} times=${times} series=${series} words=${words} /></div>
  </figure>`;
}

/** @param {{ title: string, times: number[], series: Series[], words: (value: number) => string }} props */
function DataTable({ title, times, series, words }) {
  const rows = times.map((time, index) => ({ time, index })).filter(({ index }) => series.some((one) => one.values[index])).slice(-48);
  return html`<table><caption>${title}</caption><thead><tr><th scope="col">Time</th>
    ${series.map((one) => html`<th scope="col">${one.label}</th>`)}</tr></thead>
    <tbody>${rows.map(({ time, index }) => html`<tr key=${time}><th scope="row">${new Date(time * 1000).toLocaleString()}</th>
      ${series.map((one) => html`<td>${wordsOf(one.values[index], words)}</td>`)}</tr>`)}
        </tbody></table>`;
}

/** @param {number | null} value @param {(value: number) => string} words */
const wordsOf = (value, words) => (value === null ? '–' : words(value));

/** @param {number[]} times @param {Series[]} series @param {boolean} stacked */
function dataOf(times, series, stacked) {
  if (!stacked) {
    return [times, ...series.map((one) => one.values)];
  }
  // The first is drawn last, on top of the taller ones behind it.
  const sums = series.map((_, until) => times.map((_, index) =>
    series.slice(0, until + 1).reduce((sum, one) => sum + (one.values[index] ?? 0), 0)));
  return [times, ...sums.reverse()];
}

/**
 * @param {number} width
 * @param {Series[]} series
 * @param {boolean} stacked
 * @param {{ format: (value: number) => string, steps?: number[] }} marks @param {number | undefined} max
 * @param {(index: number | null) => void} onMove
 */
function optionsOf(width, series, stacked, marks, max, onMove) {
  const drawn = stacked ? [...series].reverse() : series;
  const axis = { stroke: colour('muted'), grid: { stroke: colour('line'), width: 1 }, ticks: { show: false },
    font: '11px Inter, system-ui, sans-serif' };
  return {
    width,
    height: Height,
    padding: [8, 8, 0, 0],
    legend: { show: false },
    cursor: { y: false, points: { show: !stacked }, drag: { x: false, y: false } },
    scales: { x: { time: true, range: around },
      y: { range: (/** @type {unknown} */ _, /** @type {number} */ _low, /** @type {number} */ high) =>
        [0, max ?? Math.max(high * 1.1, 1e-3)] } },
    axes: [
      { ...axis, grid: { show: false }, space: 80, size: 28, gap: 6, values: timeWords },
      { ...axis, size: 52, gap: 6, space: 36, incrs: marks.steps, values: (/** @type {unknown} */ _, /** @type {number[]} */ ticks) =>
        ticks.map((tick) => (stacked && !Number.isInteger(tick) ? '' : marks.format(tick))) },
    ],
    series: [{}, ...drawn.map((one) => one.kind === 'line'
      ? { stroke: colour(one.color), width: 1.75, points: { size: 4, width: 0, fill: colour(one.color) }, spanGaps: true }
      : { fill: colour(one.color), width: 0, points: { show: false }, paths: bars })],
    hooks: { setCursor: [(/** @type {uPlot} */ plot) => onMove(plot.cursor.left < 0 ? null : plot.cursor.idx)] },
  };
}

/** Half an interval more at both ends, where bars are drawn. @type {(plot: uPlot, low: number, high: number) => number[]} */
function around(plot, low, high) {
  const [times] = plot.data;
  const half = times.length > 1 ? (/** @type {number} */ (times[1]) - /** @type {number} */ (times[0])) / 2 : 30;
  return [low - half, high + half];
}

/** Times as the viewer writes them; at midnight the day. @type {(plot: unknown, ticks: number[]) => string[]} */
function timeWords(_, ticks) {
  return ticks.map((tick) => {
    const time = new Date(tick * 1000);
    return time.getHours() === 0 && time.getMinutes() === 0
      ? time.toLocaleDateString(undefined, { day: 'numeric', month: 'short' })
      : time.toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit' });
  });
}

/** Bars with a gap of a quarter. @type {(plot: uPlot, series: number, from: number, until: number) => unknown} */
function bars(plot, series, from, until) {
  const path = new Path2D();
  const [times] = plot.data;
  const values = plot.data[series];
  const step = times.length > 1 ? /** @type {number} */ (times[1]) - /** @type {number} */ (times[0]) : 1;
  const slot = plot.valToPos(/** @type {number} */ (times[0]) + step, 'x', true) - plot.valToPos(/** @type {number} */ (times[0]), 'x',
    true);
  const wide = Math.max(1, Math.min(slot * 0.75, 40));
  const floor = plot.valToPos(0, 'y', true);
  for (let index = from; index <= until; index++) {
    const value = values[index];
    if (value) {
      const top = plot.valToPos(value, 'y', true);
      path.rect(plot.valToPos(/** @type {number} */ (times[index]), 'x', true) - wide / 2, top, wide, floor - top);
    }
  }
  return { stroke: null, fill: path };
}

/**
 * The last hours of an endpoint, small.
 * @param {{ hours: { succeeded: number, failed: number, retried: number }[] }} props
 */
export function Spark({ hours }) {
  const all = hours.map((hour) => hour.succeeded + hour.retried + hour.failed);
  const most = Math.max(1, ...all);
  /** @param {'succeeded' | 'retried' | 'failed'} name */
  const sum = (name) => hours.reduce((total, hour) => total + hour[name], 0);
  const words = Math.max(...all) === 0 ? 'Nothing in the last 24 hours'
    : `In the last 24 hours: ${number(sum('succeeded'))} delivered, ${number(sum('retried'))} attempts repeated, `
      + `${number(sum('failed'))} failed`;
  /** @param {number} count */
  const tall = (count) => (count === 0 ? 0 : Math.max(1.5, (count / most) * 23));
  return html`<svg class="spark" viewBox=${`0 0 ${hours.length * 4} 24`} preserveAspectRatio="none" role="img" aria-label=${words}><title>
    ${words}</title>
    ${hours.map((hour, index) => html`<g key=${index}>
      <rect class="none" x=${index * 4} y="23" width="3" height="1" />
      <rect class="good" x=${index * 4} y=${24 - tall(all[index])} width="3" height=${tall(all[index])} />
      <rect class="warn" x=${index * 4} y=${24 - tall(hour.retried + hour.failed)} width="3" height=${tall(hour.retried + hour.failed)} />
      <rect class="bad" x=${index * 4} y=${24 - tall(hour.failed)} width="3" height=${tall(hour.failed)} /></g>`)}
  </svg>`;
}

/** A part of a whole as a bar; what it says stands beside it in words. @param {{ part: number, kind?: string }} props */
export function Bar({ part, kind }) {
  return html`<svg class=${`bar ${kind ?? ''}`} viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
    <rect class="track" width="100" height="6" /><rect class="fill" width=${Math.max(0, Math.min(100, part * 100))} height="6" /></svg>`;
}
