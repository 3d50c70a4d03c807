import { describeEvent, describeTrigger, type EventFacts, type Trigger } from './trigger.ts';

/** The text for an audit that no trigger describes. */
const NOTHING = 'nothing';

/** Describes what led to an audit. An event says more than a sweep, so it has precedence. */
export function foundBy(triggers: readonly Trigger[]): string {
  const [first] = triggers;
  const isWithoutEvent = first?.type === 'swept' || first?.type === 'audit-requested';
  return eventIn(triggers) ?? (isWithoutEvent ? describeTrigger(first) : NOTHING);
}

/** Name and id of the first event. */
export function eventIn(triggers: readonly Trigger[]): string | undefined {
  const event = firstEventIn(triggers);
  return event && describeEvent(event);
}

export function firstEventIn(triggers: readonly Trigger[]): EventFacts | undefined {
  for (const trigger of triggers) {
    if ('event' in trigger && trigger.event) return trigger.event;
  }
  return undefined;
}

/** The event that a description is of; undefined for that of a sweep or a request. No event has such a name. */
export function eventOfDescription(description: string): string | undefined {
  return description === NOTHING || /^(sweep|request) /.test(description) ? undefined : description;
}
