import { useEffect, useState } from './lib.js';
import { get } from './api.js';

/**
 * Who looks, and what the host does.
 * @typedef {{ user?: string, isOperator: boolean, organizationId?: string, canReceive: boolean, hasTriggers: boolean, version: string,
 *   inboundPath?: string, defaultRetry?: { delaysSeconds: number[], jitter: number },
 *   formats?: { name: string, settings: { name: string, remedy: string, isSecret: boolean, isRequired: boolean }[] }[] }} Session
 */

/** @type {Session} */
let current = { isOperator: false, canReceive: false, hasTriggers: false, version: '' };

/** As it was when the page was loaded. */
export const session = () => current;

/** Loads it. @returns {{ isReady: boolean, error: import('./api.js').ApiError | null, reload: () => void }} */
export function useStart() {
  const [state, setState] = useState({ isReady: false, error: null, count: 0 });
  useEffect(() => {
    get('session').then((loaded) => {
      current = loaded;
      setState((before) => ({ ...before, isReady: true, error: null }));
    }, (error) => setState((before) => ({ ...before, error })));
  }, [state.count]);
  return { ...state, reload: () => setState((before) => ({ ...before, error: null, count: before.count + 1 })) };
}
