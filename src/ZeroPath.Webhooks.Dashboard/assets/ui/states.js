import { html } from '../lib.js';
import { Badge } from './parts.js';

/** @typedef {import('./icons.js').IconName} IconName */

/** @type {Record<string, ['good' | 'bad' | 'warn' | 'busy' | 'calm', IconName, string]>} */
const deliveryStates = {
  Succeeded: ['good', 'check', 'Delivered'],
  Failed: ['bad', 'cross', 'Failed'],
  Pending: ['busy', 'clock', 'Pending'],
  Retrying: ['warn', 'retry', 'Retrying'],
  Cancelled: ['calm', 'slash', 'Cancelled'],
};

/** @param {{ delivery: { state: string, attemptCount: number, reason?: string } }} props */
export function DeliveryBadge({ delivery }) {
  const state = delivery.state === 'Pending' && delivery.attemptCount > 0 ? 'Retrying' : delivery.state;
  const [kind, icon, words] = deliveryStates[state] ?? ['calm', 'info', state];
  return html`<${Badge} kind=${kind} icon=${icon}>${words}<//>`;
}

/** Of executions, received events and redeliveries. @param {{ job: { state: string, attemptCount?: number, reason?: string } }} props */
export function JobBadge({ job }) {
  const state = job.state !== 'Pending' || !job.attemptCount ? job.state : job.reason ? 'Retrying' : 'Running';
  const [kind, icon, words] = state === 'Running'
    ? /** @type {const} */ (['busy', 'retry', 'Under way'])
    : state === 'Succeeded' ? /** @type {const} */ (['good', 'check', 'Done'])
      : state === 'Pending' ? /** @type {const} */ (['busy', 'clock', 'Waiting'])
        : deliveryStates[state] ?? ['calm', 'info', state];
  return html`<${Badge} kind=${kind} icon=${icon}>${words}<//>`;
}

/** @type {Record<string, string>} */
const outcomes = {
  Accepted: 'Accepted',
  Refused: 'Refused',
  DnsFailure: 'Name did not resolve',
  ConnectFailure: 'No connection',
  TlsFailure: 'TLS failed',
  Blocked: 'Address not allowed',
  Timeout: 'No answer in time',
  ProtocolFailure: 'Answer was no HTTP',
  Unknown: 'Connection broke',
  Abandoned: 'Host stopped',
  Unreachable: 'Not reachable',
};

/** @param {string} outcome */
export const outcomeWords = (outcome) => outcomes[outcome] ?? outcome;

/** @param {{ attempt: { outcome: string, statusCode?: number } }} props */
export function OutcomeBadge({ attempt }) {
  const kind = attempt.outcome === 'Accepted' ? 'good' : attempt.outcome === 'Abandoned' ? 'calm' : 'bad';
  return html`<${Badge} kind=${kind} icon=${kind === 'good' ? 'check' : kind === 'bad' ? 'cross' : 'slash'}>
    ${attempt.statusCode ? `${attempt.statusCode} ` : ''}${outcomeWords(attempt.outcome)}<//>`;
}

/** @type {Record<string, string>} */
const reasons = {
  exhausted: 'No retry is left.',
  final_status: 'The answer says that trying again is of no use.',
  expired: 'Its deadline was over.',
  endpoint_gone: 'The endpoint answered that it is gone (410), and was disabled.',
  endpoint_disabled: 'The endpoint is disabled.',
  endpoint_removed: 'The endpoint was removed.',
  on_request: 'Somebody cancelled it.',
  unreadable: 'What is stored of it cannot be read.',
  unrecordable: 'What came of it could not be recorded.',
};

/** @param {string | undefined} reason */
export const reasonWords = (reason) => (reason ? reasons[reason] ?? reason : '');

/** @type {Record<string, string>} */
const decisions = {
  matched: 'Matched',
  disabled: 'Subscription disabled',
  endpoint_disabled: 'Endpoint disabled',
  organization: 'Another organization',
  event_type: 'Another type of event',
  repository: 'Another repository',
  threshold: 'Below the threshold',
};

/** @param {string} code */
export const decisionWords = (code) => decisions[code] ?? code;

/** @param {{ decision: { isMatch: boolean, code: string } }} props */
export function DecisionBadge({ decision }) {
  return html`<${Badge} kind=${decision.isMatch ? 'good' : 'calm'} icon=${decision.isMatch ? 'check' : 'slash'}>
    ${decisionWords(decision.code)}<//>`;
}

/**
 * How an endpoint is.
 * @param {any} endpoint @param {any} [health] @returns {['good' | 'bad' | 'warn' | 'busy' | 'calm', IconName, string]}
 */
export function endpointState(endpoint, health) {
  return endpoint.unreadableReason ? ['bad', 'warning', 'Unreadable']
    : !endpoint.enabled ? ['calm', 'slash', 'Disabled']
      : health?.heldForSeconds !== undefined && health?.heldForSeconds !== null ? ['bad', 'pause', 'On hold']
        : health?.attention?.code === 'failing' ? ['warn', 'warning', 'Failing']
          : health && (health.successRate === undefined || health.successRate === null) ? ['calm', 'clock', 'Nothing sent yet']
            : ['good', 'check', 'Healthy'];
}

/** @param {{ endpoint: any, health?: any }} props */
export function EndpointBadge({ endpoint, health }) {
  const [kind, icon, words] = endpointState(endpoint, health);
  return html`<${Badge} kind=${kind} icon=${icon}>${words}<//>`;
}

/** @param {{ enabled: boolean }} props */
export function EnabledBadge({ enabled }) {
  return enabled
    ? html`<${Badge} kind="good" icon="check">Enabled<//>`
    : html`<${Badge} kind="calm" icon="slash">Disabled<//>`;
}

/** @type {[string, string][]} */
export const thresholds = [['Info', '0–9'], ['Low', '10–39'], ['Medium', '40–69'], ['High', '70–89'], ['Critical', '90–100']];
