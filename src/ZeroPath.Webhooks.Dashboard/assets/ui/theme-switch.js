import { html, useState } from '../lib.js';
import { Icon } from './icons.js';

const Key = 'zeropath-webhooks-theme';

/** @type {['', 'light', 'dark']} */
const themes = ['', 'light', 'dark'];

const words = { '': 'as the system', light: 'light', dark: 'dark' };

/** Light, dark, or as the system has it: the only thing that the page keeps in the browser. */
export function ThemeSwitch() {
  const [theme, setTheme] = useState(/** @type {'' | 'light' | 'dark'} */ (document.documentElement.dataset.theme ?? ''));
  const next = themes[(themes.indexOf(theme) + 1) % themes.length];
  const change = () => {
    if (next) {
      document.documentElement.dataset.theme = next;
      localStorage.setItem(Key, next);
    } else {
      delete document.documentElement.dataset.theme;
      localStorage.removeItem(Key);
    }
    setTheme(next);
  };
  const label = `Colours: ${words[theme]}. Change to ${words[next]}`;
  return html`<button type="button" class="icon-button" aria-label=${label} title=${label} onClick=${change}>
    <${Icon} name=${theme === 'light' ? 'sun' : theme === 'dark' ? 'moon' : 'screen'} /></button>`;
}
