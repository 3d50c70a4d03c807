const FIRST_SECONDS = 30;
const LONGEST_SECONDS = 15 * 60;

/**
 * How long a message that failed stays away: 30 seconds after the first try, twice as long after each further one, at
 * most 15 minutes. Without jitter: messages of one batch come back together, and one audit answers those of one account.
 *
 * @param receiveCount SQS's ApproximateReceiveCount, 1 for the first delivery
 */
export function backoffSeconds(receiveCount: number): number {
  return Math.min(FIRST_SECONDS * 2 ** (receiveCount - 1), LONGEST_SECONDS);
}
