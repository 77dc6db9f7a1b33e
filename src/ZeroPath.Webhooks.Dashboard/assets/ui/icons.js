import { html } from '../lib.js';

// Drawn on 16 by 16, with lines of 1.5.
const shapes = {
  overview: 'M2 13.5h12M3.5 11V8M6.5 11V4.5M9.5 11V6.5M12.5 11V2.5',
  endpoints: 'M8 2v4M8 10v4M2 8h4M10 8h4M8 6a2 2 0 1 1 0 4 2 2 0 0 1 0-4z',
  subscriptions: 'M2.5 3h11l-4.2 5.2v4.3l-2.6-1.2V8.2z',
  events: 'M8.8 1.8 3.5 9H8l-.8 5.2L12.5 7H8z',
  deliveries: 'M14 2 7.2 8.8M14 2l-4.3 12-2.5-5.2L2 6.3z',
  triggers: 'M6 2.5h7.5v11H6M2 8h7.5M7 5.2 9.8 8 7 10.8',
  executions: 'M5 3.2v9.6L13 8z',
  received: 'M2 9h3.5l1 2h3l1-2H14M2 9l2-6h8l2 6v4.5H2z',
  catalogue: 'M8 3.8C6.5 2.8 4.5 2.6 2.2 2.8v9.9c2.3-.2 4.3 0 5.8 1 1.5-1 3.5-1.2 5.8-1V2.8C11.5 2.6 9.5 2.8 8 3.8zM8 3.8v9.9',
  activity: 'M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2zM8 4.8V8l2.2 1.5',
  check: 'M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2zM5.3 8.2l1.9 1.9 3.6-4',
  cross: 'M5.5 2h5L14 5.5v5L10.5 14h-5L2 10.5v-5zM6 6l4 4M10 6l-4 4',
  clock: 'M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2zM8 5v3l2 1.3',
  retry: 'M13.5 8A5.5 5.5 0 1 1 11.7 3.9M13.5 2.2v3.3h-3.3',
  slash: 'M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2zM4 12 12 4',
  pause: 'M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2zM6.5 6v4M9.5 6v4',
  warning: 'M8 2.2 14.5 13.5h-13zM8 6.5v3M8 11.4v.1',
  info: 'M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2zM8 7.3v3.5M8 5.1v.1',
  copy: 'M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3',
  plus: 'M8 3v10M3 8h10',
  edit: 'M10.8 2.7l2.5 2.5L6 12.5l-3.3.8.8-3.3z',
  trash: 'M2.5 4h11M6 4V2.5h4V4M4 4l.7 9.5h6.6L12 4M6.8 6.8v4M9.2 6.8v4',
  key: 'M10.5 2.5a3.5 3.5 0 1 1-1 6.85L8 11H6.5v1.5H5V14H2.5v-2.5l4.7-4.6a3.5 3.5 0 0 1 3.3-4.4zM11.2 4.8v.1',
  send: 'M14 2 7.2 8.8M14 2l-4.3 12-2.5-5.2L2 6.3z',
  search: 'M7 2.5a4.5 4.5 0 1 1 0 9 4.5 4.5 0 0 1 0-9zM10.3 10.3 14 14',
  menu: 'M2.5 4.5h11M2.5 8h11M2.5 11.5h11',
  close: 'M4 4l8 8M12 4l-8 8',
  right: 'M6 3.5 10.5 8 6 12.5',
  sun: 'M8 5.2a2.8 2.8 0 1 1 0 5.6 2.8 2.8 0 0 1 0-5.6zM8 1.5v1.3M8 13.2v1.3M1.5 8h1.3M13.2 8h1.3'
    + 'M3.4 3.4l.9.9M11.7 11.7l.9.9M12.6 3.4l-.9.9M4.3 11.7l-.9.9',
  moon: 'M13.5 9.6A5.8 5.8 0 0 1 6.4 2.5a5.8 5.8 0 1 0 7.1 7.1z',
  screen: 'M2 3h12v8H2zM6 14h4M8 11v3',
  lock: 'M3.5 7.5h9v6h-9zM5.5 7.5V5a2.5 2.5 0 0 1 5 0v2.5',
  order: 'M3 4h6M3 8h8M3 12h10',
};

/** @typedef {keyof typeof shapes} IconName */

/** A picture beside words; it says nothing by itself. @param {{ name: IconName, class?: string }} props */
export function Icon({ name, class: extra }) {
  return html`<svg class=${`icon ${extra ?? ''}`} viewBox="0 0 16 16" aria-hidden="true" focusable="false">
    <path d=${shapes[name]} /></svg>`;
}

/** The sign of the product. */
export function Mark() {
  return html`<svg class="mark" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
    <rect width="32" height="32" rx="8" />
    <path d="M9.5 11h13L9.5 21h13" />
    <circle cx="9.5" cy="11" r="2.6" /><circle cx="22.5" cy="21" r="2.6" />
  </svg>`;
}
