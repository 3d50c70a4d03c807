import type { AwsFailure } from './aws-failure.ts';
import type { Credential } from './credentials.ts';
import type { ReasonKey } from './reasons.ts';

export const CREDENTIAL_RESULTS = ['removed', 'already-absent', 'kept', 'withheld', 'failed'] as const;

/** AWS refused, the re-read still shows it, it could not be re-read, or the password was still there. */
export const FAILURE_CAUSES = ['refused', 'still-present', 'not-verified', 'password-remains'] as const;

export type FailureCause = (typeof FAILURE_CAUSES)[number];

/** What became of one credential, as the re-read after the removals shows it. */
export interface CredentialResult {
  readonly credential: Credential;
  readonly result: (typeof CREDENTIAL_RESULTS)[number];
  readonly reason: ReasonKey;
  readonly exceptionId: string | undefined;
  readonly failedBecause: FailureCause | undefined;
  readonly failure: AwsFailure | undefined;
  /** AWS's id of the deleting call: the way to its record in CloudTrail. */
  readonly requestId: string | undefined;
}

/** Whether the credential is still there. */
export function remainsAfter({ result }: CredentialResult): boolean {
  return result !== 'removed' && result !== 'already-absent';
}
