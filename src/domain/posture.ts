import type { AccountId, AccountState } from './account.ts';
import type { AwsFailure } from './aws-failure.ts';
import { type CredentialResult, failureCauseOf, remainsAfter } from './credential-result.ts';
import { type Credential, isSameCredential } from './credentials.ts';
import type { PostureState } from './posture-state.ts';
import { isUncertain } from './reasons.ts';

/** The latest knowledge about one account; reports read this. */
export interface Posture {
  readonly account: AccountId;
  readonly name: string;
  readonly accountState: AccountState;
  readonly state: PostureState;
  /** The credentials that the latest audit saw, with what became of each. */
  readonly credentials: readonly CredentialResult[];
  /** Why it is unknown. */
  readonly failure: AwsFailure | undefined;
  readonly auditedAt: Date;
  /**
   * When AWS opened the session in which it was seen, by AWS's own clock. Left out where no session was opened, and where an
   * earlier rootguard wrote the posture.
   */
  readonly sessionOpenedAt?: Date | undefined;
  /** When the state or the credentials last became different. */
  readonly changedAt: Date;
  /** Type of the trigger, and the event's id or the sweep's. */
  readonly foundBy: string;
  /** The latest event that led to an audit; what a sweep finds later does not replace it. */
  readonly lastEvent?: LastEvent | undefined;
}

export interface LastEvent {
  /** Its name and id. */
  readonly event: string;
  readonly auditedAt: Date;
}

/**
 * An enforcement that has started and whose result is not notified yet. Written before the first removal, so that after a
 * crash the next audit finds and reports it, and so that another run sees what this one is about to remove.
 */
export interface OpenEnforcement {
  readonly id: string;
  /** Undefined where the stored one cannot be read. */
  readonly startedAt: Date | undefined;
  /** What it is about to remove. */
  readonly credentials: readonly Credential[];
  /** Its run has stopped; the next audit finds out what was removed. */
  readonly hasEnded: boolean;
}

/** No run of a consumer takes longer than 70 seconds. */
const IN_PROGRESS_MS = 2 * 60 * 1000;

/**
 * Two full sweeps: an account that was missed once is no news, one that was missed twice is. What was seen longer ago says
 * nothing of today.
 */
export const STALE_AFTER_SECONDS = 48 * 60 * 60;

/** A clock may be wrong by a little. */
const AHEAD_SECONDS = 60 * 60;

/** Also where it was written by a clock that runs far ahead: when the account was seen is not known then. */
export function isStale({ auditedAt }: Pick<Posture, 'auditedAt'>, now: Date): boolean {
  const seconds = (now.getTime() - auditedAt.getTime()) / 1000;
  return seconds > STALE_AFTER_SECONDS || seconds < -AHEAD_SECONDS;
}

/** A time further ahead than that was written by a wrong clock, and says nothing. */
export function isInProgress({ startedAt, hasEnded }: OpenEnforcement, now: Date): boolean {
  if (hasEnded || startedAt === undefined) return false;
  return Math.abs(now.getTime() - startedAt.getTime()) < IN_PROGRESS_MS;
}

/** Far longer than reads of IAM lag behind. */
const READ_LAG_MS = 15 * 60 * 1000;

/** What it was about and is still seen, it has not removed. */
export function isLongFinished({ startedAt }: OpenEnforcement, now: Date): boolean {
  return startedAt === undefined || Math.abs(now.getTime() - startedAt.getTime()) > READ_LAG_MS;
}

/** A password has no id: one that was set again differs in when it was set. */
export function isUnchanged(one: Credential, other: Credential): boolean {
  return isSameCredential(one, other) && one.createdAt?.getTime() === other.createdAt?.getTime();
}

/** Derived from what is left after an enforcement (or after an audit, where nothing was removed). */
export function postureStateOf(
  results: readonly CredentialResult[],
): 'compliant' | 'excepted' | 'violating' | 'unknown' {
  const left = results.filter(remainsAfter);
  if (left.length === 0) return 'compliant';
  if (left.every(({ result }) => result === 'kept')) return 'excepted';
  const uncertain = left.some(
    (result) => isUncertain(result.reason) || failureCauseOf(result) === 'not-verified',
  );
  return uncertain ? 'unknown' : 'violating';
}
