import { html } from '../lib.js';
import { to } from '../router.js';
import { ButtonLink, Empty, PageHead } from '../ui/parts.js';

/** @param {{ what?: string }} props */
export function Missing({ what }) {
  return html`<${PageHead} title="Not found" />
    <${Empty} icon="search" title=${what ?? 'There is no such page'}>
      <p>It may have been removed, or belong to somebody else. Look at the address, or begin from the overview.</p>
      <${ButtonLink} href=${to([])}>Overview<//>
    <//>`;
}
