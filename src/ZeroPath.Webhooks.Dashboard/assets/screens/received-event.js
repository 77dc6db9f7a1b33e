import { html } from '../lib.js';
import { to } from '../router.js';
import { Foreign } from '../ui/parts.js';
import { JobScreen } from './job.js';

/** What was received, for one handler. @param {{ parts: string[] }} props */
export function ReceivedEvent({ parts: [id] }) {
  return html`<${JobScreen} id=${id} kind="received" up=${['Received events', to(['received'])]} missing="There is no such received event"
    titleOf=${(/** @type {any} */ one) => html`<span class="type">${one.eventType ?? 'Received event'}</span>`}
    factsOf=${(/** @type {any} */ one) => [
      ['Handler', html`<${Foreign} text=${one.handler} />`],
      one.receiver && ['Receiver', html`<${Foreign} text=${one.receiver} />`],
      one.eventType && ['Type', html`<a href=${to(['catalogue', one.eventType])}>${one.eventType}</a>`],
    ]} />`;
}
