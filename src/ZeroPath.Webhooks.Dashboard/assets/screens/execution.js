import { html } from '../lib.js';
import { to } from '../router.js';
import { session } from '../session.js';
import { Foreign } from '../ui/parts.js';
import { useTriggerNames } from './executions.js';
import { JobScreen } from './job.js';

/** One call of a trigger. @param {{ parts: string[] }} props */
export function Execution({ parts: [id] }) {
  const triggers = useTriggerNames();
  const nameOf = (/** @type {any} */ one) => triggers.get(one.triggerId) ?? one.triggerId;
  return html`<${JobScreen} id=${id} kind="executions" up=${['Executions', to(['executions'])]} missing="There is no such execution"
    titleOf=${(/** @type {any} */ one) => html`<bdi dir="auto">${nameOf(one)}</bdi>`}
    factsOf=${(/** @type {any} */ one) => [
      ['Trigger', html`<a href=${to(['triggers', one.triggerId])} dir="auto">${nameOf(one)}</a>`],
      session().isOperator && one.organizationId && ['Organization', html`<${Foreign} text=${one.organizationId} />`],
    ]} />`;
}
