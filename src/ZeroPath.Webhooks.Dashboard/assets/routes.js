import { decode } from './router.js';
import { Activity } from './screens/activity.js';
import { Catalogue, CatalogueType } from './screens/catalogue.js';
import { Deliveries } from './screens/deliveries.js';
import { Delivery } from './screens/delivery.js';
import { Endpoint } from './screens/endpoint.js';
import { EditEndpoint, NewEndpoint } from './screens/endpoint-form.js';
import { Endpoints } from './screens/endpoints.js';
import { WebhookEvent } from './screens/event.js';
import { Events } from './screens/events.js';
import { Execution } from './screens/execution.js';
import { Executions } from './screens/executions.js';
import { Missing } from './screens/missing.js';
import { Overview } from './screens/overview.js';
import { Received } from './screens/received.js';
import { ReceivedEvent } from './screens/received-event.js';
import { EditSubscription, NewSubscription } from './screens/subscription-form.js';
import { Subscriptions } from './screens/subscriptions.js';
import { EditTrigger, NewTrigger } from './screens/trigger-form.js';
import { Trigger } from './screens/trigger.js';
import { Triggers } from './screens/triggers.js';

/** Paths with the screen that each opens; a star stands for any one part. @type {[string, unknown, string][]} */
const routes = [
  ['', Overview, 'Overview'],
  ['endpoints', Endpoints, 'Endpoints'],
  ['endpoints/new', NewEndpoint, 'New endpoint'],
  ['endpoints/*', Endpoint, 'Endpoint'],
  ['endpoints/*/edit', EditEndpoint, 'Edit endpoint'],
  ['subscriptions', Subscriptions, 'Subscriptions'],
  ['subscriptions/new', NewSubscription, 'New subscription'],
  ['subscriptions/*', EditSubscription, 'Subscription'],
  ['events', Events, 'Events'],
  ['events/*', WebhookEvent, 'Event'],
  ['deliveries', Deliveries, 'Deliveries'],
  ['deliveries/*', Delivery, 'Delivery'],
  ['triggers', Triggers, 'Inbound triggers'],
  ['triggers/new', NewTrigger, 'New trigger'],
  ['triggers/*', Trigger, 'Inbound trigger'],
  ['triggers/*/edit', EditTrigger, 'Edit trigger'],
  ['executions', Executions, 'Executions'],
  ['executions/*', Execution, 'Execution'],
  ['received', Received, 'Received events'],
  ['received/*', ReceivedEvent, 'Received event'],
  ['catalogue', Catalogue, 'Event catalogue'],
  ['catalogue/*', CatalogueType, 'Event type'],
  ['activity', Activity, 'Activity'],
];

/** @param {string} path @returns {{ screen: unknown, parts: string[], title: string }} */
export function routeOf(path) {
  const parts = path.split('/');
  for (const [pattern, screen, title] of routes) {
    const wanted = pattern.split('/');
    if (wanted.length === parts.length && wanted.every((part, index) => part === '*' || part === parts[index])) {
      return { screen, title, parts: parts.filter((_, index) => wanted[index] === '*').map(decode) };
    }
  }
  return { screen: Missing, parts: [], title: 'Not found' };
}
