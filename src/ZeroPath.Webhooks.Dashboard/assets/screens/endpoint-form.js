import { html } from '../lib.js';
import { readDuration, writeDuration } from '../format.js';
import { go, to } from '../router.js';
import { session } from '../session.js';
import { Check, Choice, PairsField, SaveProblem, SelectField, TextField } from '../ui/form.js';
import { Button, ButtonLink, Card, Note, PageHead } from '../ui/parts.js';
import { EditPage, useEdit } from './edit.js';

const Masked = '***';

/** What the fields show of a resource. @param {any} endpoint */
function toValues(endpoint) {
  return {
    name: endpoint.name ?? '',
    url: endpoint.url ?? '',
    format: endpoint.format ?? 'ZeroPath',
    formatSettings: endpoint.formatSettings ?? {},
    headers: Object.entries(endpoint.headers ?? {}),
    organizationId: endpoint.organizationId ?? '',
    id: endpoint.id ?? '',
    maxConcurrency: endpoint.maxConcurrency?.toString() ?? '',
    maxPerSecond: endpoint.maxPerSecond?.toString() ?? '',
    ownRetry: endpoint.retry !== undefined,
    delays: (endpoint.retry ?? session().defaultRetry)?.delaysSeconds.map(writeDuration).join(', ') ?? '30s, 1m, 2m, 4m, 8m, 16m',
    jitter: Math.round((endpoint.retry ?? session().defaultRetry)?.jitter * 100 || 0).toString(),
    ordered: endpoint.ordered ?? false,
    propagateTrace: endpoint.propagateTrace ?? false,
    enabled: endpoint.enabled ?? true,
  };
}

/** What is written, as the API takes it. @param {ReturnType<typeof toValues>} values @param {any} stored */
function toResource(values, stored) {
  const written = (/** @type {string} */ text) => (text.trim() === '' ? undefined : Number(text));
  const known = session().formats?.find((format) => format.name === values.format)?.settings.map((setting) => setting.name);
  const settings = Object.entries(values.formatSettings).filter(([name, value]) => value !== '' && (!known || known.includes(name)));
  return {
    ...stored,
    id: stored.id ?? (values.id.trim() || undefined),
    name: values.name.trim(),
    url: values.url.trim(),
    format: values.format,
    formatSettings: Object.fromEntries(settings),
    headers: Object.fromEntries(values.headers.filter(([name]) => name.trim() !== '').map(([name, value]) => [name.trim(), value])),
    organizationId: stored.id ? stored.organizationId : values.organizationId.trim() || undefined,
    maxConcurrency: written(values.maxConcurrency),
    maxPerSecond: written(values.maxPerSecond),
    retry: values.ownRetry ? {
      delaysSeconds: values.delays.split(',').filter((/** @type {string} */ part) => part.trim() !== '')
        .map((/** @type {string} */ part) => readDuration(part) ?? -1),
      jitter: Number(values.jitter) / 100,
    } : undefined,
    ordered: values.ordered,
    propagateTrace: values.propagateTrace,
    enabled: values.enabled,
    disabledReason: values.enabled ? undefined : stored.disabledReason,
  };
}

export function NewEndpoint() {
  return html`<${PageHead} up=${['Endpoints', to(['endpoints'])]} title="New endpoint" /><${Form} stored=${{}} etag=${null} />`;
}

/** @param {{ parts: string[] }} props */
export function EditEndpoint({ parts: [id] }) {
  return html`<${EditPage} kind="endpoints" id=${id} title="Endpoints" missing="There is no such endpoint" form=${Form} />`;
}

/** @param {{ stored: any, etag: string | null }} props */
function Form({ stored: first, etag }) {
  const { form, saving, error, takeOver, taken, text, onSubmit } = useEdit({
    kind: 'endpoints', stored: first, etag, toValues, toResource,
    onSaved: (saved) => go(to(['endpoints', saved.id]), { replace: Boolean(first.id) }),
  });
  const values = /** @type {ReturnType<typeof toValues>} */ (form.values);
  return html`<form class="form" onSubmit=${onSubmit}>
    <${Card} title="Where it goes">
      <${TextField} label="Name" ...${text('name')} required hint="What people call it." />
      <${Destination} form=${form} error=${error} text=${text} />
      ${first.id || !session().isOperator ? null : html`<div class="grid-2">
        <${TextField} label="Organization id" ...${text('organizationId')} optional
          hint="It gets the events of this one alone. Empty: of all." />
        <${TextField} label="Id" ...${text('id')} optional mono hint="Empty: one is made. It never changes." /></div>`}
    <//>
    <${Card} title="Headers">
      <${PairsField} legend="Custom headers" name="headers" error=${error} rows=${values.headers} add="Add a header"
        hint=${html`Sent with every request, such as <code>Authorization</code>. A value that is shown as${' '}
          <code>***</code> stays as it is stored, unless you write another.`}
        onChange=${(/** @type {[string, string][]} */ headers) => form.set({ headers })} />
    <//>
    <${Card} title="How it is sent">
      <div class="grid-2">
        <${TextField} label="Requests at once" type="number" min=${1} ...${text('maxConcurrency')} optional
          hint="At most, from one process." />
        <${TextField} label="Requests a second" type="number" step="any" min=${0} ...${text('maxPerSecond')} optional
          hint="At most, from one process." />
      </div>
      <${Choice} legend="Retries" row value=${values.ownRetry ? 'own' : 'host'}
        onChange=${(/** @type {string} */ value) => form.set({ ownRetry: value === 'own' })}
        options=${[['host', 'As the host has set', session().defaultRetry?.delaysSeconds.map(writeDuration).join(', ')],
          ['own', 'Its own']]} />
      ${values.ownRetry ? html`<div class="grid-2">
        <${TextField} label="Pauses" mono ...${text('delays')} name="retry"
          hint="One for each retry, such as 30s, 1m, 2m, 4m. None for no retries." />
        <${TextField} label="Random part, in percent" type="number" min=${0} max=${100} ...${text('jitter')} name="jitter"
          hint="Added to each pause, up to this part of it." /></div>` : null}
      <${Check} label="In order" checked=${values.ordered} name="ordered" error=${error}
        onChange=${(/** @type {boolean} */ ordered) => form.set({ ordered })}
        hint="One request at a time, in the order in which events were published. One that is attempted again stops those behind it." />
      <${Check} label="Pass on the trace" checked=${values.propagateTrace}
        onChange=${(/** @type {boolean} */ propagateTrace) => form.set({ propagateTrace })}
        hint="Requests carry traceparent." />
      ${first.id ? null : html`<${Check} label="Enabled" checked=${values.enabled}
        onChange=${(/** @type {boolean} */ enabled) => form.set({ enabled })} hint="Events are sent to it." />`}
    <//>
    <div class="save-bar">
      <${SaveProblem} error=${error} onTakeOver=${takeOver} changed=${taken} />
      <div class="form-foot"><${ButtonLink} href=${to(first.id ? ['endpoints', first.id] : ['endpoints'])}>Cancel<//>
        <${Button} type="submit" kind="primary" isBusy=${saving.isBusy} busy="Saving…">${first.id ? 'Save' : 'Add the endpoint'}<//></div>
    </div>
  </form>`;
}

/** @param {{ form: any, error: any, text: (name: string) => object }} props */
function Destination({ form, error, text }) {
  const { values } = form;
  const formats = session().formats ?? [{ name: 'ZeroPath', settings: [] }];
  const names = formats.some((format) => format.name === values.format) ? formats.map((format) => format.name)
    : [values.format, ...formats.map((format) => format.name)];
  const settings = formats.find((format) => format.name === values.format)?.settings
    ?? Object.keys(values.formatSettings).map((name) => ({ name, remedy: '', isSecret: false, isRequired: false }));
  return html`<${SelectField} label="Format" value=${values.format} onChange=${(/** @type {string} */ format) => form.set({ format })}
    name="format" error=${error}
      options=${names.map((name) => [name, name === 'ZeroPath' ? 'ZeroPath, the documented payload' : name])}
        hint="What a request looks like." />
    <${TextField} label="URL" ...${text('url')} required mono placeholder="https://api.example.com/webhooks/zeropath"
      hint="Absolute, with https." />
    ${values.url.includes(Masked) ? html`<${Note}><p>What stands as <code>***</code> stays as it is stored, unless the host changes.</p>
      <//>` : null}
    ${settings.map((setting) => html`<${TextField} key=${setting.name} label=${setting.name}
      value=${values.formatSettings[setting.name] ?? ''} mono optional=${!setting.isRequired}
      hint=${setting.remedy} name=${`formatSettings[${setting.name}]`} error=${error}
      onInput=${(/** @type {string} */ value) => form.set({ formatSettings: { ...values.formatSettings, [setting.name]: value } })} />`)}`;
}
