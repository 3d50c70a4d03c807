import type { AccountId, AccountState } from './account.ts';
import type { AwsFailure } from './aws-failure.ts';
import { type CredentialResult, remainsAfter } from './ledger-entry.ts';
import { isDoubt } from './reasons.ts';

/**
 * Where an account stands. `unknown` is not a kind of clean: it could not be found out. `skipped`: not ACTIVE, so no
 * root session can be opened in it.
 */
export type PostureState = 'clean' | 'excepted' | 'violating' | 'unknown' | 'skipped';

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
  /**
   * An enforcement that was begun and not yet announced. Written before the first removal, so that a crash in the
   * middle leaves a trace that the next audit finds and tells.
   */
  readonly openEnforcementId: string | undefined;
  readonly auditedAt: Date;
  /** When the state or the credentials last became different. */
  readonly changedAt: Date;
  /** Type of the trigger, and the event's id or the sweep's. */
  readonly foundBy: string;
}

/** Derived from what is left after an enforcement (or after an audit, where nothing was removed). */
export function postureStateOf(
  results: readonly CredentialResult[],
): 'clean' | 'excepted' | 'violating' | 'unknown' {
  const left = results.filter(remainsAfter);
  if (left.length === 0) return 'clean';
  if (left.every(({ result }) => result === 'kept')) return 'excepted';
  const doubtful = left.some(
    ({ reason, failedBecause }) => isDoubt(reason) || failedBecause === 'not-verified',
  );
  return doubtful ? 'unknown' : 'violating';
}
