import { html, useState } from '../lib.js';
import { path, post, remove } from '../api.js';
import { useAction } from '../data.js';
import { fromLocalInput, plural, toLocalInput } from '../format.js';
import { go, to } from '../router.js';
import { Confirm, Dialog } from '../ui/dialog.js';
import { useEventTypes } from '../ui/filters.js';
import { Check, Choice, SelectField, TextField } from '../ui/form.js';
import { Button, Code, Note, Problem } from '../ui/parts.js';
import { AttemptView } from './attempt.js';

const Day = 86_400_000;

/**
 * What is done with an endpoint, each in a window.
 * @param {{ endpoint: any, dialog: string, onClose: () => void, onChanged: () => void }} props
 */
export function EndpointActions({ endpoint, dialog, onClose, onChanged }) {
  const done = () => {
    onChanged();
    onClose();
  };
  const props = { endpoint, onClose, onDone: done, onChanged };
  switch (dialog) {
    case 'test': return html`<${Test} ...${props} />`;
    case 'disable': return html`<${Disable} ...${props} />`;
    case 'rotate': return html`<${Rotate} ...${props} />`;
    case 'replay': return html`<${Replay} ...${props} />`;
    case 'enable': return html`<${Confirm} title="Enable the endpoint" action="Enable" busy="Enabling…" onClose=${onClose} onDone=${done}
      act=${() => post(path('endpoints', endpoint.id, 'enable'))}>
      <p>Events published from now on are sent to it. What was cancelled meanwhile stays so, until it is sent again.</p><//>`;
    case 'unsign': return html`<${Confirm} title="Remove all signing secrets" action="Remove them" busy="Removing…" isDangerous
      onClose=${onClose} onDone=${done}
      act=${() => remove(path('endpoints', endpoint.id, 'signing-secrets'))}>
      <p>Requests are not signed from then on. Receivers that verify signatures will refuse them.</p><//>`;
    case 'delete': return html`<${Confirm} title="Delete the endpoint" action="Delete it" busy="Deleting…" isDangerous onClose=${onClose}
      onDone=${() => go(to(['endpoints']), { replace: true })} act=${() => remove(path('endpoints', endpoint.id))}>
      <p><b dir="auto">${endpoint.name}</b> and its subscriptions are deleted. Its pending deliveries are cancelled. This cannot be
        undone.</p><//>`;
    default: return null;
  }
}

/** @param {{ endpoint: any, onClose: () => void, onDone: () => void }} props */
function Disable({ endpoint, onClose, onDone }) {
  const [reason, setReason] = useState('');
  return html`<${Confirm} title="Disable the endpoint" action="Disable" busy="Disabling…" isDangerous onClose=${onClose} onDone=${onDone}
    disabled=${reason.trim() === ''}
    act=${() => post(path('endpoints', endpoint.id, 'disable'), { reason: reason.trim() })}>
    <p>Nothing is sent to it from then on, and its pending deliveries are cancelled.</p>
    <${TextField} label="Why" hint="A sentence for whoever looks at it next." value=${reason} onInput=${setReason} required />
  <//>`;
}

/** @param {{ endpoint: any, onClose: () => void }} props */
function Test({ endpoint, onClose }) {
  const types = useEventTypes();
  const [type, setType] = useState('SCAN_COMPLETE');
  const [attempt, setAttempt] = useState(/** @type {any} */ (null));
  const sending = useAction(async () => {
    setAttempt(null);
    setAttempt(await post(path('endpoints', endpoint.id, 'test'), { eventType: type }));
  });
  return html`<${Dialog} title="Send a test" onClose=${onClose} wide
    foot=${html`<${Button} onClick=${onClose}>Close<//>
      <${Button} kind="primary" icon="send" onClick=${() => sending.run()} isBusy=${sending.isBusy} busy="Sending…">
      ${attempt ? 'Send again' : 'Send the test'}<//>`}>
    <p class="hint">The sample of a type is sent at once, whatever its subscriptions say. Nothing of it is stored, repeated or
      counted; it is marked with the header <code>zeropath-test</code>.</p>
    <${SelectField} label="Event type" value=${type} onChange=${setType}
      options=${types.length > 0 ? types.map((one) => [one.type, one.type]) : [[type, type]]} />
    <${Problem} error=${sending.error} />
    <div aria-live="polite">${attempt ? html`<${AttemptView} attempt=${attempt} />` : null}</div>
  <//>`;
}

/** @param {{ endpoint: any, onClose: () => void, onChanged: () => void }} props */
function Rotate({ endpoint, onClose, onChanged }) {
  const isFirst = (endpoint.signingSecrets ?? []).length === 0;
  const [overlap, setOverlap] = useState('1');
  const [secret, setSecret] = useState('');
  const [wasFirst] = useState(isFirst);
  const rotating = useAction(async () => {
    const until = new Date(Date.now() + Number(overlap) * Day).toISOString();
    const made = await post(path('endpoints', endpoint.id, 'signing-secrets'), wasFirst ? {} : { previousUntil: until });
    setSecret(made.secret);
    onChanged();
  });
  return secret
    ? html`<${SecretShown} title="The new signing secret" secret=${secret} onClose=${onClose}>
        <p>Give it to the receiver. Requests are signed with it from now on${wasFirst ? ''
          : ', and with older secrets until they expire'}.</p><//>`
    : html`<${Dialog} title=${wasFirst ? 'Make a signing secret' : 'Rotate the signing secret'} onClose=${onClose}
        foot=${html`<${Button} onClick=${onClose}>Keep as it is<//>
          <${Button} kind="primary" icon="key" onClick=${() => rotating.run()} isBusy=${rotating.isBusy} busy="Making it…">
            ${wasFirst ? 'Make a secret' : 'Rotate'}<//>`}>
        <p>The new secret is shown once, after this.</p>
        ${wasFirst ? null : html`<${Choice} legend="Older secrets sign beside it" value=${overlap} onChange=${setOverlap} row
          options=${[['0', 'No longer'], ['1', 'For a day'], ['7', 'For a week'], ['30', 'For 30 days']]} />`}
        <${Problem} error=${rotating.error} />
      <//>`;
}

/**
 * A secret, which is in the page only as long as this window is open.
 * @param {{ title: string, secret: string, onClose: () => void,
 *   children?: unknown }} props
 */
export function SecretShown({ title, secret, onClose, children }) {
  return html`<${Dialog} title=${title} onClose=${onClose} foot=${html`<${Button} kind="primary" onClick=${onClose}>I have kept it<//>`}>
    ${children}
    <${Code} text=${secret} label="Copy the secret" />
    <${Note} kind="warn" title="Copy it now"><p>It is shown this once. Nobody can look it up later.</p><//>
  <//>`;
}

/** @param {{ endpoint: any, onClose: () => void }} props */
function Replay({ endpoint, onClose }) {
  const [form, setForm] = useState({ from: toLocalInput(new Date(Date.now() - Day).toISOString()), to: '', eventType: '',
    onlyUndelivered: true });
  const [result, setResult] = useState(/** @type {any} */ (null));
  const types = useEventTypes();
  const replaying = useAction(async () => setResult(await post(path('endpoints', endpoint.id, 'replay'), {
    from: fromLocalInput(form.from), to: fromLocalInput(form.to), eventType: form.eventType || undefined,
      onlyUndelivered: form.onlyUndelivered,
  })));
  const set = (/** @type {Partial<typeof form>} */ changes) => setForm({ ...form, ...changes });
  return html`<${Dialog} title="Replay events" onClose=${onClose}
    foot=${html`<${Button} onClick=${onClose}>Close<//>
      <${Button} kind="primary" icon="retry" onClick=${() => replaying.run()} isBusy=${replaying.isBusy} busy="Replaying…"
        disabled=${!form.from}>Replay<//>`}>
    <p class="hint">Stored events of this time that match its subscriptions as they are now are sent again. Receivers know repeats by
      their <code>webhook-id</code>.</p>
    <div class="grid-2">
      <${TextField} label="From" type="datetime-local" value=${form.from} name="from" error=${replaying.error}
        onInput=${(/** @type {string} */ from) => set({ from })} />
      <${TextField} label="Before" type="datetime-local" value=${form.to} optional
        onInput=${(/** @type {string} */ before) => set({ to: before })} />
    </div>
    <${SelectField} label="Event type" value=${form.eventType} onChange=${(/** @type {string} */ eventType) => set({ eventType })}
      options=${[['', 'Any type'], ...types.map((one) => [one.type, one.type])]} />
    <${Check} label="Only what it has not accepted before" checked=${form.onlyUndelivered}
      onChange=${(/** @type {boolean} */ onlyUndelivered) => set({ onlyUndelivered })} />
    <${Problem} error=${replaying.error} />
    ${result ? html`<${Note} kind="good" icon="check" title=${`${plural(result.deliveriesAdded, 'delivery', 'deliveries')} added`}>
      <p>${plural(result.events, 'event')} looked at${result.eventsWithoutPayload
        ? `, ${result.eventsWithoutPayload} of them without a payload by now` : ''}.</p><//>` : null}
  <//>`;
}
