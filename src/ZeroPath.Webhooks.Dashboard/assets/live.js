/**
 * What changes on the host, told as it happens. One tab of a browser holds the stream and tells the others; when it closes, another one
 * takes over. Where there is no stream, all is looked at again every few seconds.
 * @typedef {'connecting' | 'live' | 'polling' | 'over'} Liveness
 * @typedef {{ topics: string[] }} Change
 */

import { isOver, session } from './api.js';
import { base } from './base.js';

const PollMilliseconds = 10_000;
const PatienceMilliseconds = 8_000;

/** @type {Set<(change: Change) => void>} */
const listeners = new Set();

/** @type {Set<(state: Liveness) => void>} */
const watchers = new Set();

/** @type {Liveness} */
let liveness = 'connecting';

const name = `zeropath-webhooks ${base.pathname}`;

const channel = 'BroadcastChannel' in window ? new BroadcastChannel(name) : null;

/** @type {ReturnType<typeof setInterval> | undefined} */
let polling;

/** @param {Liveness} state */
function become(state) {
  if (isOver()) {
    state = 'over';
  }
  if (state === liveness) {
    return;
  }
  liveness = state;
  clearInterval(polling);
  polling = state === 'polling' ? setInterval(() => tell({ topics: ['*'] }), PollMilliseconds) : undefined;
  for (const watcher of watchers) {
    watcher(state);
  }
}

/** @param {Change} change */
function tell(change) {
  for (const listener of [...listeners]) {
    listener(change);
  }
}

/** @param {(state: Liveness) => void} watcher */
export function watchLiveness(watcher) {
  watchers.add(watcher);
  watcher(liveness);
  return () => {
    watchers.delete(watcher);
  };
}

/** @param {(change: Change) => void} listener */
export function listen(listener) {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}

/** Tells all tabs, this one too. @param {Change} change */
function spread(change) {
  channel?.postMessage({ change });
  tell(change);
}

/** Holds the stream until the tab is closed or the session is over. */
function hold() {
  return new Promise((/** @type {(value?: unknown) => void} */ release) => {
    const source = new EventSource(new URL('live', base));
    let waiting = setTimeout(() => announce('polling'), PatienceMilliseconds);

    /** @param {Liveness} state */
    const announce = (state) => {
      become(state);
      channel?.postMessage({ state: liveness });
    };
    let isNew = true;
    source.onopen = () => {
      clearTimeout(waiting);
      announce('live');
      // A stream that goes on tells what was missed; a new one does not know.
      if (isNew) {
        isNew = false;
        spread({ topics: ['*'] });
      }
    };
    source.onerror = () => {
      clearTimeout(waiting);
      if (source.readyState === EventSource.CLOSED) {
        announce('polling');
        spread({ topics: ['*'] });
        clearTimeout(waiting);
        waiting = setTimeout(() => release(), PatienceMilliseconds);
      } else {
        waiting = setTimeout(() => announce('polling'), PatienceMilliseconds);
      }
    };
    source.onmessage = (event) => {
      const change = read(event.data);
      if (change) {
        spread(change);
      }
    };
    if (channel) {
      channel.onmessage = (event) => {
        if (event.data === 'who') {
          channel.postMessage({ state: liveness });
        }
      };
    }
    session.addEventListener('over', () => {
      clearTimeout(waiting);
      source.close();
      announce('over');
    });
  });
}

/** @param {string} text */
function read(text) {
  try {
    return /** @type {Change} */ (JSON.parse(text));
  } catch {
    return null;
  }
}

function follow() {
  if (!channel) {
    return;
  }
  channel.onmessage = ({ data }) => {
    if (data.state) {
      become(data.state);
    } else if (data.change) {
      tell(data.change);
    }
  };
  channel.postMessage('who');
}

/** Begins. Without locks no tab can know that it is the only one that holds the stream, so there is none. */
export async function start() {
  session.addEventListener('over', () => become('over'));
  if (!navigator.locks || !window.EventSource || !channel) {
    become('polling');
    return;
  }
  follow();
  while (!isOver()) {
    await navigator.locks.request(name, hold);
    follow();
  }
}
