import {
  CreateAccessKeyCommand,
  CreateLoginProfileCommand,
  CreateUserCommand,
  CreateVirtualMFADeviceCommand,
  DeactivateMFADeviceCommand,
  DeleteAccessKeyCommand,
  DeleteLoginProfileCommand,
  DeleteVirtualMFADeviceCommand,
  EnableMFADeviceCommand,
  GetAccessKeyLastUsedCommand,
  GetLoginProfileCommand,
  GetUserCommand,
  IAMClient,
  ListAccessKeysCommand,
  ListMFADevicesCommand,
  UpdateAccessKeyCommand,
  UploadSigningCertificateCommand,
} from '@aws-sdk/client-iam';
import { AssumeRootCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openRootSession, taskPolicyArn } from '../src/testing/root-session.ts';
import { errorOf } from '../src/testing/sdk-error.ts';
import { startTestSandbox, TEST_NOW } from '../src/testing/test-sandbox.ts';

const MEMBER = '333333333333';
const ROOT_KEY = { accessKeyId: 'AKIAROOT333333333333' };
const ROOT_ARN = `arn:aws:iam::${MEMBER}:root`;

const givenRoot = (account: object = {}) =>
  startTestSandbox(onTestFinished, {
    organization: { managementAccountId: '111111111111' },
    accounts: [
      { id: '111111111111' },
      { id: MEMBER, root: { accessKeys: [{ id: ROOT_KEY.accessKeyId }] }, ...account },
    ],
  });

describe('callers', () => {
  test.each([
    ['111111111111', 'arn:aws:sts::111111111111:assumed-role/sandbox-admin/session'],
    [ROOT_KEY, ROOT_ARN],
  ])('GetCallerIdentity returns the identity of %j', async (caller, arn) => {
    const sandbox = await givenRoot();
    expect((await sandbox.client(STSClient, caller).send(new GetCallerIdentityCommand({}))).Arn).toBe(arn);
  });

  test('a root session may always call GetCallerIdentity', async () => {
    const sandbox = await givenRoot();
    const session = await openRootSession(sandbox, MEMBER, 'IAMAuditRootUserCredentials');
    const identity = await sandbox.client(STSClient, session).send(new GetCallerIdentityCommand({}));
    expect(identity).toMatchObject({ Account: MEMBER, Arn: ROOT_ARN, UserId: MEMBER });
  });

  test.each(['999999999999', 'AKIANOBODY0000000000', 'ASIANOBODY0000000000'])(
    'the unknown access key id %s is refused',
    async (accessKeyId) => {
      const sandbox = await givenRoot();
      const call = sandbox.client(STSClient, { accessKeyId }).send(new GetCallerIdentityCommand({}));
      expect(await errorOf(call)).toMatchObject({ code: 'InvalidClientTokenId', status: 403 });
    },
  );

  test('a session key without its token is refused', async () => {
    const sandbox = await givenRoot();
    const { accessKeyId } = await openRootSession(sandbox, MEMBER, 'IAMAuditRootUserCredentials');
    const call = sandbox
      .client(IAMClient, { accessKeyId, sessionToken: 'other' })
      .send(new GetUserCommand({}));
    expect(await errorOf(call)).toMatchObject({ code: 'InvalidClientTokenId', status: 403 });
  });

  test('an inactive key is refused', async () => {
    const sandbox = await givenRoot();
    const iam = sandbox.client(IAMClient, ROOT_KEY);
    await iam.send(new UpdateAccessKeyCommand({ AccessKeyId: ROOT_KEY.accessKeyId, Status: 'Inactive' }));
    expect((await errorOf(iam.send(new GetUserCommand({})))).code).toBe('InvalidClientTokenId');
  });

  test('a root user cannot open a root session', async () => {
    const sandbox = await givenRoot();
    const command = new AssumeRootCommand({
      TargetPrincipal: MEMBER,
      TaskPolicyArn: { arn: taskPolicyArn('IAMAuditRootUserCredentials') },
    });
    expect((await errorOf(sandbox.client(STSClient, ROOT_KEY).send(command))).message).toBe(
      `User: ${ROOT_ARN} is not authorized to perform: sts:AssumeRoot on resource: ${ROOT_ARN}`,
    );
  });
});

describe('denials', () => {
  test('name the session policy', async () => {
    const sandbox = await givenRoot();
    const session = await openRootSession(sandbox, MEMBER, 'IAMAuditRootUserCredentials');
    const call = sandbox
      .client(IAMClient, session)
      .send(new DeleteAccessKeyCommand({ AccessKeyId: ROOT_KEY.accessKeyId }));
    expect(await errorOf(call)).toEqual({
      code: 'AccessDenied',
      status: 403,
      message: `User: ${ROOT_ARN} is not authorized to perform: iam:DeleteAccessKey on resource: ${ROOT_ARN} with an explicit deny in a session policy`,
    });
    expect(sandbox.organization.accounts.get(MEMBER)?.root.credentials.accessKeys).toHaveLength(1);
  });

  test('name the service control policy of the account', async () => {
    const sandbox = await givenRoot({
      deniedByScp: ['iam:Delete*'],
      root: { password: {}, accessKeys: [{ id: ROOT_KEY.accessKeyId }] },
    });
    const session = await openRootSession(sandbox, MEMBER, 'IAMDeleteRootUserCredentials');
    const iam = sandbox.client(IAMClient, session);
    expect((await errorOf(iam.send(new DeleteLoginProfileCommand({})))).message).toBe(
      `User: ${ROOT_ARN} is not authorized to perform: iam:DeleteLoginProfile on resource: ${ROOT_ARN} with an explicit deny in a service control policy: arn:aws:organizations::111111111111:policy/o-sandbox0001/service_control_policy/p-denied333333333333`,
    );
    expect((await iam.send(new GetLoginProfileCommand({}))).LoginProfile).toBeDefined();
  });
});

describe("a root user's own credentials", () => {
  test('include a second access key, but not a third', async () => {
    const sandbox = await givenRoot();
    const iam = sandbox.client(IAMClient, ROOT_KEY);
    const { AccessKey } = await iam.send(new CreateAccessKeyCommand({}));
    expect(AccessKey?.UserName).toBeUndefined();
    const { AccessKeyMetadata } = await iam.send(new ListAccessKeysCommand({}));
    expect(AccessKeyMetadata?.map((key) => key.AccessKeyId)).toEqual([
      ROOT_KEY.accessKeyId,
      AccessKey?.AccessKeyId,
    ]);
    expect(await errorOf(iam.send(new CreateAccessKeyCommand({})))).toMatchObject({
      code: 'LimitExceededException',
      status: 409,
      message: 'Cannot exceed quota for AccessKeysPerUser: 2',
    });
  });

  test('are listed in pages', async () => {
    const sandbox = await givenRoot();
    const iam = sandbox.client(IAMClient, ROOT_KEY);
    await iam.send(new CreateAccessKeyCommand({}));
    const first = await iam.send(new ListAccessKeysCommand({ MaxItems: 1 }));
    expect(first).toMatchObject({ IsTruncated: true, AccessKeyMetadata: [{ Status: 'Active' }] });
    const second = await iam.send(new ListAccessKeysCommand({ MaxItems: 1, Marker: first.Marker }));
    expect(second.IsTruncated).toBe(false);
    expect(second.AccessKeyMetadata).not.toEqual(first.AccessKeyMetadata);
  });

  test('record when an access key was last used', async () => {
    const sandbox = await givenRoot();
    const iam = sandbox.client(IAMClient, ROOT_KEY);
    const lastUsed = async () => {
      const command = new GetAccessKeyLastUsedCommand({ AccessKeyId: ROOT_KEY.accessKeyId });
      return (await iam.send(command)).AccessKeyLastUsed;
    };
    expect(await lastUsed()).toMatchObject({ ServiceName: 'N/A', Region: 'N/A' });
    expect(await lastUsed()).toEqual({ LastUsedDate: TEST_NOW, ServiceName: 'iam', Region: 'us-east-1' });
  });

  test('exclude the login profile, which needs a root session', async () => {
    const sandbox = await givenRoot();
    const call = sandbox.client(IAMClient, ROOT_KEY).send(new CreateLoginProfileCommand({}));
    expect(await errorOf(call)).toMatchObject({ code: 'ValidationError', status: 400 });
  });

  test('include signing certificates', async () => {
    const sandbox = await givenRoot();
    const iam = sandbox.client(IAMClient, ROOT_KEY);
    const CertificateBody = '-----BEGIN CERTIFICATE-----\n<&>\n-----END CERTIFICATE-----';
    const { Certificate } = await iam.send(new UploadSigningCertificateCommand({ CertificateBody }));
    expect(Certificate).toMatchObject({ CertificateBody, Status: 'Active' });
  });

  test('include virtual MFA devices, created, enabled, deactivated and deleted', async () => {
    const sandbox = await givenRoot();
    const iam = sandbox.client(IAMClient, ROOT_KEY);
    const { VirtualMFADevice } = await iam.send(
      new CreateVirtualMFADeviceCommand({ VirtualMFADeviceName: 'phone' }),
    );
    const SerialNumber = VirtualMFADevice?.SerialNumber ?? '';
    expect(SerialNumber).toBe(`arn:aws:iam::${MEMBER}:mfa/phone`);
    await iam.send(
      new EnableMFADeviceCommand({
        UserName: 'AWS ROOT USER',
        SerialNumber,
        AuthenticationCode1: '123456',
        AuthenticationCode2: '654321',
      }),
    );
    expect((await iam.send(new ListMFADevicesCommand({}))).MFADevices).toEqual([
      { SerialNumber, EnableDate: TEST_NOW },
    ]);
    const conflict = errorOf(iam.send(new DeleteVirtualMFADeviceCommand({ SerialNumber })));
    expect((await conflict).code).toBe('DeleteConflictException');

    const session = await openRootSession(sandbox, MEMBER, 'IAMDeleteRootUserCredentials');
    await sandbox.client(IAMClient, session).send(new DeactivateMFADeviceCommand({ SerialNumber }));
    await iam.send(new DeleteVirtualMFADeviceCommand({ SerialNumber }));
    const again = errorOf(iam.send(new DeleteVirtualMFADeviceCommand({ SerialNumber })));
    expect(await again).toMatchObject({ code: 'NoSuchEntityException', status: 404 });
  });
});

describe('IAM users', () => {
  test('have their own login profiles and keys', async () => {
    const sandbox = await givenRoot();
    const iam = sandbox.client(IAMClient, MEMBER);
    const UserName = 'deploy';
    await iam.send(new CreateUserCommand({ UserName }));
    const created = await iam.send(new CreateLoginProfileCommand({ UserName, Password: 'correct horse' }));
    expect(created.LoginProfile).toMatchObject({ UserName });
    const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
    expect(AccessKey?.UserName).toBe(UserName);
    expect(sandbox.organization.accounts.get(MEMBER)?.root.credentials).toMatchObject({
      password: undefined,
      accessKeys: [{ id: ROOT_KEY.accessKeyId }],
    });
  });

  test('must be named by a role', async () => {
    const sandbox = await givenRoot();
    const call = sandbox.client(IAMClient, MEMBER).send(new ListAccessKeysCommand({}));
    expect(await errorOf(call)).toEqual({
      code: 'ValidationError',
      status: 400,
      message: 'Must specify userName when calling with non-User credentials',
    });
  });
});
