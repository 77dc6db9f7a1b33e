// Draws what the load test measured (load.json, the first argument) over size: node benchmarks/curves.mjs load.json > docs/images/load.svg
import { readFileSync } from 'node:fs';

const rows = JSON.parse(readFileSync(process.argv[2] ?? 'load.json', 'utf8'));
const stores = [['memory', 'in memory', '#566072'], ['sqlite', 'SQLite', '#1f54d6'], ['postgresql', 'PostgreSQL', '#c2410c']];
const panels = [
  ['Adding one endpoint, ms', 'endpoints that there are', 'add', 'ms'],
  ['Deliveries a second', 'endpoints that 20,000 events are spread over', 'spread', 'perSecond'],
  ['Single publishes a second', 'callers at once', 'singles', 'perSecond'],
  ['Deliveries a second', 'processes on one database', 'nodes', 'perSecond'],
];
const [width, height, left, top, right, bottom] = [300, 240, 52, 36, 16, 44];

const short = value => value >= 1000 ? `${value / 1000}k` : `${value}`;
const numberOf = row => parseInt(row.contender, 10);

/** The least round number that is not smaller. */
function roundUp(value) {
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 5, 10].map(step => step * power).find(step => step >= value);
}

/** The points of a store, by size. With the first of "spread" belongs what it was compared with: ten endpoints. */
function pointsOf(name, figure, store) {
  const own = rows.filter(row => row.case === name && row.store === store && figure in row && numberOf(row) > 0);
  const points = own.map(row => [numberOf(row), row[figure]]);
  const few = own.find(row => 'perSecond of 10' in row);
  return [...few ? [[10, few['perSecond of 10']]] : [], ...points].sort((one, other) => one[0] - other[0]);
}

function draw([title, below, name, figure], index) {
  const lines = stores.map(([store, , color]) => [color, pointsOf(name, figure, store)]).filter(([, points]) => points.length > 0);
  const sizes = [...new Set(lines.flatMap(([, points]) => points.map(([size]) => size)))].sort((one, other) => one - other);
  const most = roundUp(Math.max(...lines.flatMap(([, points]) => points.map(([, value]) => value))));
  const x = size => left + Math.log(size / sizes[0]) / Math.log(sizes.at(-1) / sizes[0]) * (width - left - right);
  const y = value => height - bottom - value / most * (height - top - bottom);
  return `<g transform="translate(${index % 2 * width} ${Math.floor(index / 2) * height})">
<text x="${left}" y="20" font-weight="600">${title}</text>
${[0, most / 2, most].map(value => `<path d="M${left} ${y(value)}H${width - right}" stroke="#e2e6ec"/>
<text x="${left - 6}" y="${y(value) + 4}" text-anchor="end">${short(value)}</text>`).join('\n')}
${sizes.map(size => `<text x="${x(size)}" y="${height - bottom + 16}" text-anchor="middle">${short(size)}</text>`).join('\n')}
<text x="${left + (width - left - right) / 2}" y="${height - 10}" text-anchor="middle" fill="#566072">${below}</text>
${lines.map(([color, points]) => `<path d="M${points.map(([size, value]) => `${x(size).toFixed(1)} ${y(value).toFixed(1)}`).join('L')}" fill="none" stroke="${color}" stroke-width="2"/>
${points.map(([size, value]) => `<circle cx="${x(size).toFixed(1)}" cy="${y(value).toFixed(1)}" r="3" fill="${color}"/>`).join('')}`).join('\n')}
</g>`;
}

const legend = stores.map(([, label, color], index) =>
  `<circle cx="${left + index * 110}" cy="${2 * height + 12}" r="4" fill="${color}"/><text x="${left + 10 + index * 110}" y="${2 * height + 16}">${label}</text>`);
console.log(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${2 * width} ${2 * height + 30}" font-family="system-ui, sans-serif" font-size="11" fill="#14181f">
<rect width="100%" height="100%" fill="#fff"/>
${panels.filter(([, , name]) => rows.some(row => row.case === name)).map(draw).join('\n')}
${legend.join('\n')}
</svg>`);
