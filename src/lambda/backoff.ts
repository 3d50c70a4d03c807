const FIRST_BACKOFF_SECONDS = 30;
const MAX_BACKOFF_SECONDS = 15 * 60;

/**
 * How long a message that failed stays away: 30 seconds after the first try, twice as long after each further one, at
 * most 15 minutes. Without jitter: messages of one batch come back together, and one audit answers those of one account.
 *
 * @param receiveCount SQS's ApproximateReceiveCount, 1 for the first delivery
 * @param firstSeconds what takes the place of the 30 seconds where the outcome knows better
 */
export function backoffSeconds(receiveCount: number, firstSeconds = FIRST_BACKOFF_SECONDS): number {
  return Math.min(firstSeconds * 2 ** (receiveCount - 1), MAX_BACKOFF_SECONDS);
}
