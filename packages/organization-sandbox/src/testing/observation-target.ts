import { IAMClient } from '@aws-sdk/client-iam';
import { SQSClient } from '@aws-sdk/client-sqs';
import { STSClient } from '@aws-sdk/client-sts';
import type { ObservationTarget } from './observations.ts';
import { openRootSession } from './root-session.ts';
import { TEST_NOW, type TestSandbox } from './test-sandbox.ts';

/** The target for observations on a test sandbox, called as an administrator of its home account. */
export function observationTarget(
  sandbox: TestSandbox,
  account: string,
  accountCreatedAt?: Date,
): ObservationTarget {
  const caller = sandbox.homeAccountId;
  return {
    sts: sandbox.client(STSClient),
    iam: sandbox.client(IAMClient),
    sqs: sandbox.client(SQSClient),
    callerArn: `arn:aws:sts::${caller}:assumed-role/sandbox-admin/session`,
    partition: 'aws',
    organizationId: sandbox.organizationId,
    managementAccountId: sandbox.managementAccountId,
    account,
    session: async (task) => sandbox.client(IAMClient, await openRootSession(sandbox, account, task)),
    inSeconds: (seconds) => new Date(TEST_NOW.getTime() + seconds * 1000),
    accountCreatedAt,
  };
}
