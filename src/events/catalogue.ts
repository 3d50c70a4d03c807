import { ARRIVAL_EVENTS } from './catalogue/arrivals.ts';
import { ROOT_CREDENTIAL_EVENTS } from './catalogue/root-credentials.ts';
import type { WatchedEvent } from './catalogue/watched-event.ts';
import { WEAKENING_EVENTS } from './catalogue/weakenings.ts';

/**
 * Every event that rootguard watches; no other code names them than this file and those in
 * its folder. The EventBridge rules, the parser and the table in
 * docs/watched-events.md are made from it.
 *
 * Not watched: `UpdateLoginProfile`, which requires the name of an IAM user and so cannot reach the root user's
 * password (https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateLoginProfile.html). `ChangePassword` takes no
 * user name, and AWS has published a record of it by root.
 */
export const CATALOGUE: readonly WatchedEvent[] = [
  ...ROOT_CREDENTIAL_EVENTS,
  ...ARRIVAL_EVENTS,
  ...WEAKENING_EVENTS,
];

const BY_SOURCE_AND_NAME = new Map<string, WatchedEvent>(
  CATALOGUE.flatMap((event) => event.eventNames.map((name) => [`${event.source} ${name}`, event] as const)),
);

/** The entry of a source and an event name; both are matched exactly. */
export function findWatchedEvent(source: string, eventName: string): WatchedEvent | undefined {
  return BY_SOURCE_AND_NAME.get(`${source} ${eventName}`);
}
