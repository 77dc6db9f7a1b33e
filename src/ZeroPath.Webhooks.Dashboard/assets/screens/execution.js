import { html } from '../lib.js';
import { to } from '../router.js';
import { session } from '../session.js';
import { Foreign } from '../ui/parts.js';
import { triggerNameOf } from './executions.js';
import { JobScreen } from './job.js';

/** One call of a trigger. @param {{ parts: string[] }} props */
export function Execution({ parts: [id] }) {
  return html`<${JobScreen} id=${id} kind="executions" up=${['Executions', to(['executions'])]} missing="There is no such execution"
    titleOf=${(/** @type {any} */ one) => html`<bdi dir="auto">${triggerNameOf(one)}</bdi>`}
    factsOf=${(/** @type {any} */ one) => [
      ['Trigger', html`<a href=${to(['triggers', one.triggerId])} dir="auto">${triggerNameOf(one)}</a>`],
      session().isOperator && one.organizationId && ['Organization', html`<${Foreign} text=${one.organizationId} />`],
    ]} />`;
}
