import { IAMClient } from '@aws-sdk/client-iam';
import { STSClient } from '@aws-sdk/client-sts';
import type { ObservedPlace } from './observed-rows.ts';
import { openRootSession, TEST_NOW, type TestSandbox } from './sandbox.ts';

/** A sandbox as the place where observed answers are asked for, by an administrator of its home account. */
export function observedPlaceOn(
  sandbox: TestSandbox,
  account: string,
  accountCreatedAt?: Date,
): ObservedPlace {
  const caller = sandbox.homeAccountId;
  return {
    sts: sandbox.client(STSClient),
    iam: sandbox.client(IAMClient),
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
