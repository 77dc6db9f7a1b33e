import { useCallback, useEffect, useRef, useState } from './lib.js';
import { ApiError, get, getWithTag, isOver } from './api.js';
import { listen } from './live.js';

/**
 * @typedef {import('./api.js').Parameters} Parameters
 * @typedef {{ data: any, etag: string | null, error: ApiError | null, isLoading: boolean, reload: () => Promise<void> }} Loaded
 */

// Many changes come at once, and one look is enough for them.
const SettleMilliseconds = 100;

/**
 * Calls what it is given whenever something of the topics has changed, and the tab is seen. Without topics it never does.
 * @param {string[]} topics
 * @param {() => void} react
 */
export function useChanges(topics, react) {
  const latest = useRef(react);
  latest.current = react;
  useEffect(() => {
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    let timer;
    let isMissed = false;
    const look = () => {
      timer = undefined;
      isMissed = document.hidden;
      if (!isMissed && !isOver()) {
        latest.current();
      }
    };
    const stop = listen((change) => {
      if (topics.length > 0 && change.topics.some((topic) => topic === '*' || topics.includes(topic))) {
        timer ??= setTimeout(look, SettleMilliseconds);
      }
    });
    const seen = () => {
      if (isMissed && !document.hidden) {
        look();
      }
    };
    document.addEventListener('visibilitychange', seen);
    return () => {
      stop();
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', seen);
    };
  }, topics);
}

/**
 * What a path of the API has, and again whenever something of the topics changes. What was there stays until the new is.
 * @param {string | null} where nothing is loaded for null
 * @param {Parameters} [parameters]
 * @param {string[]} [topics]
 * @returns {Loaded}
 */
export function useData(where, parameters, topics = []) {
  const key = JSON.stringify([where, parameters]);
  return useLoad(key, topics, where === null ? null : async (signal) => parameters
    ? { data: await get(where, parameters, signal), etag: null }
    : getWithTag(where, signal));
}

/**
 * @param {string} key what is loaded: when it changes, what was there is dropped
 * @param {string[]} topics
 * @param {((signal: AbortSignal) => Promise<{ data: any, etag: string | null }>) | null} load
 * @returns {Loaded}
 */
export function useLoad(key, topics, load) {
  const [state, setState] = useState({
    key, data: /** @type {any} */ (null), etag: /** @type {string | null} */ (null), error: /** @type {ApiError | null} */ (null),
      isLoading: true,
  });
  const running = useRef(/** @type {AbortController | null} */ (null));
  const reload = useCallback(async () => {
    if (!load) {
      return;
    }
    running.current?.abort();
    const controller = running.current = new AbortController();
    try {
      const answer = await load(controller.signal);
      if (!controller.signal.aborted) {
        setState({ key, ...answer, error: null, isLoading: false });
      }
    } catch (error) {
      if (!controller.signal.aborted) {
        setState((before) => ({ ...(before.key === key ? before : { key, data: null, etag: null }), error: asError(error),
          isLoading: false }));
      }
    }
  }, [key]);
  useEffect(() => {
    void reload();
    return () => running.current?.abort();
  }, [key]);
  useChanges(topics, reload);
  const current = state.key === key ? state : { data: null, etag: null, error: null, isLoading: load !== null };
  return { ...current, reload };
}

const PageSize = 25;
const MostOfPage = 100;
const MostShown = 500;

/**
 * As many items as are wanted, in as few pages as there can be.
 * @param {string} where
 * @param {Parameters} parameters
 * @param {number} count @param {AbortSignal} signal
 */
async function getItems(where, parameters, count, signal) {
  let page = await get(where, { ...parameters, pageSize: Math.min(count, MostOfPage) }, signal);
  const items = page.items;
  while (page.next && items.length < count) {
    page = await get(where, { ...parameters, pageSize: Math.min(count - items.length, MostOfPage), after: page.next }, signal);
    items.push(...page.items);
    if (page.searchedTo) {
      break;
    }
  }
  return { items, next: page.next, searchedTo: page.searchedTo };
}

/**
 * A list, page after page. When something changes, as much as is shown is loaded anew, so that nothing moves away.
 * @param {string} where
 * @param {Parameters} parameters
 * @param {string[]} topics
 */
export function usePages(where, parameters, topics) {
  const key = JSON.stringify([where, parameters]);
  const shown = useRef({ key, count: PageSize });
  if (shown.current.key !== key) {
    shown.current = { key, count: PageSize };
  }
  const list = useLoad(key, topics, async (signal) =>
    ({ data: await getItems(where, parameters, shown.current.count, signal), etag: null }));
  const growing = useAction(async () => {
    shown.current.count += PageSize;
    await list.reload();
  });
  const next = list.data?.next;
  return {
    ...list,
    items: /** @type {any[]} */ (list.data?.items ?? []),
    next,
    canGrow: Boolean(next) && shown.current.count < MostShown,
    searchedTo: list.data?.searchedTo,
    isGrowing: growing.isBusy,
    loadMore: () => void growing.run(),
  };
}

/**
 * Something that is done once however often it is clicked.
 * @param {(...given: any[]) => Promise<unknown>} act
 */
export function useAction(act) {
  const [state, setState] = useState({ isBusy: false, error: /** @type {ApiError | null} */ (null) });
  const busy = useRef(false);
  /** @param {any[]} given */
  const run = async (...given) => {
    if (busy.current) {
      return undefined;
    }
    busy.current = true;
    setState({ isBusy: true, error: null });
    try {
      const result = await act(...given);
      setState({ isBusy: false, error: null });
      return result;
    } catch (error) {
      setState({ isBusy: false, error: asError(error) });
      return undefined;
    } finally {
      busy.current = false;
    }
  };
  return { run, ...state, clear: () => setState({ isBusy: false, error: null }) };
}

/** @param {unknown} error */
function asError(error) {
  return error instanceof ApiError ? error : new ApiError(0, 'Something went wrong', String(error));
}

/** The time, again and again. @param {number} milliseconds */
export function useNow(milliseconds) {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), milliseconds);
    return () => clearInterval(timer);
  }, [milliseconds]);
  return now;
}
