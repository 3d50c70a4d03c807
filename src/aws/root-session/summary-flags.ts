import { GetAccountSummaryCommand, type IAMClient } from '@aws-sdk/client-iam';
import type { CredentialKind } from '../../domain/credentials.ts';
import { isCount } from '../../domain/schema.ts';
import type { CredentialSummary } from '../../guardrail/ports/root-sessions.ts';
import { callAws, reading } from '../aws-call.ts';
import { type AwsCall, malformedAnswer } from '../failures.ts';

const FLAGS = [
  ['AccountPasswordPresent', 'login-profile'],
  ['AccountAccessKeysPresent', 'access-key'],
  ['AccountSigningCertificatesPresent', 'signing-certificate'],
  ['AccountMFAEnabled', 'mfa-device'],
] as const;

/**
 * The four flags about the root user of the caller's account. A missing flag does not count as zero.
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountSummary.html
 */
export function readSummaryFlags(iam: IAMClient, call: AwsCall): Promise<CredentialSummary> {
  return reading(async () => {
    const { SummaryMap = {} } = await callAws(call, iam.send(new GetAccountSummaryCommand({})));
    const present = new Set<CredentialKind>();
    for (const [flag, kind] of FLAGS) {
      const value = SummaryMap[flag];
      if (value === undefined) throw malformedAnswer(call, `the answer has no ${flag}`);
      // The SDK reads any text as a number; only 0 says that there is none.
      if (!isCount(value)) throw malformedAnswer(call, `the answer has no number ${flag}`);
      if (value > 0) present.add(kind);
    }
    return { present };
  });
}
