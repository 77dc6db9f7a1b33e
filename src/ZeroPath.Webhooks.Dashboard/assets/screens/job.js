import { html, useState } from '../lib.js';
import { path, post } from '../api.js';
import { useAction, useData } from '../data.js';
import { number } from '../format.js';
import { Confirm } from '../ui/dialog.js';
import { Json } from '../ui/json.js';
import { Button, Card, Copy, Facts, Id, Note, PageHead, Problem, Time, Waiting } from '../ui/parts.js';
import { JobBadge, reasonWords } from '../ui/states.js';
import { Missing } from './missing.js';

/**
 * An execution or a received event: what came, what came of it, and a way to run it again.
 * @param {{ id: string, kind: string, up: [string, string], missing: string, titleOf: (one: any) => unknown,
 *   factsOf: (one: any) => ([string, unknown] | null | false)[] }} props
 */
export function JobScreen({ id, kind, up, missing, titleOf, factsOf }) {
  const loaded = useData(path(kind, id), undefined, [kind]);
  const [isCancelling, setCancelling] = useState(false);
  const running = useAction(async () => {
    await post(path(kind, id, 'run-again'));
    loaded.reload();
  });
  const one = loaded.data;
  if (loaded.error?.status === 404) {
    return html`<${Missing} what=${missing} />`;
  }
  if (!one) {
    return loaded.error ? html`<${Problem} error=${loaded.error} onRetry=${loaded.reload} />` : html`<${Waiting} />`;
  }
  const isPending = one.state === 'Pending';
  return html`<${PageHead} up=${up} title=${titleOf(one)} badge=${html`<${JobBadge} job=${one} />`}
      actions=${isPending ? html`<${Button} icon="close" kind="danger-quiet" onClick=${() => setCancelling(true)}>Cancel<//>`
        : html`<${Button} icon="retry" kind="primary" onClick=${() => running.run()} isBusy=${running.isBusy}
          busy="Starting…">Run again<//>`} />
    <${Problem} error=${running.error} />
    ${one.reason ? html`<${Note} kind=${one.state === 'Failed' ? 'bad' : 'warn'}
      title=${isPending ? 'It failed, and is tried again' : one.state === 'Failed' ? 'Failed' : 'Cancelled'}>
      <p dir="auto">${reasonWords(one.reason)}</p><//>` : null}
    <div class="columns"><div>
      ${one.result ? html`<${Card} title="What came of it" actions=${html`<${Copy} text=${one.result} label="Copy the result" />`}>
        <p class="prose" dir="auto">${one.result}</p><//>` : null}
      <${Card} title="Payload" note=${one.contentType}><${Payload} base64=${one.payload} /><//>
    </div><div>
      <${Card} title="Facts"><${Facts} rows=${[
        ['Id', html`<${Id} value=${id} />`],
        ...factsOf(one),
        ['Started', `${number(one.attemptCount)} ${one.attemptCount === 1 ? 'time' : 'times'}`],
        ['Came in', html`<${Time} at=${one.createdAt} absolute />`],
        isPending && one.dueAt && ['Due', html`<${Time} at=${one.dueAt} absolute />`],
        one.settledAt && ['Ended', html`<${Time} at=${one.settledAt} absolute />`],
      ]} /><//>
    </div></div>
    ${isCancelling ? html`<${Confirm} title="Cancel it" action="Cancel it" busy="Cancelling…" isDangerous
      onClose=${() => setCancelling(false)} act=${() => post(path(kind, id, 'cancel'))}
      onDone=${() => { setCancelling(false); loaded.reload(); }}>
        <p>If it is being run, what it has done by now stays done. It can be run again later.</p><//>` : null}`;
}

/** @param {{ base64: string | undefined }} props */
function Payload({ base64 }) {
  if (!base64) {
    return html`<p class="muted">It is empty, or not kept any more.</p>`;
  }
  const text = textOf(base64);
  return text === null ? html`<p class="muted">${number(atob(base64).length)} bytes that are no text.</p>`
    : html`<${Json} text=${text} label="Payload" />`;
}

/** Null when it is none. @param {string} base64 */
export function textOf(base64) {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0)));
  } catch {
    return null;
  }
}
