import { html, useState } from '../lib.js';
import { path, remove } from '../api.js';
import { useData } from '../data.js';
import { go, to, useQuery } from '../router.js';
import { session } from '../session.js';
import { Confirm } from '../ui/dialog.js';
import { useEventTypes } from '../ui/filters.js';
import { Check, Choice, Field, SaveProblem, TagsField, TextField, errorsOf } from '../ui/form.js';
import { Button, ButtonLink, Card, Note, PageHead, Problem, Waiting } from '../ui/parts.js';
import { EndpointPicker } from '../ui/picker.js';
import { EnabledBadge, thresholds } from '../ui/states.js';
import { DryRun } from './dry-run.js';
import { useEdit } from './edit.js';
import { Missing } from './missing.js';

/** @param {any} one */
function toValues(one) {
  const isAll = (one.repositories ?? []).length === 0 && (one.repositoryIds ?? []).length === 0;
  return {
    endpointId: one.endpointId ?? '',
    allRepositories: isAll,
    repositories: one.repositories ?? [],
    repositoryIds: one.repositoryIds ?? [],
    allTypes: one.eventTypes === undefined,
    eventTypes: one.eventTypes ?? [],
    threshold: one.threshold ?? 'Info',
    organizationId: one.organizationId ?? '',
    enabled: one.enabled ?? true,
  };
}

/** @param {ReturnType<typeof toValues>} values @param {any} stored */
function toResource(values, stored) {
  return {
    ...stored,
    endpointName: undefined,
    endpointId: values.endpointId,
    // Chosen ones of which none is written must not become all of them.
    repositories: values.allRepositories ? undefined : values.repositories,
    repositoryIds: values.allRepositories || values.repositoryIds.length === 0 ? undefined : values.repositoryIds,
    eventTypes: values.allTypes ? undefined : values.eventTypes,
    threshold: values.threshold,
    organizationId: values.organizationId.trim() || undefined,
    enabled: values.enabled,
  };
}

export function NewSubscription() {
  const [query] = useQuery();
  return html`<${PageHead} up=${['Subscriptions', to(['subscriptions'])]} title="New subscription" />
    <${Form} stored=${{ endpointId: query.endpointId }} etag=${null} />`;
}

/** @param {{ parts: string[] }} props */
export function EditSubscription({ parts: [id] }) {
  const loaded = useData(path('subscriptions', id));
  const [isDeleting, setDeleting] = useState(false);
  const one = loaded.data;
  if (loaded.error?.status === 404) {
    return html`<${Missing} what="There is no such subscription" />`;
  }
  if (!one) {
    return loaded.error ? html`<${Problem} error=${loaded.error} onRetry=${loaded.reload} />` : html`<${Waiting} />`;
  }
  return html`<${PageHead} up=${['Subscriptions', to(['subscriptions'])]} title="Subscription"
    badge=${html`<${EnabledBadge} enabled=${one.enabled} />`} sub=${html`<code>${id}</code>`}
      actions=${html`<${Button} icon="trash" kind="danger-quiet" onClick=${() => setDeleting(true)}>Delete<//>`} />
    <${Form} stored=${one} etag=${loaded.etag} />
    ${isDeleting ? html`<${Confirm} title="Delete the subscription" action="Delete it" busy="Deleting…" isDangerous
      onClose=${() => setDeleting(false)}
      act=${() => remove(path('subscriptions', id))} onDone=${() => go(to(['subscriptions']), { replace: true })}>
      <p>Its endpoint gets no more events by it. What is pending is still sent.</p><//>` : null}`;
}

/** @param {{ stored: any, etag: string | null }} props */
function Form({ stored: first, etag }) {
  const { form, resource, saving, error, takeOver, taken, onSubmit } = useEdit({
    kind: 'subscriptions', stored: first, etag, toValues, toResource, onSaved: () => go(to(['subscriptions'])),
  });
  const values = /** @type {ReturnType<typeof toValues>} */ (form.values);
  const isUnchosen = (!values.allTypes && values.eventTypes.length === 0)
    || (!values.allRepositories && values.repositories.length === 0 && values.repositoryIds.length === 0);
  return html`<form class="form wide-form" onSubmit=${onSubmit}>
    <div class="columns even"><div>
      <${Card} title="Webhook">
        <${Field} label="Endpoint" name="endpointId" error=${error} hint="Where matching events are sent.">
          ${(/** @type {any} */ attributes) => html`
          <${EndpointPicker} attributes=${attributes} value=${values.endpointId}
            onChange=${(/** @type {string} */ endpointId) => form.set({ endpointId })} />`}<//>
        ${session().isOperator ? html`<${TextField} label="Organization id" optional value=${values.organizationId} name="organizationId"
          error=${error}
          hint="It gets the events of this one alone. Empty: those that its endpoint may get."
            onInput=${(/** @type {string} */ organizationId) => form.set({ organizationId })} />` : null}
        <${Check} label="Enabled" checked=${values.enabled} onChange=${(/** @type {boolean} */ enabled) => form.set({ enabled })} />
      <//>
      <${Card} title="Repositories">
        <${Choice} isTold legend="Repositories" value=${values.allRepositories ? 'all' : 'some'}
          onChange=${(/** @type {string} */ value) => form.set({ allRepositories: value === 'all' })}
          options=${[['all', 'All repositories', 'New ones too.'], ['some', 'Specific repositories', 'By name or by id.']]} />
        ${values.allRepositories ? null : html`
          <${TagsField} label="Names" hint="Compared ignoring case. Add each with Enter." values=${values.repositories} name="repositories"
            error=${error}
            onChange=${(/** @type {string[]} */ repositories) => form.set({ repositories })} />
          <${TagsField} label="Ids" hint="Compared exactly." values=${values.repositoryIds} name="repositoryIds" error=${error}
            onChange=${(/** @type {string[]} */ repositoryIds) => form.set({ repositoryIds })} />`}
      <//>
      <${Types} form=${form} error=${error} />
      <${Card} title="Vulnerability score threshold">
        <${Choice} isTold legend="Threshold" row value=${values.threshold}
          onChange=${(/** @type {string} */ threshold) => form.set({ threshold })}
          options=${thresholds.map(([level, range]) => [level, level, range])} hint="It gets vulnerabilities of this level and above." />
        <${Note}><p>It applies to types of vulnerabilities alone. Others are always sent.</p><//>
      <//>
    </div><div><${DryRun} resource=${resource} isReady=${Boolean(values.endpointId) && !isUnchosen} /></div></div>
    <div class="save-bar">
      <${SaveProblem} error=${error} onTakeOver=${takeOver} changed=${taken} />
      <div class="form-foot"><${ButtonLink} href=${to(['subscriptions'])}>Cancel<//>
        <${Button} type="submit" kind="primary" isBusy=${saving.isBusy} busy="Saving…" disabled=${!values.endpointId || isUnchosen}
          title=${isUnchosen ? 'Choose at least one type and one repository, or all' : null}>${first.id ? 'Save' : 'Add the subscription'}
            <//></div>
    </div>
  </form>`;
}

/** @param {{ form: any, error: any }} props */
function Types({ form, error }) {
  const types = useEventTypes();
  const { values } = form;
  const toggle = (/** @type {string} */ type) => form.set({
    eventTypes: values.eventTypes.includes(type) ? values.eventTypes.filter((/** @type {string} */ other) => other !== type)
      : [...values.eventTypes, type],
  });
  return html`<${Card} title="Event types">
    <${Choice} isTold legend="Types" value=${values.allTypes ? 'all' : 'some'}
      onChange=${(/** @type {string} */ value) => form.set({ allTypes: value === 'all' })}
      options=${[['all', 'All event types', 'Future ones too.'], ['some', 'Specific types', `${values.eventTypes.length} chosen.`]]} />
    ${values.allTypes ? null : html`<fieldset class="type-grid"><legend class="hidden">Event types</legend>
      ${types.map((type) => html`<label key=${type.type} class="option" title=${type.description}>
        <input type="checkbox" checked=${values.eventTypes.includes(type.type)} onChange=${() => toggle(type.type)} />
        <span><span class="type">${type.type}</span>${type.honorsThreshold ? html`<small>threshold applies</small>` : null}</span>
          </label>`)}</fieldset>`}
    ${errorsOf(error, 'eventTypes').map((item) => html`<p key=${item.name} class="field-error">${item.detail}</p>`)}
  <//>`;
}
