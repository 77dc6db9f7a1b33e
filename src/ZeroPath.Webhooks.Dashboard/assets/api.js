import { base } from './base.js';

/**
 * @typedef {{ name: string, detail: string }} ProblemItem
 * @typedef {Record<string, string | number | boolean | undefined | null>} Parameters
 * @typedef {{ data: any, etag: string | null }} Answer
 */

/** What the API refused, or why it could not be asked. */
export class ApiError extends Error {
  /**
   * @param {number} status 0 when no answer came
   * @param {string} title
   * @param {string} detail
   * @param {ProblemItem[]} [errors]
   */
  constructor(status, title, detail, errors = []) {
    super(detail);
    this.status = status;
    this.title = title;
    this.detail = detail;
    this.errors = errors;
  }
}

/** Told when the host does not know this browser any more. */
export const session = new EventTarget();

let over = false;

/** Whether the host has said that the session is over. */
export const isOver = () => over;

/**
 * @param {string} where
 * @param {Parameters} [parameters]
 * @param {AbortSignal} [signal]
 */
export async function get(where, parameters, signal) {
  return (await ask(where, parameters, signal)).data;
}

/**
 * @param {string} where
 * @param {AbortSignal} [signal]
 */
export function getWithTag(where, signal) {
  return ask(where, undefined, signal);
}

/**
 * @param {string} where
 * @param {unknown} [body]
 * @param {string | null} [etag] what was seen, where that matters
 */
export async function post(where, body, etag) {
  return (await call('POST', where, { body, etag })).data;
}

/**
 * @param {string} where
 * @param {unknown} body
 * @param {string | null} etag
 */
export function put(where, body, etag) {
  return call('PUT', where, { body, etag });
}

/**
 * @param {string} where
 * @param {string | null} [etag]
 */
export async function remove(where, etag) {
  deletion.abort();
  deletion = new AbortController();
  const answer = call('DELETE', where, { etag });
  // One turn later whoever waits for the answer has left the page of what is gone.
  const left = answer.catch(() => null).then(() => new Promise((/** @type {(value?: unknown) => void} */ then) => setTimeout(then)));
  deleted = Promise.all([deleted, left]);
  return (await answer).data;
}

/**
 * A path of the API.
 * @param {string[]} parts
 */
export const path = (...parts) => `api/${parts.map(encodeURIComponent).join('/')}`;

/** Aborted when something begins to be deleted. */
let deletion = new AbortController();

/** Done when nothing is being deleted. @type {Promise<unknown>} */
let deleted = Promise.resolve();

/**
 * Reads, but not while something is deleted: it could be what is just gone, and browsers log that as an error. What was being read then is
 * read again afterwards.
 * @param {string} where
 * @param {Parameters | undefined} parameters
 * @param {AbortSignal | undefined} signal
 */
async function ask(where, parameters, signal) {
  for (;;) {
    await deleted;
    signal?.throwIfAborted();
    const dropped = deletion.signal;
    try {
      return await call('GET', where, { parameters, signal: AbortSignal.any(signal ? [dropped, signal] : [dropped]) });
    } catch (error) {
      if (!dropped.aborted || signal?.aborted) {
        throw error;
      }
    }
  }
}

/**
 * @param {string} method
 * @param {string} where
 * @param {{ parameters?: Parameters, body?: unknown, etag?: string | null, signal?: AbortSignal }} options
 * @returns {Promise<Answer>}
 */
async function call(method, where, { parameters, body, etag, signal }) {
  const address = new URL(where, base);
  for (const [name, value] of Object.entries(parameters ?? {})) {
    if (value !== undefined && value !== null && value !== '') {
      address.searchParams.set(name, String(value));
    }
  }
  // With the last, no form of another site can send it, and hosts answer 401 instead of their page to log in.
  const headers = new Headers({ Accept: 'application/json', 'X-Requested-With': 'XMLHttpRequest' });
  if (method !== 'GET') {
    headers.set('Content-Type', 'application/json');
  }
  if (etag) {
    headers.set('If-Match', etag);
  }
  let response;
  try {
    response = await fetch(address, {
      method,
      headers,
      body: method === 'GET' || body === undefined ? undefined : JSON.stringify(body),
      credentials: 'same-origin',
      redirect: 'manual',
      cache: 'no-store',
      signal,
    });
  } catch (error) {
    if (signal?.aborted) {
      throw error;
    }
    throw new ApiError(0, 'No answer', 'The host did not answer. Look whether it runs and whether you are online, then try again.');
  }
  return read(response);
}

/** What a refusal means to who looks. @type {Record<number, string>} */
const titles = {
  400: 'That was not accepted', 403: 'You may not do that', 404: 'It is not there', 409: 'That cannot be done now',
  413: 'That is too large', 429: 'That was too much at once', 500: 'Something went wrong in the host', 503: 'The host cannot do that now',
};

/** @param {Response} response */
async function read(response) {
  const type = response.headers.get('Content-Type') ?? '';
  const isProblem = type.includes('problem+json');
  const isRefused = response.status === 401 || (response.status === 403 && !isProblem);
  // A host that wants a login answers with a redirect, or with the page it leads to.
  if (isRefused || response.type === 'opaqueredirect' || (response.ok && type.includes('text/html'))) {
    over = true;
    session.dispatchEvent(new Event('over'));
    throw new ApiError(401, 'Session over', 'Your session has expired. Reload the page to log in again.');
  }
  const text = await response.text();
  if (response.ok) {
    return { data: text === '' ? null : parse(text), etag: response.headers.get('ETag') };
  }
  const problem = isProblem ? parse(text) : null;
  throw new ApiError(
    response.status,
    titles[response.status] ?? problem?.title ?? `Status ${response.status}`,
    problem?.detail ?? 'The host answered with an error. Try again; if it stays so, look into the host\'s log.',
    problem?.errors);
}

/** @param {string} text */
function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    throw new ApiError(0, 'Unreadable answer', 'The answer is no JSON. A proxy between here and the host may have changed it.');
  }
}

/**
 * The payload of an event, byte for byte.
 * @param {string} eventId
 * @param {AbortSignal} [signal]
 */
export async function getPayloadText(eventId, signal) {
  const response = await fetch(new URL(path('events', eventId, 'payload'), base), {
    headers: { Accept: 'application/json', 'X-Requested-With': 'XMLHttpRequest' },
    credentials: 'same-origin',
    redirect: 'manual',
    signal,
  });
  return response.ok ? response.text() : (await read(response), '');
}
