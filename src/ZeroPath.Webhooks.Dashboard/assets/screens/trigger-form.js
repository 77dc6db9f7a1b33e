import { html, useState } from '../lib.js';
import { go, to } from '../router.js';
import { session } from '../session.js';
import { Check, SaveProblem, TextField } from '../ui/form.js';
import { Button, ButtonLink, Card, PageHead } from '../ui/parts.js';
import { EditPage, useEdit } from './edit.js';
import { SecretShown } from './endpoint-actions.js';
import { HowToCall } from './trigger.js';

/** @param {any} one */
const toValues = (one) => ({
  name: one.name ?? '',
  prompt: one.prompt ?? '',
  organizationId: one.organizationId ?? '',
  timeoutSeconds: String(one.timeoutSeconds ?? 300),
  maxPerMinute: String(one.maxPerMinute ?? 60),
  publishesEvent: one.publishesEvent ?? false,
});

/** @param {ReturnType<typeof toValues>} values @param {any} stored */
const toResource = (values, stored) => ({
  ...stored,
  ...values,
  name: values.name.trim(),
  organizationId: stored.id ? stored.organizationId : values.organizationId.trim() || undefined,
  timeoutSeconds: Number(values.timeoutSeconds),
  maxPerMinute: Number(values.maxPerMinute),
});

export function NewTrigger() {
  return html`<${PageHead} up=${['Inbound triggers', to(['triggers'])]} title="New trigger" /><${Form} stored=${{}} etag=${null} />`;
}

/** @param {{ parts: string[] }} props */
export function EditTrigger({ parts: [id] }) {
  return html`<${EditPage} kind="triggers" id=${id} title="Inbound triggers" missing="There is no such trigger" form=${Form} />`;
}

/** @param {{ stored: any, etag: string | null }} props */
function Form({ stored: first, etag }) {
  const [issued, setIssued] = useState(/** @type {any} */ (null));
  const { form, saving, error, takeOver, taken, text, onSubmit } = useEdit({
    kind: 'triggers', stored: first, etag, toValues, toResource,
    onSaved: (saved) => first.id ? go(to(['triggers', first.id]), { replace: true }) : setIssued(saved),
  });
  const values = /** @type {ReturnType<typeof toValues>} */ (form.values);
  return html`<form class="form" onSubmit=${onSubmit}>
    <${Card} title="What it does">
      <${TextField} label="Name" ...${text('name')} required hint="What people call it." />
      <${TextField} label="Prompt" ...${text('prompt')} rows=${5}
        hint="What is to be done with a payload, in words. The host's handler gets it." />
      ${first.id || !session().isOperator ? null
        : html`<${TextField} label="Organization id" ...${text('organizationId')} optional
          hint="Whom it belongs to. Without one it is the host's own." />`}
      <div class="grid-2">
        <${TextField} label="Seconds that an execution may take" type="number" min=${1} step="any" ...${text('timeoutSeconds')} required />
        <${TextField} label="Calls a minute" type="number" min=${1} ...${text('maxPerMinute')} required hint="At most, to one process." />
      </div>
      <${Check} label="Publish each execution" checked=${values.publishesEvent} name="publishesEvent" error=${error}
        onChange=${(/** @type {boolean} */ publishesEvent) => form.set({ publishesEvent })}
        hint="As an event of type INBOUND_WEBHOOK. Takes an organization." />
    <//>
    <div class="save-bar">
      <${SaveProblem} error=${error} onTakeOver=${takeOver} changed=${taken} />
      <div class="form-foot"><${ButtonLink} href=${to(first.id ? ['triggers', first.id] : ['triggers'])}>Cancel<//>
        <${Button} type="submit" kind="primary" isBusy=${saving.isBusy} busy="Saving…" disabled=${issued !== null}>
          ${first.id ? 'Save' : 'Add the trigger'}<//></div>
    </div>
    ${issued ? html`<${SecretShown} title="The trigger is there" secret=${issued.secret}
      onClose=${() => go(to(['triggers', issued.trigger.id]), { replace: true })}>
      <p>This is its secret, for the system that calls it:</p><${HowToCall} id=${issued.trigger.id} secret=${issued.secret} /><//>` : null}
  </form>`;
}
