import type { IAMClient } from '@aws-sdk/client-iam';
import { AssumeRoleCommand, type STSClient } from '@aws-sdk/client-sts';
import type { ManagementRootReader } from '../guardrail/ports/management-root.ts';
import { callAws, failureIn } from './aws-call.ts';
import type { AwsClients, SessionCredentials } from './clients.ts';
import { malformedAnswer } from './failures.ts';
import { readSummaryFlags } from './root-session/summary-flags.ts';

const SUMMARY = { call: 'iam:GetAccountSummary' };
const ASSUME_ROLE = { call: 'sts:AssumeRole' };

const SESSION_NAME = 'rootguard';

/** The shortest that STS allows. */
const SESSION_SECONDS = 900;

export interface AssumedRoleOptions {
  readonly sts: STSClient;
  readonly iamInSession: AwsClients['iamInSession'];
  /** A role of the management account that may read the summary and nothing else. */
  readonly roleArn: string;
}

/** Where home is another account. */
export function createManagementRootReader(options: AssumedRoleOptions): ManagementRootReader {
  return {
    async readManagementRoot() {
      try {
        return await readSummaryFlags(options.iamInSession(await assumeRole(options)), SUMMARY);
      } catch (error) {
        return { type: 'unreadable', failure: failureIn(error) };
      }
    },
  };
}

/** Where home is the management account. */
export function createOwnRootReader(iam: IAMClient): ManagementRootReader {
  return { readManagementRoot: () => readSummaryFlags(iam, SUMMARY) };
}

/** @throws AwsCallError */
async function assumeRole({ sts, roleArn }: AssumedRoleOptions): Promise<SessionCredentials> {
  const command = new AssumeRoleCommand({
    RoleArn: roleArn,
    RoleSessionName: SESSION_NAME,
    DurationSeconds: SESSION_SECONDS,
  });
  const { Credentials } = await callAws(ASSUME_ROLE, sts.send(command));
  const { AccessKeyId, SecretAccessKey, SessionToken } = Credentials ?? {};
  if (!AccessKeyId || !SecretAccessKey || !SessionToken) {
    throw malformedAnswer(ASSUME_ROLE, 'the answer has no credentials');
  }
  return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
}
