import type { SQSRecord } from 'aws-lambda';
import { arrivalOf, delayBetween } from '../events/delivery.ts';
import type { ParsedHeartbeat } from '../events/heartbeat.ts';
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

/** Counts the delay of an event of the consumer's queues once. */
export function countEventDelay(telemetry: Telemetry, record: SQSRecord, parsed: ParsedMessage): void {
  const { delaySeconds, replay } = eventOf(parsed) ?? {};
  if (delaySeconds === undefined || replay !== undefined || !isFirstDelivery(record)) return;
  telemetry.count('EventDelaySeconds', delaySeconds);
}

/** Counts the delay of a heartbeat once: each sweep measures it for every account. */
export function countHeartbeatDelay(telemetry: Telemetry, record: SQSRecord, parsed: ParsedHeartbeat): void {
  if (parsed.type !== 'heartbeat' || !isFirstDelivery(record)) return;
  telemetry.count('EventDelaySeconds', delayBetween(parsed.at, timesOf(record).arrivedAt));
}

/** False for a message that is delivered again, and for one that somebody sent again. */
function isFirstDelivery({ attributes, messageAttributes }: SQSRecord): boolean {
  return attributes.ApproximateReceiveCount === '1' && messageAttributes[FIRST_SENT_AT] === undefined;
}

/** The event that the message is; a request has that of another message. */
function eventOf(parsed: ParsedMessage) {
  if (parsed.type !== 'trigger' && parsed.type !== 'weakening') return undefined;
  const { trigger } = parsed;
  return 'event' in trigger && trigger.type !== 'audit-requested' ? trigger.event : undefined;
}
