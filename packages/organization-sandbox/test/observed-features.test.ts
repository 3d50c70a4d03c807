import {
  CreateAccessKeyCommand,
  CreateUserCommand,
  DisableOrganizationsRootCredentialsManagementCommand,
  DisableOrganizationsRootSessionsCommand,
  EnableOrganizationsRootCredentialsManagementCommand,
  EnableOrganizationsRootSessionsCommand,
  IAMClient,
  ListOrganizationsFeaturesCommand,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam';
import {
  DeregisterDelegatedAdministratorCommand,
  DisableAWSServiceAccessCommand,
  EnableAWSServiceAccessCommand,
  OrganizationsClient,
} from '@aws-sdk/client-organizations';
import { describe, expect, onTestFinished, test } from 'vitest';
import { observationTarget } from '../src/testing/observation-target.ts';
import { DEAD_LETTERS, FEATURES } from '../src/testing/observations.ts';
import { errorOf } from '../src/testing/sdk-error.ts';
import { startTestSandbox, type TestSandbox } from '../src/testing/test-sandbox.ts';
import type { WorldInput } from '../src/world/schema.ts';

const MANAGEMENT = '111111111111';
const DELEGATE = '222222222222';
const MEMBER = '333333333333';
const IAM = 'iam.amazonaws.com';

type Organization = Partial<WorldInput['organization']>;

const givenOrganization = (organization: Organization = {}) =>
  startTestSandbox(onTestFinished, {
    organization: {
      managementAccountId: MANAGEMENT,
      delegatedAdministrators: { [IAM]: [DELEGATE] },
      ...organization,
    },
    accounts: [{ id: MANAGEMENT }, { id: DELEGATE }, { id: MEMBER }],
  });

const list = (sandbox: TestSandbox, caller: string) =>
  sandbox.client(IAMClient, caller).send(new ListOrganizationsFeaturesCommand({}));

const ENABLE = [
  [
    'EnableOrganizationsRootCredentialsManagement',
    new EnableOrganizationsRootCredentialsManagementCommand({}),
  ],
  ['EnableOrganizationsRootSessions', new EnableOrganizationsRootSessionsCommand({})],
] as const;
const DISABLE = [
  [
    'DisableOrganizationsRootCredentialsManagement',
    new DisableOrganizationsRootCredentialsManagementCommand({}),
  ],
  ['DisableOrganizationsRootSessions', new DisableOrganizationsRootSessionsCommand({})],
] as const;

describe('organization features, as AWS was observed to answer', () => {
  test.each(FEATURES)('$title', async ({ call, expected }) => {
    const target = observationTarget(await givenOrganization(), MEMBER);
    expect(await call(target)).toEqual(expected(target));
  });

  test('trusted access disabled: the management account cannot list the features', async () => {
    const sandbox = await givenOrganization({ trustedServices: [], delegatedAdministrators: {} });
    expect(await errorOf(list(sandbox, MANAGEMENT))).toEqual({
      code: 'ServiceAccessNotEnabledException',
      status: 400,
      message: `Trusted Access for IAM not enabled by organization of input account ${MANAGEMENT}.`,
    });
  });

  test.each([
    ['management', MANAGEMENT],
    ['delegate', DELEGATE],
  ])('trusted access enabled, no feature: the %s gets an empty list', async (_who, caller) => {
    const sandbox = await givenOrganization({ id: 'o-exampleorgid', features: [] });
    expect(await list(sandbox, caller)).toMatchObject({
      OrganizationId: 'o-exampleorgid',
      EnabledFeatures: [],
    });
  });

  test('trusted access enabled: an ordinary member cannot list the features', async () => {
    const sandbox = await givenOrganization({ delegatedAdministrators: {} });
    expect(await errorOf(list(sandbox, DELEGATE))).toEqual({
      code: 'AccountNotManagementOrDelegatedAdministratorException',
      status: 400,
      message: `Input account ${DELEGATE} is neither management account nor delegated admin.`,
    });
  });

  test.each(ENABLE)(
    'trusted access enabled: the delegated administrator cannot %s',
    async (_name, command) => {
      const sandbox = await givenOrganization({ features: [] });
      expect(await errorOf(sandbox.client(IAMClient, DELEGATE).send(command))).toEqual({
        code: 'CallerIsNotManagementAccountException',
        status: 400,
        message: `Caller account ${DELEGATE} is not management account of the organization and cannot enable IAM features.`,
      });
      expect((await list(sandbox, MANAGEMENT)).EnabledFeatures).toEqual([]);
    },
  );

  test('trusted access enabled: the management account enables features, and each answer has all of them', async () => {
    const sandbox = await givenOrganization({ features: [] });
    const iam = sandbox.client(IAMClient, MANAGEMENT);
    const first = await iam.send(new EnableOrganizationsRootCredentialsManagementCommand({}));
    expect(first.EnabledFeatures).toEqual(['RootCredentialsManagement']);
    const second = await iam.send(new EnableOrganizationsRootSessionsCommand({}));
    expect(second.EnabledFeatures).toEqual(['RootSessions', 'RootCredentialsManagement']);
  });

  test.each(DISABLE)('feature enabled: the delegated administrator can %s', async (name, command) => {
    const sandbox = await givenOrganization();
    const answer = await sandbox.client(IAMClient, DELEGATE).send(command);
    const left = name.endsWith('Sessions') ? 'RootCredentialsManagement' : 'RootSessions';
    expect(answer.EnabledFeatures).toEqual([left]);
    expect((await list(sandbox, MANAGEMENT)).EnabledFeatures).toEqual([left]);
  });

  test.each(DISABLE)('feature disabled: %s succeeds without effect', async (_name, command) => {
    const sandbox = await givenOrganization({ features: [] });
    expect((await sandbox.client(IAMClient, MANAGEMENT).send(command)).EnabledFeatures).toEqual([]);
  });

  test('delegated administrator registered: trusted access for IAM cannot be disabled', async () => {
    const sandbox = await givenOrganization();
    const call = sandbox
      .client(OrganizationsClient, MANAGEMENT)
      .send(new DisableAWSServiceAccessCommand({ ServicePrincipal: IAM }));
    await expect(call).rejects.toMatchObject({
      name: 'ConstraintViolationException',
      message:
        'You have delegated administrator/s for this service. De-register them in order to disable service access.',
      Reason: 'DELEGATED_ADMINISTRATOR_EXISTS_FOR_THIS_SERVICE',
    });
  });

  test('trusted access disabled and enabled again: features that were enabled before are enabled again', async () => {
    const sandbox = await givenOrganization();
    const organizations = sandbox.client(OrganizationsClient, MANAGEMENT);
    await organizations.send(
      new DeregisterDelegatedAdministratorCommand({ AccountId: DELEGATE, ServicePrincipal: IAM }),
    );
    await organizations.send(new DisableAWSServiceAccessCommand({ ServicePrincipal: IAM }));
    expect((await errorOf(list(sandbox, MANAGEMENT))).code).toBe('ServiceAccessNotEnabledException');
    await organizations.send(new EnableAWSServiceAccessCommand({ ServicePrincipal: IAM }));
    expect((await list(sandbox, MANAGEMENT)).EnabledFeatures).toEqual([
      'RootSessions',
      'RootCredentialsManagement',
    ]);
  });

  test('no identity-based policy: an IAM user cannot list the features', async () => {
    const sandbox = await givenOrganization();
    const user = await givenUser(sandbox);
    const { code, status, message } = await errorOf(
      sandbox.client(IAMClient, user).send(new ListOrganizationsFeaturesCommand({})),
    );
    expect({ code, status }).toEqual({ code: 'AccessDenied', status: 403 });
    expect(message).toBe(
      `User: arn:aws:iam::${MANAGEMENT}:user/auditor is not authorized to perform: iam:ListOrganizationsFeatures on resource: * because no identity-based policy allows the iam:ListOrganizationsFeatures action`,
    );
  });

  test.each([...ENABLE, ...DISABLE])('explicit deny: an IAM user cannot %s', async (name, command) => {
    const sandbox = await givenOrganization();
    const user = await givenUser(sandbox, [
      { Effect: 'Allow', Action: 'iam:*', Resource: '*' },
      { Effect: 'Deny', Action: ['iam:Enable*', 'iam:Disable*'], Resource: '*' },
    ]);
    expect(await errorOf(sandbox.client(IAMClient, user).send(command))).toEqual({
      code: 'AccessDenied',
      status: 403,
      message: `User: arn:aws:iam::${MANAGEMENT}:user/auditor is not authorized to perform: iam:${name} on resource: * with an explicit deny in an identity-based policy`,
    });
  });
});

async function givenUser(sandbox: TestSandbox, statements: readonly unknown[] = []) {
  const iam = sandbox.client(IAMClient, MANAGEMENT);
  const UserName = 'auditor';
  await iam.send(new CreateUserCommand({ UserName }));
  if (statements.length > 0) {
    const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: statements });
    await iam.send(new PutUserPolicyCommand({ UserName, PolicyName: 'grants', PolicyDocument }));
  }
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
  return { accessKeyId: AccessKey?.AccessKeyId ?? '', secretAccessKey: AccessKey?.SecretAccessKey };
}

describe('dead-letter queues, as AWS documents them', () => {
  test.each(DEAD_LETTERS)('$title', async ({ call, expected }) => {
    const target = observationTarget(await givenOrganization(), MEMBER);
    expect(await call(target)).toEqual(expected(target));
  });
});
