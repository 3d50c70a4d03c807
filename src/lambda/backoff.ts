const FIRST_BACKOFF_SECONDS = 30;
const MAX_BACKOFF_SECONDS = 15 * 60;

/**
 * For how long a failed message is hidden: 30 seconds after the first delivery, twice as long after each further one, at
 * most 15 minutes. Without jitter: messages of one batch are delivered together, and one audit answers those of one account.
 *
 * @param receiveCount SQS's ApproximateReceiveCount, 1 for the first delivery
 * @param firstSeconds instead of the 30 seconds, where the result of the job names a time
 */
export function backoffSeconds(receiveCount: number, firstSeconds = FIRST_BACKOFF_SECONDS): number {
  return Math.min(firstSeconds * 2 ** (receiveCount - 1), MAX_BACKOFF_SECONDS);
}
