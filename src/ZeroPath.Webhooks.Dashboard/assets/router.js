import { base } from './base.js';
import { useEffect, useState } from './lib.js';

/** @typedef {{ path: string, query: URLSearchParams }} Place the path below the base, as it is written */

/** @type {Set<() => void>} */
const listeners = new Set();

/** Scroll positions by history entry, so that going back comes back to the same rows. */
const scrolls = new Map();

let entry = history.state?.entry ?? 0;
history.scrollRestoration = 'manual';

/** @returns {Place} */
export function here() {
  const { pathname, search } = location;
  return { path: pathname.slice(base.pathname.length).replace(/\/$/, ''), query: new URLSearchParams(search) };
}

/**
 * An address of this site.
 * @param {string[]} parts such as `endpoints` and an id
 * @param {Record<string, string | number | undefined | null>} [query]
 */
export function to(parts, query) {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== undefined && value !== null && value !== '') {
      search.set(name, String(value));
    }
  }
  const text = search.toString();
  return base.pathname + parts.map(encodeURIComponent).join('/') + (text ? `?${text}` : '');
}

/** @param {string} part of a path */
export function decode(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/**
 * @param {string} address
 * @param {{ replace?: boolean }} [how]
 */
export function go(address, how) {
  if (how?.replace) {
    history.replaceState({ entry }, '', address);
  } else {
    scrolls.set(entry, scrollY);
    entry += 1;
    history.pushState({ entry }, '', address);
  }
  announce();
}

function announce() {
  for (const listener of [...listeners]) {
    listener();
  }
}

addEventListener('popstate', (event) => {
  scrolls.set(entry, scrollY);
  entry = event.state?.entry ?? 0;
  announce();
});

// Links are plain links; what stays on this site does not load the page anew.
addEventListener('click', (event) => {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) {
    return;
  }
  const link = /** @type {Element} */ (event.target).closest?.('a');
  if (!link || link.target || link.hasAttribute('download') || link.origin !== location.origin
    || !link.pathname.startsWith(base.pathname) || link.hash) {
    return;
  }
  event.preventDefault();
  go(link.pathname + link.search);
});

/** Where the browser is; renders anew when that changes. */
export function usePlace() {
  const [place, setPlace] = useState(here);
  useEffect(() => {
    const listener = () => setPlace(here());
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, []);
  return place;
}

/**
 * The filters of a list, which are in the address.
 * @returns {[Record<string, string>, (changes: Record<string, string | undefined>) => void]}
 */
export function useQuery() {
  const { query } = usePlace();
  return [Object.fromEntries(query), (changes) => {
    const now = here();
    const all = { ...Object.fromEntries(now.query), ...changes };
    go(to(now.path.split('/').map(decode), all), { replace: true });
  }];
}

/** Where the page of this history entry was scrolled to. */
export function scrolledTo() {
  return scrolls.get(entry) ?? 0;
}
