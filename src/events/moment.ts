/** EventBridge gives up on a delivery after 24 hours, so no event is older than that when it reaches the queue. */
const OLDEST_SECONDS = 24 * 60 * 60;

const ISO_8601 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2})$/;

export function parseMoment(value: unknown): Date | undefined {
  if (typeof value !== 'string' || !ISO_8601.test(value)) return undefined;
  const moment = new Date(value);
  return Number.isNaN(moment.getTime()) ? undefined : moment;
}

/**
 * Brings a claimed time into the day before SQS took the message, whose own timestamp is the only one to trust. A
 * forged time could otherwise make old credentials look as if the event were about them, which lifts the breaker.
 */
export function withinDelivery(claimed: Date, sentAt: Date): Date {
  const earliest = sentAt.getTime() - OLDEST_SECONDS * 1000;
  return new Date(Math.min(Math.max(claimed.getTime(), earliest), sentAt.getTime()));
}
