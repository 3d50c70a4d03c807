import type { Credential } from '../../domain/credentials.ts';
import type { CredentialResult } from '../../domain/ledger-entry.ts';
import { isLongFinished, isUnchanged, type OpenEnforcement } from '../../domain/posture.ts';

/** What enforcements whose runs ended in the middle did, and did not come to tell. */
export interface Unreported {
  readonly gone: readonly Credential[];
  /** What these were about cannot be read any more: only the ledger says it. */
  readonly unreadable: readonly OpenEnforcement[];
}

export interface Traces {
  readonly unreported: Unreported;
  /** Nothing is left to tell of them once `unreported` is told. */
  readonly settled: readonly OpenEnforcement[];
  /** To be stored in place of what stands there: only an audit that shows no more of it can tell the rest. */
  readonly kept: readonly OpenEnforcement[];
}

export const NOTHING_UNREPORTED: Unreported = { gone: [], unreadable: [] };

/** What the results of an enforcement show of those that were interrupted before it. */
export function traceInterrupted(
  interrupted: readonly OpenEnforcement[],
  results: readonly CredentialResult[],
  now: Date,
): Traces {
  const resultOf = (credential: Credential) =>
    results.find((result) => isUnchanged(result.credential, credential))?.result;
  // Of one that was seen and was absent when it was to be removed, only the reading was late.
  const isGone = (credential: Credential) => ['already-absent', undefined].includes(resultOf(credential));
  // What is seen may be gone all the same while reads lag behind, and nobody has tried to remove it now.
  const isUntouched = (credential: Credential) => ['kept', 'withheld'].includes(resultOf(credential) ?? '');
  const kept = interrupted.flatMap((one): OpenEnforcement[] => {
    const credentials = isLongFinished(one, now) ? [] : one.credentials.filter(isUntouched);
    return credentials.length > 0 ? [{ ...one, credentials, hasEnded: true }] : [];
  });
  return {
    unreported: {
      gone: interrupted.flatMap(({ credentials }) => credentials.filter(isGone)),
      unreadable: interrupted.filter(({ credentials }) => credentials.length === 0),
    },
    settled: interrupted.filter(({ id }) => !kept.some((one) => one.id === id)),
    kept,
  };
}

export function isAnythingUnreported({ gone, unreadable }: Unreported): boolean {
  return gone.length + unreadable.length > 0;
}
