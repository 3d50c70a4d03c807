import type { MemberAccount } from '../../domain/account.ts';
import type { Trigger } from '../../domain/trigger.ts';

/**
 * For how long an account that has just joined may not be known everywhere in AWS: Organizations answers AccountNotFound, the
 * account is PENDING_ACTIVATION, or AssumeRoot is denied. The consumer retries during this time, and has deliveries left after it.
 */
export const NEWCOMER_SECONDS = 30 * 60;

/** Whether an event says that the account has just joined. */
export function hasJustArrived(triggers: readonly Trigger[], now: Date): boolean {
  return triggers.some(({ type, at }) => type === 'account-arrived' && isRecent(at, now));
}

/** Whether the account has just joined, according to an event or to Organizations. */
export function isNewcomer(account: MemberAccount, triggers: readonly Trigger[], now: Date): boolean {
  return newcomerUntil(account, triggers, now) !== undefined;
}

/** Until when it counts as an account that has just joined; undefined where it does not. */
export function newcomerUntil(
  { joinedAt }: MemberAccount,
  triggers: readonly Trigger[],
  now: Date,
): Date | undefined {
  const arrivals = triggers.filter(({ type }) => type === 'account-arrived').map(({ at }) => at);
  const ends = [...arrivals, ...(joinedAt ? [joinedAt] : [])]
    .filter((then) => isRecent(then, now))
    .map(endOf);
  return ends.toSorted((one, other) => other.getTime() - one.getTime())[0];
}

function isRecent(then: Date, now: Date): boolean {
  return now < endOf(then);
}

function endOf(arrivedAt: Date): Date {
  return new Date(arrivedAt.getTime() + NEWCOMER_SECONDS * 1000);
}
