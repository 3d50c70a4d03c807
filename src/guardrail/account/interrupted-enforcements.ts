import type { CredentialResult } from '../../domain/credential-result.ts';
import type { Credential } from '../../domain/credentials.ts';
import { isLongFinished, isUnchanged, type OpenEnforcement } from '../../domain/posture.ts';

/** What interrupted enforcements removed and did not notify. */
export interface Unreported {
  readonly gone: readonly Credential[];
  /** The stored credentials of these cannot be read: only the ledger has them. */
  readonly unreadable: readonly OpenEnforcement[];
}

export interface Traces {
  readonly unreported: Unreported;
  /** Completely reported once `unreported` has been notified. */
  readonly reported: readonly OpenEnforcement[];
  /** To be stored again with the credentials that remain: whether they were removed, only a later audit shows. */
  readonly open: readonly OpenEnforcement[];
}

export const NOTHING_UNREPORTED: Unreported = { gone: [], unreadable: [] };

/** What the results of an enforcement show about those that were interrupted before it. */
export function traceInterrupted(
  interrupted: readonly OpenEnforcement[],
  results: readonly CredentialResult[],
  now: Date,
): Traces {
  const resultOf = (credential: Credential) =>
    results.find((result) => isUnchanged(result.credential, credential))?.result;
  // One that was listed and already absent when it was to be removed: only the listing lagged behind.
  const isGone = (credential: Credential) => ['already-absent', undefined].includes(resultOf(credential));
  // One that was listed may be gone all the same while reads lag behind, as this run has not tried to remove it.
  const isUntouched = (credential: Credential) => ['kept', 'withheld'].includes(resultOf(credential) ?? '');
  const open = interrupted.flatMap((one): OpenEnforcement[] => {
    const credentials = isLongFinished(one, now) ? [] : one.credentials.filter(isUntouched);
    return credentials.length > 0 ? [{ ...one, credentials, hasEnded: true }] : [];
  });
  return {
    unreported: {
      gone: interrupted.flatMap(({ credentials }) => credentials.filter(isGone)),
      unreadable: interrupted.filter(({ credentials }) => credentials.length === 0),
    },
    reported: interrupted.filter(({ id }) => !open.some((one) => one.id === id)),
    open,
  };
}

export function isAnythingUnreported({ gone, unreadable }: Unreported): boolean {
  return gone.length + unreadable.length > 0;
}
