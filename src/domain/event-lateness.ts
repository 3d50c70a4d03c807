import * as v from 'valibot';
import { counted } from './counted.ts';
import { finiteNumber, type Output, object } from './schema.ts';

/** Most events arrive within seconds; one that took longer than this is shown as late. */
export const LATE_AFTER_SECONDS = 60 * 60;

/** CloudTrail keeps its event history for 90 days, so a longer delay is that of a forged time. */
export const MAX_DELAY_SECONDS = 90 * 24 * 60 * 60;

/** The schema of what an event says about its delivery. Rows and messages of earlier versions have none of it. */
export function deliveryFactsSchema(short: v.GenericSchema<string, string>) {
  return {
    /**
     * From the time of the event to its arrival in the queue, by SQS's clock: between 0 and `MAX_DELAY_SECONDS`. Left out where
     * the arrival is not known.
     */
    delaySeconds: v.optional(finiteNumber),
    /**
     * CloudTrail's own word for a record that it delivered late, or again with other data.
     * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
     */
    addendum: v.optional(object({ reason: short, originalEventId: v.optional(short) })),
    /** The name of the replay, where an operator replayed the event from the archive. */
    replay: v.optional(short),
  };
}

export interface DeliveryFacts
  extends Output<v.ObjectSchema<ReturnType<typeof deliveryFactsSchema>, undefined>> {}

/** How late it was delivered, and whether it corrects another event: `late: …; …`. Undefined for an event like most. */
export function describeLateness(facts: DeliveryFacts): string | undefined {
  const parts = [describeAddendum(facts), describeDelay(facts), describeReplay(facts)].filter(
    (part) => part !== undefined,
  );
  return parts.length === 0 ? undefined : parts.join('; ');
}

function describeAddendum({ addendum }: DeliveryFacts): string | undefined {
  if (addendum === undefined) return undefined;
  const { reason, originalEventId } = addendum;
  switch (reason) {
    case 'UPDATED_DATA':
      return `a correction by CloudTrail of ${originalEventId === undefined ? 'an earlier event' : `event ${originalEventId}`}`;
    case 'DELIVERY_DELAY':
      return 'CloudTrail delivered it late';
    case 'SERVICE_OUTAGE':
      return 'CloudTrail delivered it after an outage';
    default:
      return `CloudTrail delivered it in addition (${reason})`;
  }
}

function describeDelay({ delaySeconds }: DeliveryFacts): string | undefined {
  if (delaySeconds === undefined || delaySeconds <= LATE_AFTER_SECONDS) return undefined;
  const hours = Math.round(delaySeconds / 3600);
  const duration = hours < 48 ? counted(hours, 'hour') : counted(Math.round(hours / 24), 'day');
  return `arrived ${duration}${delaySeconds >= MAX_DELAY_SECONDS ? ' or more' : ''} after it happened`;
}

function describeReplay({ replay }: DeliveryFacts): string | undefined {
  return replay === undefined ? undefined : `replayed from the archive by ${replay}`;
}
