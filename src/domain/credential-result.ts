import * as v from 'valibot';
import { awsFailureSchema } from './aws-failure.ts';
import { type Credential, isPossiblySame } from './credentials.ts';
import { DECISION_FIELDS } from './decision.ts';
import { maybe, type Output } from './schema.ts';

/** The re-read no longer shows the credential. `already-absent`: it did not exist any more when it was to be deleted. */
const GONE_RESULTS = ['removed', 'already-absent'] as const;

/** The credential was not touched, as decided. */
const UNTOUCHED_RESULTS = ['kept', 'withheld'] as const;

export const CREDENTIAL_RESULTS = [...GONE_RESULTS, ...UNTOUCHED_RESULTS, 'failed'] as const;

/**
 * `refused`: AWS refused the call. `still-present`: the re-read still shows the credential. `not-verified`: the re-read failed.
 * `password-remains`: an MFA device, which is not removed while there is a password.
 */
export const FAILURE_CAUSES = ['refused', 'still-present', 'not-verified', 'password-remains'] as const;

export type FailureCause = (typeof FAILURE_CAUSES)[number];

const gone = v.object({
  ...DECISION_FIELDS,
  result: v.picklist(GONE_RESULTS),
  /** AWS's request id of the delete call; finds its record in CloudTrail. */
  requestId: maybe(v.string()),
});

const untouched = v.object({ ...DECISION_FIELDS, result: v.picklist(UNTOUCHED_RESULTS) });

const failed = v.object({
  ...DECISION_FIELDS,
  result: v.literal('failed'),
  failedBecause: v.picklist(FAILURE_CAUSES),
  /** What AWS answered, where it refused a call. */
  failure: maybe(awsFailureSchema),
  /** AWS's request id of the delete call, where there was one. */
  requestId: maybe(v.string()),
});

export const credentialResultSchema = v.variant('result', [gone, untouched, failed]);

/** The result of one credential, as the re-read after the removals shows it. */
export type CredentialResult = Output<typeof credentialResultSchema>;

/** Those of an inventory that have no result: they appeared after the decisions. */
export function credentialsWithoutDecision(
  results: readonly CredentialResult[],
  listed: readonly Credential[],
): readonly Credential[] {
  return listed.filter((one) => !results.some(({ credential }) => isPossiblySame(credential, one)));
}

/** Whether the credential is still there. */
export function remainsAfter({ result }: CredentialResult): boolean {
  return result !== 'removed' && result !== 'already-absent';
}

/** Why the removal failed; undefined where it did not. */
export function failureCauseOf(result: CredentialResult): FailureCause | undefined {
  return result.result === 'failed' ? result.failedBecause : undefined;
}
