import { html } from '../lib.js';
import { duration } from '../format.js';
import { Json } from '../ui/json.js';
import { Copy, Time } from '../ui/parts.js';
import { OutcomeBadge } from '../ui/states.js';

/** What was sent and what came back. @param {{ attempt: any }} props */
export function AttemptView({ attempt }) {
  return html`<section class="exchange">
    <header><${OutcomeBadge} attempt=${attempt} /><span class="muted">
      ${duration(attempt.durationSeconds)}, <${Time} at=${attempt.startedAt} /></span></header>
    ${attempt.detail ? html`<p dir="auto">${attempt.detail}</p>` : null}
    <h3>Answer</h3><${AnswerView} attempt=${attempt} />
    ${attempt.request ? html`<h3>Request <${Copy} text=${curlOf(attempt.request)} label="Copy as curl, secrets left out"
      shown="Copy as curl" /></h3><${RequestView} request=${attempt.request} />` : null}
  </section>`;
}

/** @param {{ request: any }} props */
export function RequestView({ request }) {
  const body = request.body;
  return html`<div class="http"><pre tabindex="0" dir="ltr"><b>${request.method} ${request.url}</b>
    ${Object.entries(request.headers ?? {}).map(([name, value]) => html`${'\n'}<span key=${name}><i>${name}:</i> ${value}</span>`)}</pre>
    ${body ? html`<${Json} text=${body} label="Body of the request" />` : null}</div>`;
}

/** @param {{ attempt: any }} props */
export function AnswerView({ attempt }) {
  return attempt.response
    ? html`<div class="code"><pre tabindex="0" dir="auto">${attempt.response}</pre>
      <${Copy} text=${attempt.response} label="Copy the answer" /></div>`
    : html`<p class="muted">${attempt.statusCode ? 'The answer has no body.' : 'No answer came.'}</p>`;
}

/** @param {string} text */
const quoted = (text) => `'${text.replaceAll('\'', '\'\\\'\'')}'`;

/** The request as a command; what is a secret stands as ***. @param {any} request */
export function curlOf(request) {
  return [
    `curl -X ${quoted(request.method)} ${quoted(request.url)}`,
    ...Object.entries(request.headers ?? {}).map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`),
    ...(request.body ? [`--data-binary ${quoted(request.body)}`] : []),
  ].join(' \\\n  ');
}
