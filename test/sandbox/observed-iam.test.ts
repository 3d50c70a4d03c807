import {
  CreateLoginProfileCommand,
  DeactivateMFADeviceCommand,
  DeleteLoginProfileCommand,
  GetAccountSummaryCommand,
  GetLoginProfileCommand,
  GetUserCommand,
  IAMClient,
  ListAccessKeysCommand,
  ListMFADevicesCommand,
  ListSigningCertificatesCommand,
} from '@aws-sdk/client-iam';
import { describe, expect, test } from 'vitest';
import type { WorldAccountInput } from '../../src/sandbox/world/schema.ts';
import { errorOf } from '../support/aws-error.ts';
import { openRootSession, startTestSandbox, type TaskPolicyName, TEST_NOW } from '../support/sandbox.ts';

const MEMBER = '333333333333';
const CREATED = '2025-11-02T10:00:00Z';

async function givenRoot(root?: WorldAccountInput['root']) {
  const sandbox = await startTestSandbox({
    organization: { managementAccountId: '111111111111' },
    accounts: [
      { id: '111111111111' },
      { id: MEMBER, joinedTimestamp: '2024-01-01T00:00:00Z', ...(root && { root }) },
    ],
  });
  const session = async (task: TaskPolicyName) =>
    sandbox.client(IAMClient, await openRootSession(sandbox, MEMBER, task));
  return {
    sandbox,
    audit: await session('IAMAuditRootUserCredentials'),
    remove: await session('IAMDeleteRootUserCredentials'),
    create: await session('IAMCreateRootUserPassword'),
  };
}

const noLoginProfile = {
  code: 'NoSuchEntityException',
  status: 404,
  message: 'Login Profile for User null cannot be found.',
};

describe('IAM inside a root session, as AWS was observed to answer', () => {
  test('audit, GetUser: no name and no path', async () => {
    const { audit } = await givenRoot();
    const { User } = await audit.send(new GetUserCommand({}));
    expect(User).toEqual({
      UserId: MEMBER,
      Arn: `arn:aws:iam::${MEMBER}:root`,
      CreateDate: new Date('2024-01-01T00:00:00Z'),
    });
  });

  test('audit, lists on a clean root: empty', async () => {
    const { audit } = await givenRoot();
    expect((await audit.send(new ListAccessKeysCommand({}))).AccessKeyMetadata).toEqual([]);
    expect((await audit.send(new ListSigningCertificatesCommand({}))).Certificates).toEqual([]);
    expect((await audit.send(new ListMFADevicesCommand({}))).MFADevices).toEqual([]);
  });

  test('audit, GetLoginProfile without a password', async () => {
    const { audit } = await givenRoot();
    expect(await errorOf(audit.send(new GetLoginProfileCommand({})))).toEqual(noLoginProfile);
  });

  test('audit, GetAccountSummary: the four flags, following each create and delete at once', async () => {
    const { audit, create, remove } = await givenRoot({
      accessKeys: [{ createdAt: CREATED }],
      signingCertificates: [{ uploadedAt: CREATED }],
      mfaDevices: [{ enabledAt: CREATED }],
    });
    const flags = async () => {
      const { SummaryMap } = await audit.send(new GetAccountSummaryCommand({}));
      return {
        password: SummaryMap?.AccountPasswordPresent,
        accessKeys: SummaryMap?.AccountAccessKeysPresent,
        certificates: SummaryMap?.AccountSigningCertificatesPresent,
        mfa: SummaryMap?.AccountMFAEnabled,
      };
    };
    expect(await flags()).toEqual({ password: 0, accessKeys: 1, certificates: 1, mfa: 1 });
    await create.send(new CreateLoginProfileCommand({}));
    expect(await flags()).toEqual({ password: 1, accessKeys: 1, certificates: 1, mfa: 1 });
    await remove.send(new DeleteLoginProfileCommand({}));
    expect(await flags()).toEqual({ password: 0, accessKeys: 1, certificates: 1, mfa: 1 });
  });

  test('create, CreateLoginProfile with no password given: no user name in the answer', async () => {
    const { create } = await givenRoot();
    const { LoginProfile } = await create.send(new CreateLoginProfileCommand({}));
    expect(LoginProfile).toEqual({ CreateDate: TEST_NOW, PasswordResetRequired: false });
  });

  test('create, CreateLoginProfile again', async () => {
    const { create } = await givenRoot();
    await create.send(new CreateLoginProfileCommand({}));
    expect(await errorOf(create.send(new CreateLoginProfileCommand({})))).toEqual({
      code: 'EntityAlreadyExistsException',
      status: 409,
      message: `Login Profile for account ${MEMBER} already exists.`,
    });
  });

  test('audit and create, GetLoginProfile with a password there', async () => {
    const { audit, create } = await givenRoot({ password: { createdAt: CREATED } });
    for (const iam of [audit, create]) {
      const { LoginProfile } = await iam.send(new GetLoginProfileCommand({}));
      expect(LoginProfile).toEqual({ CreateDate: new Date(CREATED), PasswordResetRequired: false });
    }
  });

  test('delete, DeleteLoginProfile: the password is gone', async () => {
    const { remove } = await givenRoot({ password: { createdAt: CREATED } });
    await remove.send(new DeleteLoginProfileCommand({}));
    expect(await errorOf(remove.send(new GetLoginProfileCommand({})))).toEqual(noLoginProfile);
  });

  test('after DeleteLoginProfile an MFA device is still listed, and is deactivated by itself', async () => {
    const SerialNumber = `arn:aws:iam::${MEMBER}:mfa/Authapp`;
    const { remove } = await givenRoot({
      password: { createdAt: CREATED },
      mfaDevices: [{ serialNumber: SerialNumber, enabledAt: CREATED }],
    });
    await remove.send(new DeleteLoginProfileCommand({}));
    const { MFADevices } = await remove.send(new ListMFADevicesCommand({}));
    expect(MFADevices).toEqual([{ SerialNumber, EnableDate: new Date(CREATED) }]);
    await remove.send(new DeactivateMFADeviceCommand({ SerialNumber }));
    expect((await remove.send(new ListMFADevicesCommand({}))).MFADevices).toEqual([]);
  });

  test('after DeleteLoginProfile root cannot sign in nor recover; after CreateLoginProfile it can', async () => {
    const { sandbox, create, remove } = await givenRoot({ password: { createdAt: CREATED } });
    await remove.send(new DeleteLoginProfileCommand({}));
    expect(sandbox.actAsRoot(MEMBER, 'sign-in').type).toBe('refused');
    expect(sandbox.actAsRoot(MEMBER, 'reset-password').type).toBe('refused');

    await create.send(new CreateLoginProfileCommand({}));
    expect(sandbox.actAsRoot(MEMBER, 'reset-password').type).toBe('done');
    expect(sandbox.actAsRoot(MEMBER, 'enable-mfa').type).toBe('done');
    expect(sandbox.actAsRoot(MEMBER, 'sign-in').type).toBe('done');
  });
});
