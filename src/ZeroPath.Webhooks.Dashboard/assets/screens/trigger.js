import { html, useState } from '../lib.js';
import { path, post, remove } from '../api.js';
import { base } from '../base.js';
import { useAction, useData, usePages } from '../data.js';
import { duration, number } from '../format.js';
import { go, to } from '../router.js';
import { session } from '../session.js';
import { Confirm, Dialog } from '../ui/dialog.js';
import { Choice } from '../ui/form.js';
import { Button, ButtonLink, Card, Code, Facts, Foreign, Id, Note, PageHead, Problem, Time, Waiting } from '../ui/parts.js';
import { EnabledBadge } from '../ui/states.js';
import { SecretShown } from './endpoint-actions.js';
import { ExecutionTable } from './executions.js';
import { Missing } from './missing.js';

const Day = 86_400_000;

/** Where other systems call it. @param {string} id */
const addressOf = (id) => (session().inboundPath
  ? new URL(/** @type {string} */ (session().inboundPath).replace('{triggerId}', encodeURIComponent(id)), base).href : null);

/** @param {string} address @param {string | undefined} secret */
const commandOf = (address, secret) => [
  `curl -X POST '${address}?secret=${secret ?? 'THE-SECRET'}'`,
  '-H \'Content-Type: application/json\'',
  '-H \'Idempotency-Key: build-42\'',
  '-d \'{"result":"passed"}\'',
].join(' \\\n  ');

/** @param {{ id: string, secret?: string }} props */
export function HowToCall({ id, secret }) {
  const address = addressOf(id);
  return address
    ? html`<${Code} text=${commandOf(address, secret)} />`
    : html`<p class="muted">Its address is where the host maps triggers, with <code>${id}
      </code> and <code>?secret=…</code> at the end.</p>`;
}

/** One trigger. @param {{ parts: string[] }} props */
export function Trigger({ parts: [id] }) {
  const loaded = useData(path('triggers', id), undefined, ['activity']);
  const executions = usePages('api/executions', { triggerId: id }, ['executions']);
  const [dialog, setDialog] = useState('');
  const one = loaded.data;
  const switching = useAction(async () => {
    await post(path('triggers', id, one.enabled ? 'disable' : 'enable'));
    loaded.reload();
  });
  if (loaded.error?.status === 404) {
    return html`<${Missing} what="There is no such trigger" />`;
  }
  if (!one) {
    return loaded.error ? html`<${Problem} error=${loaded.error} onRetry=${loaded.reload} />` : html`<${Waiting} />`;
  }
  const close = () => setDialog('');
  return html`<${PageHead} up=${['Inbound triggers', to(['triggers'])]} title=${html`<bdi dir="auto">${one.name}</bdi>`}
    badge=${html`<${EnabledBadge} enabled=${one.enabled} />`}
      actions=${html`<${ButtonLink} icon="edit" href=${to(['triggers', id, 'edit'])}>Edit<//>
        <${Button} icon="key" onClick=${() => setDialog('rotate')}>Rotate the secret<//>
        ${one.enabled ? html`<${Button} icon="pause" onClick=${() => setDialog('disable')}>Disable<//>`
          : html`<${Button} icon="check" isBusy=${switching.isBusy} onClick=${() => switching.run()}>Enable<//>`}
        <${Button} icon="trash" kind="danger-quiet" onClick=${() => setDialog('delete')}>Delete<//>`} />
    <${Problem} error=${switching.error} />
    ${one.unreadableReason ? html`<${Note} kind="bad" title="It accepts nothing"><p dir="auto">${one.unreadableReason}</p><//>` : null}
    <div class="columns"><div>
      <${Card} title="Prompt"><p class="prose" dir="auto">${one.prompt || html`<span class="muted">None.</span>`}</p><//>
      <${Card} title="Executions" flush actions=${html`<a href=${to(['executions'], { triggerId: id })}>All of them</a>`}>
        <${ExecutionTable} list=${executions} isOfOne /><//>
    </div><div>
      <${Card} title="Trigger"><${Facts} rows=${[
        ['Id', html`<${Id} value=${id} />`],
        session().isOperator && ['Organization', one.organizationId ? html`<${Foreign} text=${one.organizationId} />` : 'The host\'s'],
        ['May take', duration(one.timeoutSeconds)],
        ['Accepts', `${number(one.maxPerMinute)} a minute`],
        ['Publishes', one.publishesEvent ? 'INBOUND_WEBHOOK' : 'No event'],
        ['Secrets', html`<ul class="plain">${(one.secrets
          ?? []).map((/** @type {any} */ secret, /** @type {number} */ index) => html`<li key=${index}>
            ${index === 0 ? 'Current' : 'Older'}${secret.expiresAt ? html`, until <${Time} at=${secret.expiresAt} absolute />` : ''}
              </li>`)}</ul>`],
        ['Created', html`<${Time} at=${one.createdAt} absolute />`],
      ]} /><//>
      <${Card} title="How to call it"><${HowToCall} id=${id} /><//>
    </div></div>
    ${dialog === 'rotate' ? html`<${Rotate} id=${id} onClose=${close} onChanged=${loaded.reload} />` : null}
    ${dialog === 'disable' ? html`<${Confirm} title="Disable the trigger" action="Disable" busy="Disabling…" isDangerous onClose=${close}
      act=${() => post(path('triggers', id, 'disable'))}
      onDone=${() => { close(); loaded.reload(); }}>
        <p>It accepts nothing from then on. What it has accepted and not started is cancelled.</p><//>` : null}
    ${dialog === 'delete' ? html`<${Confirm} title="Delete the trigger" action="Delete it" busy="Deleting…" isDangerous onClose=${close}
      act=${() => remove(path('triggers', id), loaded.etag)}
      onDone=${() => go(to(['triggers']), { replace: true })}>
        <p>Its address stops working. Its executions stay to be looked at; those that have not started are cancelled.</p><//>` : null}`;
}

/** @param {{ id: string, onClose: () => void, onChanged: () => void }} props */
function Rotate({ id, onClose, onChanged }) {
  const [overlap, setOverlap] = useState('1');
  const [secret, setSecret] = useState('');
  const rotating = useAction(async () => {
    const made = await post(path('triggers', id, 'secrets'), { previousUntil: new Date(Date.now() + Number(overlap) * Day).toISOString() });
    setSecret(made.secret);
    onChanged();
  });
  return secret
    ? html`<${SecretShown} title="The new secret" secret=${secret} onClose=${onClose}><p>Give it to the system that calls the trigger.</p>
      <//>`
    : html`<${Dialog} title="Rotate the secret" onClose=${onClose} foot=${html`<${Button} onClick=${onClose}>Keep as it is<//>
        <${Button} kind="primary" icon="key" onClick=${() => rotating.run()} isBusy=${rotating.isBusy} busy="Making it…">Rotate<//>`}>
        <p>The new secret is shown once, after this.</p>
        <${Choice} legend="The one before is accepted" value=${overlap} onChange=${setOverlap} row
          options=${[['0', 'No longer'], ['1', 'For a day'], ['7', 'For a week']]} />
        <${Problem} error=${rotating.error} />
      <//>`;
}
