import { html, useState } from '../lib.js';
import { useData } from '../data.js';
import { to } from '../router.js';
import { Segments } from '../ui/filters.js';
import { Icon } from '../ui/icons.js';
import { Json } from '../ui/json.js';
import { Badge, ButtonLink, Card, Empty, PageHead, Problem, Waiting } from '../ui/parts.js';
import { Missing } from './missing.js';

/** The documented types of events. */
export function Catalogue() {
  const loaded = useData('api/event-types');
  const [search, setSearch] = useState('');
  const types = /** @type {any[]} */ (loaded.data ?? []);
  const wanted = search.trim().toLowerCase();
  const shown = types.filter((one) => `${one.type} ${one.description}`.toLowerCase().includes(wanted));
  return html`<${PageHead} title="Event catalogue"
    sub=${`${types.length || ''} documented types of events, each with its rules, a sample and a schema.`} />
    <div class="filters" role="search"><label class="filter search"><span class="hidden">Search types</span><${Icon} name="search" />
      <input type="search" placeholder="Search by name or words" value=${search}
        onInput=${(/** @type {Event} */ event) => setSearch(/** @type {HTMLInputElement} */ (event.currentTarget).value)} /></label></div>
    <${Problem} error=${loaded.error} onRetry=${loaded.reload} />
    ${!loaded.data && !loaded.error ? html`<${Waiting} />` : null}
    ${loaded.data && shown.length === 0 ? html`<${Empty} icon="search" title="No type is like that"><p>Write a part of its name.</p>
      <//>` : null}
    <ul class="catalogue">${shown.map((one) => html`<li key=${one.type}><a class="row-link" href=${to(['catalogue', one.type])}>
      <b class="type">${one.type}</b></a>
      <p>${one.description}</p>${one.honorsThreshold ? html`<${Badge} kind="busy" icon="subscriptions">Threshold applies<//>` : null}
        </li>`)}</ul>`;
}

/** One type. @param {{ parts: string[] }} props */
export function CatalogueType({ parts: [type] }) {
  const loaded = useData('api/event-types', { eventType: type });
  const [tab, setTab] = useState('sample');
  const one = loaded.data?.[0];
  if (loaded.error?.status === 400) {
    return html`<${Missing} what="There is no such type of event" />`;
  }
  if (!one) {
    return loaded.error ? html`<${Problem} error=${loaded.error} onRetry=${loaded.reload} />` : html`<${Waiting} />`;
  }
  return html`<${PageHead} up=${['Event catalogue', to(['catalogue'])]} title=${html`<span class="type">${one.type}</span>`}
    sub=${one.description}
      actions=${html`<${ButtonLink} href=${to(['events'], { eventType: type })} icon="events">Its events<//>`} />
    <${Card} title="Rules"><ul class="sentences">
      <li>${one.honorsThreshold ? 'The threshold of a subscription applies to it.'
        : 'It is sent whatever the threshold of a subscription is.'}</li>
      ${(one.oneOf ?? []).length > 0 ? html`<li>At least one of these must be there: ${one.oneOf.map((/** @type {string} */ member,
        /** @type {number} */ index) => html`${index > 0 ? ', ' : ''}<code>${member}</code>`)}.</li>` : null}
      ${required(one.payloadSchema).map((path) => html`<li key=${path}><code>${path}</code> is always there.</li>`)}
    </ul><//>
    <${Card}>
      <${Segments} label="What is shown" value=${tab} onChange=${setTab} options=${[['sample', 'Sample'], ['schema', 'Schema']]} />
      ${tab === 'sample' ? html`<${Json} key="sample" value=${one.sample} label="Sample" />`
        : html`<${Json} key="schema" value=${one.payloadSchema} label="JSON schema" />`}
      ${one.schema ? html`<p class="hint"><a href=${one.schema} target="_blank" rel="noreferrer">The schemas of all types</a></p>` : null}
    <//>`;
}

/** Members that the schema of an event asks for, beyond those that all have. @param {any} schema */
function required(schema) {
  const event = find(schema, schema?.properties?.event);
  return /** @type {string[]} */ (event?.required ?? []).filter((name) => name !== 'timestamp'
    && name !== 'organization').flatMap((name) => {
    const inner = find(schema, event.properties?.[name]);
    return name === 'metadata' && inner?.required ? inner.required.map((/** @type {string} */ member) => `event.metadata.${member}`)
      : [`event.${name}`];
  });
}

/** @param {any} schema @param {any} part */
function find(schema, part) {
  const reference = part?.$ref;
  return typeof reference === 'string' && reference.startsWith('#/')
    ? reference.slice(2).split('/').reduce((inside, name) => inside?.[name], schema) : part;
}
