import {
  CreateAccessKeyCommand,
  CreateUserCommand,
  DisableOrganizationsRootCredentialsManagementCommand,
  GetUserCommand,
  IAMClient,
} from '@aws-sdk/client-iam';
import {
  DeregisterDelegatedAdministratorCommand,
  DisableAWSServiceAccessCommand,
  OrganizationsClient,
} from '@aws-sdk/client-organizations';
import { AssumeRootCommand, type AssumeRootCommandInput, STSClient } from '@aws-sdk/client-sts';
import { describe, expect, onTestFinished, test } from 'vitest';
import { observationTarget } from '../src/testing/observation-target.ts';
import { ASSUME_ROOT } from '../src/testing/observations.ts';
import { openRootSession, type TaskPolicyName, taskPolicyArn } from '../src/testing/root-session.ts';
import { errorOf } from '../src/testing/sdk-error.ts';
import { startTestSandbox, TEST_NOW, type TestSandbox } from '../src/testing/test-sandbox.ts';
import type { WorldInput } from '../src/world/schema.ts';

const MANAGEMENT = '111111111111';
const DELEGATE = '222222222222';
const MEMBER = '333333333333';
const IAM = 'iam.amazonaws.com';

const givenOrganization = (organization: Partial<WorldInput['organization']> = {}) =>
  startTestSandbox(onTestFinished, {
    organization: {
      managementAccountId: MANAGEMENT,
      delegatedAdministrators: { [IAM]: [DELEGATE] },
      ...organization,
    },
    accounts: [{ id: MANAGEMENT }, { id: DELEGATE }, { id: MEMBER }],
  });

const assumeRoot = (
  sandbox: TestSandbox,
  request: Partial<AssumeRootCommandInput> = {},
  caller: Parameters<typeof openRootSession>[3] = DELEGATE,
) =>
  sandbox.client(STSClient, caller).send(
    new AssumeRootCommand({
      TargetPrincipal: MEMBER,
      TaskPolicyArn: { arn: taskPolicyArn('IAMAuditRootUserCredentials') },
      ...request,
    }),
  );

const withTask = (task: TaskPolicyName) => ({ TaskPolicyArn: { arn: taskPolicyArn(task) } });
const notAuthorized = (callerArn: string, target: string) => ({
  code: 'AccessDenied',
  status: 403,
  message: `User: ${callerArn} is not authorized to perform: sts:AssumeRoot on resource: arn:aws:iam::${target}:root`,
});
const adminOf = (account: string) => `arn:aws:sts::${account}:assumed-role/sandbox-admin/session`;
const denied = (message: string) => ({ code: 'AccessDenied', status: 403, message });

const CREDENTIAL_TASKS = [
  'IAMAuditRootUserCredentials',
  'IAMDeleteRootUserCredentials',
  'IAMCreateRootUserPassword',
] as const;
const RESOURCE_TASKS = ['S3UnlockBucketPolicy', 'SQSUnlockQueuePolicy'] as const;

describe('sts:AssumeRoot, as AWS was observed to answer', () => {
  test.each(ASSUME_ROOT)('$title', async ({ call, expected }) => {
    const target = observationTarget(await givenOrganization(), MEMBER);
    expect(await call(target)).toEqual(expected(target));
  });

  test.each(CREDENTIAL_TASKS)('%s needs RootCredentialsManagement alone', async (task) => {
    const without = await givenOrganization({ features: ['RootSessions'] });
    expect(await errorOf(assumeRoot(without, withTask(task)))).toEqual(
      denied('Root credentials management feature is not enabled for your AWS Organization.'),
    );
    const alone = await givenOrganization({ features: ['RootCredentialsManagement'] });
    expect((await assumeRoot(alone, withTask(task))).Credentials).toBeDefined();
  });

  test.each(RESOURCE_TASKS)('%s needs RootSessions alone', async (task) => {
    const without = await givenOrganization({ features: ['RootCredentialsManagement'] });
    expect(await errorOf(assumeRoot(without, withTask(task)))).toEqual(
      denied('Root sessions feature is not enabled for your AWS Organization.'),
    );
    const alone = await givenOrganization({ features: ['RootSessions'] });
    expect((await assumeRoot(alone, withTask(task))).Credentials).toBeDefined();
  });

  test('denied when trusted access is disabled', async () => {
    const sandbox = await givenOrganization({ trustedServices: [], delegatedAdministrators: {} });
    expect(await errorOf(assumeRoot(sandbox, {}, MANAGEMENT))).toEqual(
      denied('Service not enabled for AWS Organizations.'),
    );
  });

  test('denied when the caller lacks the permission', async () => {
    const sandbox = await givenOrganization();
    const iam = sandbox.client(IAMClient, DELEGATE);
    await iam.send(new CreateUserCommand({ UserName: 'auditor' }));
    const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: 'auditor' }));
    const user = { accessKeyId: AccessKey?.AccessKeyId ?? '' };
    expect(await errorOf(assumeRoot(sandbox, {}, user))).toEqual(
      notAuthorized(`arn:aws:iam::${DELEGATE}:user/auditor`, MEMBER),
    );
  });

  test("denied when the caller's account is neither management account nor delegated administrator", async () => {
    const sandbox = await givenOrganization();
    expect(await errorOf(assumeRoot(sandbox, { TargetPrincipal: DELEGATE }, MEMBER))).toEqual(
      notAuthorized(adminOf(MEMBER), DELEGATE),
    );
  });

  test('DurationSeconds 0 is accepted by the validation', async () => {
    const sandbox = await givenOrganization({ features: [] });
    expect((await errorOf(assumeRoot(sandbox, { DurationSeconds: 0 }))).code).toBe('AccessDenied');
  });

  test('the global endpoint sts.amazonaws.com refuses it, by the Host header', async () => {
    const sandbox = await givenOrganization();
    const sts = sandbox.client(STSClient, DELEGATE);
    sts.middlewareStack.add(
      (next) => (args) => {
        const { request } = args;
        if (typeof request === 'object' && request !== null && 'headers' in request) {
          Object.assign(request, { headers: { ...Object(request.headers), host: 'sts.amazonaws.com' } });
        }
        return next(args);
      },
      { step: 'finalizeRequest', priority: 'low' },
    );
    const command = new AssumeRootCommand({
      TargetPrincipal: MEMBER,
      ...withTask('IAMAuditRootUserCredentials'),
    });
    expect(await errorOf(sts.send(command))).toEqual({
      code: 'InvalidAction',
      status: 400,
      message: 'Unknown Operation',
    });
  });

  test.each([
    ['management account', MANAGEMENT],
    ['delegate', DELEGATE],
  ])('allowed from the %s: a session of 900 seconds', async (_who, caller) => {
    const sandbox = await givenOrganization();
    const { Credentials } = await assumeRoot(sandbox, {}, caller);
    expect(Credentials?.AccessKeyId).toMatch(/^ASIA[A-Z2-7]{16}$/);
    expect(Credentials?.SecretAccessKey).toHaveLength(40);
    expect(Credentials?.SessionToken).not.toBe('');
    expect(Credentials?.Expiration).toEqual(new Date(TEST_NOW.getTime() + 900_000));
  });
});

describe('propagation of a revocation', () => {
  const getUser = (sandbox: TestSandbox, session: Parameters<typeof sandbox.client>[1]) =>
    sandbox.client(IAMClient, session).send(new GetUserCommand({}));

  test('after a feature was disabled, the next AssumeRoot is denied, but an open session still works', async () => {
    const sandbox = await givenOrganization();
    const session = await openRootSession(sandbox, MEMBER, 'IAMAuditRootUserCredentials');
    await sandbox
      .client(IAMClient, MANAGEMENT)
      .send(new DisableOrganizationsRootCredentialsManagementCommand({}));
    expect((await errorOf(assumeRoot(sandbox))).code).toBe('AccessDenied');

    sandbox.clock.advance(899);
    expect((await getUser(sandbox, session)).User?.UserId).toBe(MEMBER);
    sandbox.clock.advance(1);
    expect(await errorOf(getUser(sandbox, session))).toEqual({
      code: 'ExpiredToken',
      status: 403,
      message: 'The security token included in the request is expired',
    });
  });

  test('after the delegated administrator was deregistered, AssumeRoot is denied, at once in the sandbox', async () => {
    const sandbox = await givenOrganization();
    const session = await openRootSession(sandbox, MEMBER, 'IAMAuditRootUserCredentials');
    await deregister(sandbox);
    expect(await errorOf(assumeRoot(sandbox))).toEqual(notAuthorized(adminOf(DELEGATE), MEMBER));
    expect((await getUser(sandbox, session)).User?.UserId).toBe(MEMBER);
  });

  test('after trusted access was removed, AssumeRoot works for 60 seconds and is denied after 180', async () => {
    const sandbox = await givenOrganization();
    await deregister(sandbox);
    await sandbox
      .client(OrganizationsClient, MANAGEMENT)
      .send(new DisableAWSServiceAccessCommand({ ServicePrincipal: IAM }));
    sandbox.clock.advance(60);
    const session = await openRootSession(sandbox, MEMBER, 'IAMAuditRootUserCredentials', MANAGEMENT);
    sandbox.clock.advance(120);
    expect(await errorOf(assumeRoot(sandbox, {}, MANAGEMENT))).toEqual(
      denied('Service not enabled for AWS Organizations.'),
    );
    expect((await getUser(sandbox, session)).User?.UserId).toBe(MEMBER);
  });

  const deregister = (sandbox: TestSandbox) =>
    sandbox
      .client(OrganizationsClient, MANAGEMENT)
      .send(new DeregisterDelegatedAdministratorCommand({ AccountId: DELEGATE, ServicePrincipal: IAM }));
});
