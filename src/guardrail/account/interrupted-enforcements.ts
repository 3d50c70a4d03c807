import type { CredentialResult } from '../../domain/credential-result.ts';
import type { Credential } from '../../domain/credentials.ts';
import { isFullyKnown, isLongFinished, isUnchanged, type OpenEnforcement } from '../../domain/posture.ts';
import type { Unreported } from '../notify/unreported.ts';

export interface InterruptedResults {
  readonly unreported: Unreported;
  /** Those that can be closed once `unreported` has been notified. */
  readonly reported: readonly OpenEnforcement[];
  /** Those to store again once the others have been notified, with what only a later audit shows to be removed or not. */
  readonly open: readonly OpenEnforcement[];
}

/** What the results of an enforcement show about enforcements that were interrupted before it. */
export function resultsOfInterrupted(
  interrupted: readonly OpenEnforcement[],
  results: readonly CredentialResult[],
  now: Date,
): InterruptedResults {
  const resultOf = (credential: Credential) =>
    results.find((result) => isUnchanged(result.credential, credential))?.result;
  // `already-absent`: the interrupted enforcement had removed it, and the listing lagged behind.
  const isGone = (credential: Credential) => ['already-absent', undefined].includes(resultOf(credential));
  // This run has not tried to remove it. While reads lag behind, it may be listed and yet be gone.
  const isUntouched = (credential: Credential) => ['kept', 'withheld'].includes(resultOf(credential) ?? '');
  const open = interrupted.flatMap((one): OpenEnforcement[] => {
    const credentials = isLongFinished(one, now) ? [] : one.credentials.filter(isUntouched);
    const { hasUnknownCredentials: _, ...known } = one;
    return credentials.length > 0 ? [{ ...known, credentials, hasEnded: true }] : [];
  });
  return {
    unreported: {
      gone: interrupted.flatMap(({ credentials }) => credentials.filter(isGone)),
      unreadable: interrupted.filter((one) => !isFullyKnown(one)),
    },
    reported: interrupted.filter(({ id }) => !open.some((one) => one.id === id)),
    open,
  };
}
