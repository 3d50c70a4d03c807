import {
  CreateAccessKeyCommand,
  CreateLoginProfileCommand,
  CreateUserCommand,
  DeleteLoginProfileCommand,
  DisableOrganizationsRootSessionsCommand,
  GetUserCommand,
  IAMClient,
} from '@aws-sdk/client-iam';
import { CreateAccountCommand, OrganizationsClient } from '@aws-sdk/client-organizations';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openRootSession } from '../src/testing/root-session.ts';
import { errorOf } from '../src/testing/sdk-error.ts';
import { startTestSandbox } from '../src/testing/test-sandbox.ts';
import { recordEvents } from './support/recorded-events.ts';

const MANAGEMENT = '111111111111';
const DELEGATE = '222222222222';
const MEMBER = '333333333333';
const ROOT_KEY = { accessKeyId: 'AKIAROOT333333333333' };

const givenOrganization = () =>
  startTestSandbox(onTestFinished, {
    organization: {
      managementAccountId: MANAGEMENT,
      delegatedAdministrators: { 'iam.amazonaws.com': [DELEGATE] },
    },
    accounts: [
      { id: MANAGEMENT },
      { id: DELEGATE },
      { id: MEMBER, root: { accessKeys: [{ id: ROOT_KEY.accessKeyId }] } },
    ],
  });

describe('CloudTrail events of API calls', () => {
  test('CreateLoginProfile in a root session is recorded in the member account, by Root, marked assumedRoot', async () => {
    const sandbox = await givenOrganization();
    const session = await openRootSession(sandbox, MEMBER, 'IAMCreateRootUserPassword');
    const received = await recordEvents(sandbox, MEMBER);
    await sandbox.client(IAMClient, session).send(new CreateLoginProfileCommand({}));
    expect(await received()).toEqual([
      {
        version: '0',
        id: expect.any(String),
        'detail-type': 'AWS API Call via CloudTrail',
        source: 'aws.iam',
        account: MEMBER,
        time: '2026-11-24T12:00:00Z',
        region: 'us-east-1',
        resources: [],
        detail: {
          eventVersion: '1.11',
          userIdentity: {
            type: 'Root',
            principalId: MEMBER,
            arn: `arn:aws:iam::${MEMBER}:root`,
            accountId: MEMBER,
            accessKeyId: session.accessKeyId,
            sessionContext: {
              attributes: { creationDate: '2026-11-24T12:00:00Z', mfaAuthenticated: 'false' },
              assumedRoot: 'true',
            },
          },
          eventTime: '2026-11-24T12:00:00Z',
          eventSource: 'iam.amazonaws.com',
          eventName: 'CreateLoginProfile',
          awsRegion: 'us-east-1',
          sourceIPAddress: '127.0.0.1',
          userAgent: expect.stringContaining('aws-sdk-js'),
          requestParameters: null,
          responseElements: {
            loginProfile: { createDate: 'Nov 24, 2026 12:00:00 PM', passwordResetRequired: false },
          },
          requestID: expect.any(String),
          eventID: expect.stringMatching(/^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/),
          readOnly: false,
          eventType: 'AwsApiCall',
          managementEvent: true,
          recipientAccountId: MEMBER,
          eventCategory: 'Management',
        },
      },
    ]);
  });

  test("CreateAccessKey with a root user's own key is recorded without session, user name and secret", async () => {
    const sandbox = await givenOrganization();
    const received = await recordEvents(sandbox, MEMBER);
    const { AccessKey } = await sandbox.client(IAMClient, ROOT_KEY).send(new CreateAccessKeyCommand({}));
    const [event] = await received();
    expect(event.detail.userIdentity).toEqual({
      type: 'Root',
      principalId: MEMBER,
      arn: `arn:aws:iam::${MEMBER}:root`,
      accountId: MEMBER,
      accessKeyId: ROOT_KEY.accessKeyId,
    });
    expect(event.detail.requestParameters).toBeNull();
    expect(event.detail.responseElements).toEqual({
      accessKey: {
        accessKeyId: AccessKey?.AccessKeyId,
        status: 'Active',
        createDate: 'Nov 24, 2026 12:00:00 PM',
      },
    });
    expect(JSON.stringify(event)).not.toContain(AccessKey?.SecretAccessKey);
  });

  test('CreateLoginProfile for an IAM user is recorded with the user name and without the password', async () => {
    const sandbox = await givenOrganization();
    const iam = sandbox.client(IAMClient, MEMBER);
    await iam.send(new CreateUserCommand({ UserName: 'deploy' }));
    const received = await recordEvents(sandbox, MEMBER);
    await iam.send(new CreateLoginProfileCommand({ UserName: 'deploy', Password: 'correct horse' }));
    const [event] = await received();
    expect(event.detail).toMatchObject({
      userIdentity: { type: 'AssumedRole', accountId: MEMBER },
      requestParameters: { userName: 'deploy' },
      responseElements: { loginProfile: { userName: 'deploy' } },
    });
    expect(JSON.stringify(event)).not.toContain('correct horse');
  });

  test('a failed call is recorded with its error, under the name of the exception', async () => {
    const sandbox = await givenOrganization();
    const session = await openRootSession(sandbox, MEMBER, 'IAMDeleteRootUserCredentials');
    const received = await recordEvents(sandbox, MEMBER);
    await errorOf(sandbox.client(IAMClient, session).send(new DeleteLoginProfileCommand({})));
    const [event] = await received();
    expect(event.detail).toMatchObject({
      eventName: 'DeleteLoginProfile',
      errorCode: 'NoSuchEntityException',
      errorMessage: 'Login Profile for User null cannot be found.',
      responseElements: null,
    });
  });

  test("AssumeRoot is recorded in the caller's account, with the access key of the session", async () => {
    const sandbox = await givenOrganization();
    const received = await recordEvents(sandbox, DELEGATE);
    const member = await recordEvents(sandbox, MEMBER);
    const session = await openRootSession(sandbox, MEMBER, 'IAMAuditRootUserCredentials');
    const [event] = await received();
    expect(event).toMatchObject({
      source: 'aws.sts',
      account: DELEGATE,
      detail: {
        eventName: 'AssumeRoot',
        userIdentity: { type: 'AssumedRole' },
        requestParameters: {
          targetPrincipal: MEMBER,
          taskPolicyArn: { arn: 'arn:aws:iam::aws:policy/root-task/IAMAuditRootUserCredentials' },
        },
        responseElements: { credentials: { accessKeyId: session.accessKeyId } },
        resources: [{ accountId: MEMBER }],
      },
    });
    expect(JSON.stringify(event)).not.toContain(session.secretAccessKey);
    expect(await member()).toEqual([]);
  });

  test('a feature that the delegated administrator disables is recorded in its account', async () => {
    const sandbox = await givenOrganization();
    const received = await recordEvents(sandbox, DELEGATE);
    await sandbox.client(IAMClient, DELEGATE).send(new DisableOrganizationsRootSessionsCommand({}));
    expect(await received()).toMatchObject([
      { detail: { eventName: 'DisableOrganizationsRootSessions', recipientAccountId: DELEGATE } },
    ]);
  });

  test('read-only calls are not recorded', async () => {
    const sandbox = await givenOrganization();
    const received = await recordEvents(sandbox, MEMBER);
    await sandbox.client(IAMClient, ROOT_KEY).send(new GetUserCommand({}));
    expect(await received()).toEqual([]);
  });
});

describe('CloudTrail events of the console and of Organizations itself', () => {
  test('a password reset by mail is recorded as request and completion', async () => {
    const sandbox = await givenOrganization();
    const received = await recordEvents(sandbox, MEMBER);
    sandbox.actAsRoot(MEMBER, 'reset-password');
    expect(await received()).toMatchObject([{ detail: { eventName: 'PasswordRecoveryRequested' } }]);
    const session = await openRootSession(sandbox, MEMBER, 'IAMCreateRootUserPassword');
    await sandbox.client(IAMClient, session).send(new CreateLoginProfileCommand({}));
    sandbox.actAsRoot(MEMBER, 'reset-password');
    sandbox.actAsRoot(MEMBER, 'sign-in');
    const events = await received();
    expect(events.map(({ detail }) => detail.eventName)).toEqual([
      'CreateLoginProfile',
      'PasswordRecoveryRequested',
      'PasswordRecoveryCompleted',
      'ConsoleLogin',
    ]);
    expect(events.at(-1)).toMatchObject({
      source: 'aws.signin',
      'detail-type': 'AWS Console Sign In via CloudTrail',
      detail: {
        userIdentity: { type: 'Root', accountId: MEMBER },
        responseElements: { ConsoleLogin: 'Success' },
        eventType: 'AwsConsoleSignIn',
      },
    });
  });

  test('an MFA device that is enabled is recorded with the user name AWS ROOT USER', async () => {
    const sandbox = await givenOrganization();
    const received = await recordEvents(sandbox, MEMBER);
    const result = sandbox.actAsRoot(MEMBER, 'enable-mfa');
    expect(result.type).toBe('done');
    expect((await received()).at(-1).detail).toMatchObject({
      eventName: 'EnableMFADevice',
      requestParameters: { userName: 'AWS ROOT USER' },
    });
  });

  test('an account that is created is recorded as call, result and joining, all in the management account', async () => {
    const sandbox = await givenOrganization();
    const received = await recordEvents(sandbox, MANAGEMENT);
    await sandbox
      .client(OrganizationsClient, MANAGEMENT)
      .send(new CreateAccountCommand({ AccountName: 'data-lake', Email: 'data-lake@example.com' }));
    sandbox.clock.advance(3);
    const [call, result, joined] = await received();
    expect(call.detail).toMatchObject({
      eventName: 'CreateAccount',
      requestParameters: { accountName: '****', email: '****' },
      responseElements: { createAccountStatus: { state: 'IN_PROGRESS', accountName: '****' } },
    });
    expect(result).toMatchObject({
      'detail-type': 'AWS Service Event via CloudTrail',
      account: MANAGEMENT,
      detail: {
        eventName: 'CreateAccountResult',
        eventType: 'AwsServiceEvent',
        serviceEventDetails: {
          createAccountStatus: { state: 'SUCCEEDED', accountId: '900000000001', accountName: '****' },
        },
      },
    });
    expect(joined.detail).toMatchObject({
      eventName: 'AccountJoinedOrganization',
      serviceEventDetails: { accountId: '900000000001', joinedMethod: 'Created' },
    });
  });

  test('an account that joins by invitation is recorded', async () => {
    const sandbox = await givenOrganization();
    const received = await recordEvents(sandbox, MANAGEMENT);
    sandbox.join({ id: '444444444444' });
    expect(await received()).toMatchObject([
      {
        source: 'aws.organizations',
        detail: {
          eventName: 'AccountJoinedOrganization',
          serviceEventDetails: { accountId: '444444444444', joinedMethod: 'Invited' },
        },
      },
    ]);
  });

  test('events can be injected, dropped, duplicated and delayed', async () => {
    const sandbox = await givenOrganization();
    const received = await recordEvents(sandbox, MEMBER);
    const put = (name: string) =>
      sandbox.control('POST', 'events', {
        source: 'aws.iam',
        'detail-type': 'AWS API Call via CloudTrail',
        account: MEMBER,
        detail: { eventName: name },
      });
    const names = async () => (await received()).map(({ detail }) => detail.eventName);
    await put('one');
    expect(await names()).toEqual(['one']);
    await sandbox.control('POST', 'settings', { eventDelivery: { dropEvery: 2 } });
    await put('two');
    await put('three');
    expect(await names()).toEqual(['two']);
    await sandbox.control('POST', 'settings', { eventDelivery: { duplicateEvery: 1, delaySeconds: 5 } });
    await put('four');
    expect(await names()).toEqual([]);
    sandbox.clock.advance(5);
    expect(await names()).toEqual(['four', 'four']);
  });
});

describe('CloudTrail events of read-only calls', () => {
  test('reach rules that ask for all management events, without what was read', async () => {
    const sandbox = await givenOrganization();
    const session = await openRootSession(sandbox, MEMBER, 'IAMAuditRootUserCredentials');
    const received = await recordEvents(sandbox, MEMBER, {
      state: 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS',
    });
    await sandbox.client(IAMClient, session).send(new GetUserCommand({}));
    expect(await received()).toMatchObject([
      {
        source: 'aws.iam',
        account: MEMBER,
        region: 'us-east-1',
        detail: {
          eventName: 'GetUser',
          readOnly: true,
          requestParameters: null,
          responseElements: null,
          userIdentity: { type: 'Root', accessKeyId: session.accessKeyId },
        },
      },
    ]);
  });

  test('reach no other rule', async () => {
    const sandbox = await givenOrganization();
    const session = await openRootSession(sandbox, MEMBER, 'IAMAuditRootUserCredentials');
    const received = await recordEvents(sandbox, MEMBER);
    await sandbox.client(IAMClient, session).send(new GetUserCommand({}));
    expect(await received()).toEqual([]);
  });
});

describe("CloudTrail's lag", () => {
  const world = {
    organization: { managementAccountId: MANAGEMENT },
    accounts: [{ id: MANAGEMENT }, { id: MEMBER, root: { password: {} } }],
  };

  test('in the world file delays events, which keep the time of the call', async () => {
    const sandbox = await startTestSandbox(onTestFinished, {
      ...world,
      settings: { cloudTrailLagSeconds: 90 },
    });
    const received = await recordEvents(sandbox, MEMBER);
    sandbox.actAsRoot(MEMBER, 'create-access-key');
    sandbox.clock.advance(89);
    expect(await received()).toEqual([]);
    sandbox.clock.advance(1);
    expect(await received()).toMatchObject([
      { time: '2026-11-24T12:00:00Z', detail: { eventName: 'CreateAccessKey' } },
    ]);
  });

  test('set by the control plane applies to later calls', async () => {
    const sandbox = await startTestSandbox(onTestFinished, world);
    const received = await recordEvents(sandbox, MEMBER);
    sandbox.actAsRoot(MEMBER, 'create-access-key');
    await sandbox.control('POST', 'settings', { cloudTrailLagSeconds: 10 });
    sandbox.actAsRoot(MEMBER, 'sign-in');
    expect(await received()).toMatchObject([{ detail: { eventName: 'CreateAccessKey' } }]);
    sandbox.clock.advance(10);
    expect(await received()).toMatchObject([{ detail: { eventName: 'ConsoleLogin' } }]);
  });
});
