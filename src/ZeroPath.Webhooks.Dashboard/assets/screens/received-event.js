import { html } from '../lib.js';
import { to } from '../router.js';
import { Foreign } from '../ui/parts.js';
import { JobScreen, textOf } from './job.js';

/** The type that its payload names. @param {any} one */
function typeOf(one) {
  try {
    const type = JSON.parse(textOf(one.payload) ?? '').sourcetype;
    return typeof type === 'string' ? type : null;
  } catch {
    return null;
  }
}

/** What was received, for one handler. @param {{ parts: string[] }} props */
export function ReceivedEvent({ parts: [id] }) {
  return html`<${JobScreen} id=${id} kind="received" up=${['Received events', to(['received'])]} missing="There is no such received event"
    titleOf=${(/** @type {any} */ one) => html`<${Foreign} class="type" text=${typeOf(one) ?? 'Received event'} />`}
    factsOf=${(/** @type {any} */ one) => [
      ['Handler', html`<${Foreign} text=${one.handler} />`],
      one.receiver && ['Receiver', html`<${Foreign} text=${one.receiver} />`],
      one.organizationId && ['Organization', html`<${Foreign} text=${one.organizationId} />`],
    ]} />`;
}
