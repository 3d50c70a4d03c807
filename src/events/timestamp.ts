import { isTimestamp } from '../domain/schema.ts';

/** EventBridge retries a delivery for 24 hours, so no event is older than that when it reaches the queue. */
const MAX_AGE_SECONDS = 24 * 60 * 60;

/** AWS writes nanoseconds at most, so a time with more digits did not come from AWS. */
const FINER_THAN_NANOSECONDS = /\.\d{10}/;

export function parseTimestamp(value: unknown): Date | undefined {
  if (typeof value !== 'string' || !isTimestamp(value)) return undefined;
  if (FINER_THAN_NANOSECONDS.test(value)) return undefined;
  return new Date(value);
}

/**
 * Limits a claimed time to the 24 hours before SQS received the message; only SQS's own timestamp can be trusted. With a forged
 * time, old credentials would look like new ones, which the breaker does not protect.
 */
export function clampToLast24Hours(claimed: Date, sentAt: Date): Date {
  const earliest = sentAt.getTime() - MAX_AGE_SECONDS * 1000;
  return new Date(Math.min(Math.max(claimed.getTime(), earliest), sentAt.getTime()));
}
