import { isTimestamp } from '../domain/schema.ts';

/** EventBridge gives up on a delivery after 24 hours, so no event is older than that when it reaches the queue. */
const MAX_AGE_SECONDS = 24 * 60 * 60;

/** Nanoseconds are the finest that anything writes; more digits are no time that came from AWS. */
const FINER_THAN_NANOSECONDS = /\.\d{10}/;

export function parseTimestamp(value: unknown): Date | undefined {
  if (typeof value !== 'string' || !isTimestamp(value)) return undefined;
  if (FINER_THAN_NANOSECONDS.test(value)) return undefined;
  return new Date(value);
}

/**
 * Brings a claimed time into the day before SQS took the message, whose own timestamp is the only one to trust. A
 * forged time could otherwise make old credentials look as if the event were about them, which lifts the breaker.
 */
export function withinDelivery(claimed: Date, sentAt: Date): Date {
  const earliest = sentAt.getTime() - MAX_AGE_SECONDS * 1000;
  return new Date(Math.min(Math.max(claimed.getTime(), earliest), sentAt.getTime()));
}
