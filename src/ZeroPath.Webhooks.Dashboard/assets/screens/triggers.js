import { html } from '../lib.js';
import { usePages } from '../data.js';
import { duration, number } from '../format.js';
import { to } from '../router.js';
import { session } from '../session.js';
import { ButtonLink, Code, Empty, Note, PageHead, Time } from '../ui/parts.js';
import { EnabledBadge } from '../ui/states.js';
import { PagedTable } from '../ui/table.js';

const code = `builder.Services.AddZeroPathWebhooks().AddInboundTriggers<Agent>();
var app = builder.Build();
app.MapZeroPathInboundTriggers();`;

/** What lets other systems start something. */
export function Triggers() {
  const list = usePages('api/triggers', {}, ['activity']);
  const add = html`<${ButtonLink} href=${to(['triggers', 'new'])} kind="primary" icon="plus">Add a trigger<//>`;
  /** @type {import('../ui/table.js').Column[]} */
  const columns = [
    { name: 'Trigger', isHead: true, class: 'main', of: (one) => html`<span class="two-lines"><b dir="auto" title=${one.name}>${one.name}
      </b><small title=${one.id}>${one.id}</small></span>` },
    { name: 'State', of: (one) => html`<${EnabledBadge} enabled=${one.enabled} />` },
    .../** @type {import('../ui/table.js').Column[]} */ (session().isOperator
      ? [{ name: 'Organization', of: (/** @type {any} */ one) => one.organizationId
        ? html`<span class="clip" dir="auto" title=${one.organizationId}>${one.organizationId}
          </span>` : html`<span class="muted">The host's</span>` }] : []),
    { name: 'May take', class: 'num', of: (one) => duration(one.timeoutSeconds) },
    { name: 'A minute', class: 'num', of: (one) => number(one.maxPerMinute) },
    { name: 'Created', class: 'num', of: (one) => html`<${Time} at=${one.createdAt} />` },
  ];
  return html`<${PageHead} title="Inbound triggers" actions=${add}
    sub="Other systems call them, and the host's handler executes each call." />
    ${session().hasTriggers ? null : html`<${Note} kind="warn" title="Nothing executes them here">
      <p>The host has no handler of triggers. Add one in its code:</p><${Code} text=${code} /><//>`}
    <${PagedTable} list=${list} columns=${columns} label="Inbound triggers" keyOf=${(/** @type {any} */ one) => one.id}
      linkTo=${(/** @type {any} */ one) => to(['triggers', one.id])}
      empty=${html`<${Empty} icon="triggers" title="No triggers yet">
        <p>A trigger is an address that another system calls, such as a build when it ends. What it sends is executed by the host's
          handler.</p>${add}<//>`} />`;
}
