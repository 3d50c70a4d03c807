import { ARRIVAL_EVENTS } from './catalogue/arrivals.ts';
import { DEPARTURE_EVENTS } from './catalogue/departures.ts';
import { MAILBOX_EVENTS } from './catalogue/mailbox.ts';
import { ORGANIZATION_EVENTS } from './catalogue/organization.ts';
import { ROOT_ACTIVITY_EVENTS } from './catalogue/root-activity.ts';
import { ROOT_CREDENTIAL_EVENTS } from './catalogue/root-credentials.ts';
import { TRAIL_EVENTS } from './catalogue/trails.ts';
import type { WatchedEvent } from './catalogue/watched-event.ts';
import { WEAKENING_EVENTS } from './catalogue/weakenings.ts';

/**
 * Every event that rootguard watches; no code outside the folder of its parts names them. The EventBridge rules, the parser and the
 * table in docs/watched-events.md are made from it.
 *
 * Not watched: `UpdateLoginProfile`, which requires the name of an IAM user and so cannot reach the root user's
 * password (https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateLoginProfile.html). `ChangePassword` takes no
 * user name, and AWS has published a record of it by root.
 */
export const CATALOGUE: readonly WatchedEvent[] = [
  ...ROOT_CREDENTIAL_EVENTS,
  ...ARRIVAL_EVENTS,
  ...WEAKENING_EVENTS,
  ...ORGANIZATION_EVENTS,
  ...ROOT_ACTIVITY_EVENTS,
  ...MAILBOX_EVENTS,
  ...DEPARTURE_EVENTS,
  ...TRAIL_EVENTS,
];

/** The entries of a source and an event name; both are matched exactly. There are several where success and failure, or the service that the call names, mean different things. */
export function findWatchedEvents(source: string, eventName: string): readonly WatchedEvent[] {
  return CATALOGUE.filter((watched) => watched.source === source && watched.eventNames.includes(eventName));
}

/** Whether the entry is about calls with this result. */
export function countsCall({ calls = 'succeeded' }: WatchedEvent, result: 'succeeded' | 'failed'): boolean {
  return calls === 'all' || calls === result;
}
