import type { MemberAccount } from '../../domain/account.ts';
import type { Trigger } from '../../domain/trigger.ts';

/**
 * For how long an account that has just joined may not be known everywhere in AWS: Organizations answers AccountNotFound, the
 * account is PENDING_ACTIVATION, or AssumeRoot is denied. The consumer retries during this time, and has deliveries left after it.
 */
export const NEWCOMER_SECONDS = 30 * 60;

/** Until when it counts as an account that has just joined; undefined where it does not. */
export function newcomerUntil(
  { joinedAt }: MemberAccount,
  triggers: readonly Trigger[],
  now: Date,
): Date | undefined {
  return arrivalEnd([joinedAt], triggers, now);
}

/**
 * The same for an account that Organizations does not know.
 * @param joined when it has joined, according to whoever has listed it
 */
export function arrivalEnd(
  joined: readonly (Date | undefined)[],
  triggers: readonly Trigger[],
  now: Date,
): Date | undefined {
  const arrivals = triggers.filter(({ type }) => type === 'account-arrived').map(({ at }) => at);
  const ends = [...arrivals, ...joined]
    .filter((then) => then !== undefined)
    .map(endOf)
    .filter((end) => now < end);
  return ends.toSorted((one, other) => other.getTime() - one.getTime())[0];
}

function endOf(arrivedAt: Date): Date {
  return new Date(arrivedAt.getTime() + NEWCOMER_SECONDS * 1000);
}
