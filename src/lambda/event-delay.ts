import type { SQSRecord } from 'aws-lambda';
import { arrivalOf } from '../events/delivery.ts';
import type { ParsedMessage } from '../events/parsed-message.ts';
import type { Telemetry } from '../guardrail/ports/platform.ts';
import { FIRST_SENT_AT } from '../guardrail/ports/queue-inspection.ts';

/** When SQS received the message, and when it arrived in its first queue. */
export function timesOf({ attributes, messageAttributes }: SQSRecord): {
  readonly sentAt: Date;
  readonly arrivedAt: Date;
} {
  const sentAt = new Date(Number(attributes.SentTimestamp));
  return { sentAt, arrivedAt: arrivalOf(sentAt, messageAttributes[FIRST_SENT_AT]?.stringValue) };
}

/** Counts the delay of an event once: at the first delivery of its message, and not for one that somebody sent again. */
export function countEventDelay(telemetry: Telemetry, record: SQSRecord, parsed: ParsedMessage): void {
  if (record.attributes.ApproximateReceiveCount !== '1') return;
  if (record.messageAttributes[FIRST_SENT_AT] !== undefined) return;
  const { delaySeconds, replay } = eventOf(parsed) ?? {};
  if (delaySeconds === undefined || replay !== undefined) return;
  telemetry.count('EventDelaySeconds', delaySeconds);
}

/** The event that the message is; a request has that of another message. */
function eventOf(parsed: ParsedMessage) {
  if (parsed.type !== 'trigger' && parsed.type !== 'weakening') return undefined;
  const { trigger } = parsed;
  return 'event' in trigger && trigger.type !== 'audit-requested' ? trigger.event : undefined;
}
