import {
  CreateLoginProfileCommand,
  DeactivateMFADeviceCommand,
  DeleteLoginProfileCommand,
  GetAccountSummaryCommand,
  GetLoginProfileCommand,
  IAMClient,
  ListMFADevicesCommand,
} from '@aws-sdk/client-iam';
import { describe, expect, onTestFinished, test } from 'vitest';
import { observationTarget } from '../src/testing/observation-target.ts';
import {
  ALLOW_PASSWORD,
  DELETE_PASSWORD,
  type Observation,
  type ObservationTarget,
  ROOT_WITH_PASSWORD,
  ROOT_WITHOUT_CREDENTIALS,
} from '../src/testing/observations.ts';
import { openRootSession, type TaskPolicyName } from '../src/testing/root-session.ts';
import { errorOf } from '../src/testing/sdk-error.ts';
import { startTestSandbox } from '../src/testing/test-sandbox.ts';
import type { WorldAccountInput } from '../src/world/schema.ts';

const MEMBER = '333333333333';
const JOINED = '2024-01-01T00:00:00Z';
const CREATED = '2025-11-02T10:00:00Z';

async function givenRoot(root?: WorldAccountInput['root']) {
  const sandbox = await startTestSandbox(onTestFinished, {
    organization: { managementAccountId: '111111111111' },
    accounts: [{ id: '111111111111' }, { id: MEMBER, joinedTimestamp: JOINED, ...(root && { root }) }],
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

const givenCleanRoot = async () => observationTarget((await givenRoot()).sandbox, MEMBER, new Date(JOINED));

const expectObservation = async ({ call, expected }: Observation, target: ObservationTarget) =>
  expect(await call(target)).toEqual(expected(target));

describe('IAM inside a root session, as AWS was observed to answer', () => {
  test.each(ROOT_WITHOUT_CREDENTIALS)('$title', async (row) => {
    await expectObservation(row, await givenCleanRoot());
  });

  test.each(ROOT_WITH_PASSWORD)('$title', async (row) => {
    const target = await givenCleanRoot();
    await expectObservation(ALLOW_PASSWORD, target);
    await expectObservation(row, target);
  });

  test.each(ROOT_WITHOUT_CREDENTIALS)('$title, once a password was allowed and deleted', async (row) => {
    const target = await givenCleanRoot();
    await expectObservation(ALLOW_PASSWORD, target);
    await expectObservation(DELETE_PASSWORD, target);
    await expectObservation(row, target);
  });

  test('audit: GetAccountSummary changes the four flags with each create and delete at once', async () => {
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

  test('audit and create: GetLoginProfile returns the profile when there is a password', async () => {
    const { audit, create } = await givenRoot({ password: { createdAt: CREATED } });
    for (const iam of [audit, create]) {
      const { LoginProfile } = await iam.send(new GetLoginProfileCommand({}));
      expect(LoginProfile).toEqual({ CreateDate: new Date(CREATED), PasswordResetRequired: false });
    }
  });

  test('delete: DeleteLoginProfile deletes the password', async () => {
    const { remove } = await givenRoot({ password: { createdAt: CREATED } });
    await remove.send(new DeleteLoginProfileCommand({}));
    expect(await errorOf(remove.send(new GetLoginProfileCommand({})))).toEqual(noLoginProfile);
  });

  test('after DeleteLoginProfile an MFA device is still listed, and can be deactivated', async () => {
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

  test('after DeleteLoginProfile root can neither sign in nor recover, and after CreateLoginProfile it can', async () => {
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
