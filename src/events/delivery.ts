import { type DeliveryFacts, MAX_DELAY_SECONDS } from '../domain/event-lateness.ts';
import type { JsonObject } from '../domain/json-object.ts';
import { claim } from './claims.ts';
import { valueAt } from './json.ts';
import { parseTimestamp } from './timestamp.ts';

/**
 * What an event says about its delivery.
 * @param claimedAt the time of the event, as it claims
 * @param arrivedAt when it arrived in the queue, by SQS's clock; undefined where that is not known
 */
export function deliveryOf(
  envelope: JsonObject,
  claimedAt: Date,
  arrivedAt: Date | undefined,
): DeliveryFacts {
  const reason = claim(valueAt(envelope, 'detail.addendum.reason'));
  const originalEventId = claim(valueAt(envelope, 'detail.addendum.originalEventID'));
  const replay = claim(envelope['replay-name']);
  return {
    ...(arrivedAt && { delaySeconds: delayBetween(claimedAt, arrivedAt) }),
    ...(reason !== undefined && {
      addendum: { reason, ...(originalEventId !== undefined && { originalEventId }) },
    }),
    ...(replay !== undefined && { replay }),
  };
}

/**
 * When a message arrived in its first queue.
 * @param firstSentAt what the sender says of a message that came back from the dead-letter queue; never later than `sentAt`
 */
export function arrivalOf(sentAt: Date, firstSentAt: string | undefined): Date {
  const first = parseTimestamp(firstSentAt);
  return first !== undefined && first < sentAt ? first : sentAt;
}

/** In seconds. The time is claimed by the event, so it may be in the future, or any time ago. */
export function delayBetween(claimedAt: Date, arrivedAt: Date): number {
  const seconds = (arrivedAt.getTime() - claimedAt.getTime()) / 1000;
  return Math.min(Math.max(seconds, 0), MAX_DELAY_SECONDS);
}
