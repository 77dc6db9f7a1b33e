import { html } from '../lib.js';
import { Button, Problem, Waiting } from './parts.js';
import { Time } from './parts.js';

/**
 * @typedef {{ name: string, of: (item: any) => unknown, class?: string, isHead?: boolean }} Column
 */

/**
 * Rows; on a phone each becomes a card, in which the names of columns stand before the values.
 * @param {{ columns: Column[], rows: any[], keyOf: (item: any) => string, label: string, linkTo?: (item: any) => string }} props
 */
export function Table({ columns, rows, keyOf, label, linkTo }) {
  return html`<div class="table-box"><table>
    <caption class="hidden">${label}</caption>
    <thead><tr>${columns.map((column) => html`<th key=${column.name} scope="col" class=${column.class}>${column.name}</th>`)}</tr></thead>
    <tbody>${rows.map((row) => html`<tr key=${keyOf(row)} class=${linkTo ? 'linked' : null}>
      ${columns.map((column) => {
        const content = column.isHead && linkTo ? html`<a class="row-link" href=${linkTo(row)}>${column.of(row)}</a>` : column.of(row);
        return column.isHead
          ? html`<th key=${column.name} scope="row" class=${column.class} data-name=${column.name}>${content}</th>`
          : html`<td key=${column.name} class=${column.class} data-name=${column.name}><div class="cell">${content}</div></td>`;
      })}</tr>`)}</tbody>
  </table></div>`;
}

/**
 * A list from usePages, in whatever state it is.
 * @param {{ list: any, columns: Column[], keyOf: (item: any) => string, label: string, linkTo?: (item: any) => string,
 *   empty: unknown }} props
 */
export function PagedTable({ list, columns, keyOf, label, linkTo, empty }) {
  if (list.error && !list.data) {
    return html`<${Problem} error=${list.error} onRetry=${list.reload} />`;
  }
  if (!list.data) {
    return html`<${Waiting} rows=${8} />`;
  }
  return html`${list.error ? html`<${Problem} error=${list.error} onRetry=${list.reload} />` : null}
    ${list.items.length === 0 && !list.next ? empty : html`
      ${list.items.length > 0
        ? html`<${Table} columns=${columns} rows=${list.items} keyOf=${keyOf} label=${label} linkTo=${linkTo} />`
        : html`<p class="muted pad">None so far.</p>`}
      <footer class="table-foot">
        <span class="muted" role="status">${list.items.length} shown${list.searchedTo
          ? html`, searched back to <${Time} at=${list.searchedTo} absolute />` : null}</span>
        ${list.canGrow ? html`<${Button} onClick=${list.loadMore} isBusy=${list.isGrowing} busy="Loading…">Show more<//>` : null}
        ${list.next && !list.canGrow ? html`<span class="muted">Narrow the filters to see others.</span>` : null}
      </footer>`}`;
}
