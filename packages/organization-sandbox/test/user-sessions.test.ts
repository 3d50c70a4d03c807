import {
  CreateAccessKeyCommand,
  CreateUserCommand,
  GetAccountSummaryCommand,
  IAMClient,
  PutUserPolicyCommand,
  ResyncMFADeviceCommand,
} from '@aws-sdk/client-iam';
import {
  GetCallerIdentityCommand,
  GetFederationTokenCommand,
  GetSessionTokenCommand,
  type GetSessionTokenCommandInput,
  STSClient,
} from '@aws-sdk/client-sts';
import { describe, expect, onTestFinished, test } from 'vitest';
import { errorOf } from '../src/testing/sdk-error.ts';
import { startTestSandbox, TEST_NOW, type TestSandbox } from '../src/testing/test-sandbox.ts';
import { recordEvents } from './support/recorded-events.ts';

const MANAGEMENT = '111111111111';
const MEMBER = '333333333333';
const ROOT_KEY = { accessKeyId: 'AKIAROOT333333333333' };
const ROOT_ARN = `arn:aws:iam::${MEMBER}:root`;
const DEVICE = `arn:aws:iam::${MEMBER}:mfa/root-account-mfa-device`;

const givenRootKey = () =>
  startTestSandbox(onTestFinished, {
    organization: { managementAccountId: MANAGEMENT },
    accounts: [
      { id: MANAGEMENT },
      {
        id: MEMBER,
        root: { accessKeys: [{ id: ROOT_KEY.accessKeyId }], mfaDevices: [{ serialNumber: DEVICE }] },
      },
    ],
  });

async function openSession(sandbox: TestSandbox, input: GetSessionTokenCommandInput = {}) {
  const answer = await sandbox.client(STSClient, ROOT_KEY).send(new GetSessionTokenCommand(input));
  const { AccessKeyId = '', SecretAccessKey, SessionToken, Expiration } = answer.Credentials ?? {};
  return {
    credentials: { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken },
    Expiration,
  };
}

describe('GetSessionToken', () => {
  test('opens a session of a root user that stays root, is not of AssumeRoot, and lasts an hour', async () => {
    const sandbox = await givenRootKey();
    const received = await recordEvents(sandbox, MEMBER, { state: 'ENABLED' });
    const { credentials, Expiration } = await openSession(sandbox, { DurationSeconds: 43_200 });
    expect(credentials.accessKeyId).toMatch(/^ASIA/);
    expect(Expiration).toEqual(new Date(TEST_NOW.getTime() + 3_600_000));
    const identity = await sandbox.client(STSClient, credentials).send(new GetCallerIdentityCommand({}));
    expect(identity).toMatchObject({ Account: MEMBER, Arn: ROOT_ARN });
    expect(await received()).toMatchObject([
      {
        source: 'aws.sts',
        detail: {
          eventName: 'GetSessionToken',
          readOnly: false,
          userIdentity: { type: 'Root', accessKeyId: ROOT_KEY.accessKeyId },
          responseElements: { credentials: { accessKeyId: credentials.accessKeyId } },
        },
      },
    ]);
  });

  test('opens a session that may call IAM only with MFA', async () => {
    const sandbox = await givenRootKey();
    const received = await recordEvents(sandbox, MEMBER, { sources: ['aws.iam'] });
    const without = await openSession(sandbox);
    const refused = sandbox.client(IAMClient, without.credentials).send(new CreateAccessKeyCommand({}));
    expect(await errorOf(refused)).toMatchObject({ code: 'InvalidClientTokenId', status: 403 });
    const { credentials } = await openSession(sandbox, { SerialNumber: DEVICE, TokenCode: '123456' });
    await sandbox.client(IAMClient, credentials).send(new CreateAccessKeyCommand({}));
    const [, { detail }] = await received();
    expect(detail.userIdentity).toEqual({
      type: 'Root',
      principalId: MEMBER,
      arn: ROOT_ARN,
      accountId: MEMBER,
      accessKeyId: credentials.accessKeyId,
      sessionContext: { attributes: { creationDate: '2026-11-24T12:00:00Z', mfaAuthenticated: 'true' } },
    });
  });

  test('opens a session of an IAM user, with the rights of that user', async () => {
    const sandbox = await givenRootKey();
    const iam = sandbox.client(IAMClient, MEMBER);
    await iam.send(new CreateUserCommand({ UserName: 'deploy' }));
    const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: 'deploy' }));
    const user = { accessKeyId: AccessKey?.AccessKeyId ?? '' };
    const PolicyDocument = JSON.stringify({
      Version: '2012-10-17',
      Statement: { Effect: 'Allow', Action: ['sts:*', 'iam:GetAccountSummary'], Resource: '*' },
    });
    await iam.send(new PutUserPolicyCommand({ UserName: 'deploy', PolicyName: 'some', PolicyDocument }));
    const answer = await sandbox
      .client(STSClient, user)
      .send(new GetSessionTokenCommand({ SerialNumber: DEVICE, TokenCode: '123456' }));
    const { AccessKeyId = '', SessionToken } = answer.Credentials ?? {};
    const session = { accessKeyId: AccessKeyId, sessionToken: SessionToken };
    await sandbox.client(IAMClient, session).send(new GetAccountSummaryCommand({}));
    const refused = sandbox.client(IAMClient, session).send(new CreateUserCommand({ UserName: 'other' }));
    expect(await errorOf(refused)).toMatchObject({ code: 'AccessDenied' });
  });

  test('is for long-term credentials only, and its sessions expire', async () => {
    const sandbox = await givenRootKey();
    const { credentials } = await openSession(sandbox);
    const nested = sandbox.client(STSClient, credentials).send(new GetSessionTokenCommand({}));
    expect(await errorOf(nested)).toMatchObject({
      code: 'AccessDenied',
      message: 'Cannot call GetSessionToken with session credentials',
    });
    const role = sandbox.client(STSClient, MEMBER).send(new GetSessionTokenCommand({}));
    expect(await errorOf(role)).toMatchObject({ code: 'AccessDenied' });
    sandbox.clock.advance(3600);
    const late = sandbox.client(STSClient, credentials).send(new GetCallerIdentityCommand({}));
    expect(await errorOf(late)).toMatchObject({ code: 'ExpiredToken' });
  });
});

test('GetFederationToken of a root user is recorded with the name, the key and the federated user', async () => {
  const sandbox = await givenRootKey();
  const received = await recordEvents(sandbox, MEMBER);
  const input = { Name: 'backdoor', DurationSeconds: 900 };
  const answer = await sandbox.client(STSClient, ROOT_KEY).send(new GetFederationTokenCommand(input));
  const { AccessKeyId = '', SessionToken } = answer.Credentials ?? {};
  const [{ detail }] = await received();
  expect(detail).toMatchObject({
    eventName: 'GetFederationToken',
    readOnly: false,
    requestParameters: { name: 'backdoor', durationSeconds: 900 },
    responseElements: {
      credentials: { accessKeyId: AccessKeyId },
      federatedUser: { arn: `arn:aws:sts::${MEMBER}:federated-user/backdoor` },
    },
  });
  const federated = { accessKeyId: AccessKeyId, sessionToken: SessionToken };
  const unknown = sandbox.client(STSClient, federated).send(new GetCallerIdentityCommand({}));
  expect(await errorOf(unknown)).toMatchObject({ code: 'InvalidClientTokenId' });
});

test('ResyncMFADevice is recorded without its codes, and needs a device that there is', async () => {
  const sandbox = await givenRootKey();
  const received = await recordEvents(sandbox, MEMBER);
  const resync = (SerialNumber: string) =>
    sandbox.client(IAMClient, ROOT_KEY).send(
      new ResyncMFADeviceCommand({
        UserName: 'AWS ROOT USER',
        SerialNumber,
        AuthenticationCode1: '123456',
        AuthenticationCode2: '234567',
      }),
    );
  await resync(DEVICE);
  expect(await errorOf(resync(`${DEVICE}-2`))).toMatchObject({ code: 'NoSuchEntityException' });
  const [{ detail }, failed] = await received();
  expect(detail).toMatchObject({ eventName: 'ResyncMFADevice' });
  expect(detail.requestParameters).toEqual({ userName: 'AWS ROOT USER', serialNumber: DEVICE });
  expect(failed.detail).toMatchObject({ errorCode: 'NoSuchEntityException' });
});
