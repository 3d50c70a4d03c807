import { GetAccountSummaryCommand, IAMClient } from '@aws-sdk/client-iam';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { describe, expect, onTestFinished, test } from 'vitest';
import { errorOf } from '../src/testing/sdk-error.ts';
import { startTestSandbox, type TestSandbox } from '../src/testing/test-sandbox.ts';

const MANAGEMENT = '111111111111';
const MEMBER = '333333333333';
const ROLE = `arn:aws:iam::${MANAGEMENT}:role/tools/reader`;

const givenOrganization = () =>
  startTestSandbox(onTestFinished, {
    organization: { managementAccountId: MANAGEMENT },
    accounts: [
      { id: MANAGEMENT, root: { mfaDevices: [{}] } },
      { id: MEMBER, root: { accessKeys: [{ id: 'AKIAROOT333333333333' }] } },
      { id: '444444444444', state: 'SUSPENDED' },
    ],
  });

const assume = (sandbox: TestSandbox, RoleArn: string, accessKeyId = MEMBER) =>
  sandbox
    .client(STSClient, { accessKeyId })
    .send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'test' }));

describe('AssumeRole', () => {
  test('opens a session of a role in another account', async () => {
    const sandbox = await givenOrganization();
    const { Credentials, AssumedRoleUser } = await assume(sandbox, ROLE);
    const arn = `arn:aws:sts::${MANAGEMENT}:assumed-role/reader/test`;
    expect(AssumedRoleUser?.Arn).toBe(arn);
    const { AccessKeyId = '', SecretAccessKey, SessionToken } = Credentials ?? {};
    const session = {
      accessKeyId: AccessKeyId,
      secretAccessKey: SecretAccessKey,
      sessionToken: SessionToken,
    };
    const identity = await sandbox.client(STSClient, session).send(new GetCallerIdentityCommand({}));
    expect(identity).toMatchObject({ Account: MANAGEMENT, Arn: arn });
    const { SummaryMap } = await sandbox.client(IAMClient, session).send(new GetAccountSummaryCommand({}));
    expect(SummaryMap).toMatchObject({ AccountMFAEnabled: 1, AccountPasswordPresent: 0 });
  });

  test.each([
    ['of an account outside of the organization', 'arn:aws:iam::999999999999:role/reader', MEMBER],
    ['of an account that is not active', 'arn:aws:iam::444444444444:role/reader', MEMBER],
    ['for a root user', ROLE, 'AKIAROOT333333333333'],
  ])('is denied %s', async (_what, roleArn, caller) => {
    const sandbox = await givenOrganization();
    expect(await errorOf(assume(sandbox, roleArn, caller))).toMatchObject({ code: 'AccessDenied' });
  });

  test('refuses what is no ARN of a role', async () => {
    const sandbox = await givenOrganization();
    expect(await errorOf(assume(sandbox, `arn:aws:iam::${MANAGEMENT}:root`))).toMatchObject({
      code: 'ValidationError',
    });
  });
});
