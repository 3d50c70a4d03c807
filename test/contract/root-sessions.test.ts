import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AccountId } from '../../src/domain/account.ts';
import { CREDENTIAL_KINDS, type Inventory, LOGIN_PROFILE_ID } from '../../src/domain/credentials.ts';
import { itAllowsAndRemovesAPassword, itOpensRootSessions, opened } from './on-any-organization.ts';
import { idsOf, type OrganizationBackend } from './organization-backend.ts';
import { ORGANIZATION_BACKENDS } from './organization-implementations.ts';
import { COMPLIANT, OUTSIDE, onAnyOrganization, PAYMENTS } from './organization-world.ts';
import { actionsOf } from './used-actions.ts';

const PASSWORD = {
  kind: 'login-profile',
  id: LOGIN_PROFILE_ID,
  createdAt: new Date('2025-11-02T10:00:00Z'),
  status: undefined,
} as const;
const KEY = {
  kind: 'access-key',
  id: 'AKIAROOT333333333333',
  createdAt: new Date('2024-03-01T00:00:00Z'),
  status: 'Inactive',
} as const;
const CERTIFICATE = {
  kind: 'signing-certificate',
  id: 'CERT333333333333EXAMPLE0',
  createdAt: new Date('2023-01-01T00:00:00Z'),
  status: 'Active',
} as const;
const MFA_DEVICE = {
  kind: 'mfa-device',
  id: `arn:aws:iam::${PAYMENTS}:mfa/Authapp`,
  createdAt: new Date('2025-11-02T10:05:00Z'),
  status: undefined,
} as const;
const ALL = [PASSWORD, KEY, CERTIFICATE, MFA_DEVICE];

describe.each(ORGANIZATION_BACKENDS)('a root session ($backend)', ({ open }) => {
  let backend: OrganizationBackend;
  beforeEach(async () => {
    backend = await open();
  });
  afterEach(() => backend.close());

  const audit = async (account: AccountId) => opened(await backend.auditor.openAuditSession(account));
  const remove = async (account: AccountId) => opened(await backend.remover.openDeleteSession(account));
  const recover = async (account: AccountId) => opened(await backend.recoverer.openRecoverySession(account));

  const anyOrganization = () => onAnyOrganization(backend);
  itOpensRootSessions(anyOrganization);
  itAllowsAndRemovesAPassword(anyOrganization);

  it('audits every credential with id, creation time and status', async () => {
    const session = await audit(PAYMENTS);
    expect(await session.readSummary()).toEqual({ type: 'readable', present: new Set(CREDENTIAL_KINDS) });
    expect(await session.readInventory()).toEqual({ type: 'readable', credentials: ALL });
  });

  it('reads, deletes and re-reads in one delete session', async () => {
    const session = await remove(PAYMENTS);
    expect(await session.readInventory()).toEqual({ type: 'readable', credentials: ALL });
    for (const credential of ALL) {
      expect(await session.remove(credential)).toEqual({ type: 'deleted', requestId: expect.any(String) });
    }
    expect(await session.readInventory()).toEqual({ type: 'readable', credentials: [] });
    expect(await backend.credentialIds(PAYMENTS)).toEqual([]);
  });

  it.each(ALL)('removes the $kind and leaves the others', async (credential) => {
    await (await remove(PAYMENTS)).remove(credential);
    expect(await backend.credentialIds(PAYMENTS)).toEqual(idsOf(ALL.filter((one) => one !== credential)));
  });

  it('reports a missing credential as already absent when removing it', async () => {
    const session = await remove(COMPLIANT);
    for (const credential of ALL) {
      expect(await session.remove(credential)).toMatchObject({ type: 'already-absent' });
    }
  });

  it.each(['iam:GetLoginProfile', 'iam:ListAccessKeys', 'iam:ListSigningCertificates', 'iam:ListMFADevices'])(
    'reports the inventory as unreadable, never empty, when %s is throttled',
    async (call) => {
      const session = await audit(PAYMENTS);
      await backend.throttle(call, PAYMENTS);
      expect(await session.readInventory()).toMatchObject({
        type: 'unreadable',
        failure: { reason: 'throttled', call, code: 'Throttling' },
      });
      expect(await session.readInventory()).toMatchObject({ type: 'readable' });
    },
  );

  it.each([KEY, { ...CERTIFICATE, status: 'Inactive' }])(
    'finds an inactive $kind even if the summary does not count it',
    async (credential) => {
      await backend.countActiveOnly();
      const session = await remove(PAYMENTS);
      for (const other of ALL.filter(({ id }) => id !== credential.id)) await session.remove(other);
      if (credential.kind === 'signing-certificate')
        await backend.deactivateCertificate(PAYMENTS, credential.id);
      expect(await (await audit(PAYMENTS)).readSummary()).toEqual({
        type: 'readable',
        present: new Set([credential.kind]),
      });
    },
  );

  it.each(['iam:ListAccessKeys', 'iam:ListSigningCertificates'])(
    'reports the summary as unreadable, never compliant, when %s is throttled',
    async (call) => {
      const session = await audit(COMPLIANT);
      await backend.throttle(call, COMPLIANT);
      expect(await session.readSummary()).toMatchObject({
        type: 'unreadable',
        failure: { reason: 'throttled', call },
      });
    },
  );

  it('reports the summary as unreadable, never compliant, when it is throttled', async () => {
    const session = await audit(COMPLIANT);
    await backend.throttle('iam:GetAccountSummary', COMPLIANT);
    expect(await session.readSummary()).toMatchObject({
      type: 'unreadable',
      failure: { reason: 'throttled' },
    });
  });

  it('reports a throttled removal as refused, and the credential remains', async () => {
    const session = await remove(PAYMENTS);
    await backend.throttle('iam:DeleteAccessKey', PAYMENTS);
    expect(await session.remove(KEY)).toMatchObject({
      type: 'refused',
      failure: { reason: 'throttled', call: 'iam:DeleteAccessKey' },
    });
    expect(await backend.credentialIds(PAYMENTS)).toEqual(idsOf(ALL));
  });

  it.each(ALL)(
    'reports a removal of a $kind as refused when the response is lost, although it took effect',
    async (credential) => {
      const calls = {
        'login-profile': 'iam:DeleteLoginProfile',
        'access-key': 'iam:DeleteAccessKey',
        'signing-certificate': 'iam:DeleteSigningCertificate',
        'mfa-device': 'iam:DeactivateMFADevice',
      };
      const session = await remove(PAYMENTS);
      await backend.dropResponse(calls[credential.kind]);
      expect(await session.remove(credential)).toMatchObject({
        type: 'refused',
        failure: { reason: 'unavailable' },
      });
      expect(await backend.credentialIds(PAYMENTS)).toEqual(idsOf(ALL.filter((one) => one !== credential)));
    },
  );

  it('makes no calls in a delete session after it was aborted', async () => {
    const controller = new AbortController();
    const session = opened(await backend.remover.openDeleteSession(PAYMENTS, controller.signal));
    expect(await session.remove(CERTIFICATE)).toMatchObject({ type: 'deleted' });
    const reason = new Error('aborted');
    controller.abort(reason);
    await expect(session.remove(KEY)).rejects.toBe(reason);
    await expect(session.readInventory()).rejects.toBe(reason);
    expect(await backend.credentialIds(PAYMENTS)).toEqual(idsOf([PASSWORD, KEY, MFA_DEVICE]));
  });

  it('makes no calls in an audit session and opens none after it was aborted', async () => {
    const controller = new AbortController();
    const session = opened(await backend.auditor.openAuditSession(PAYMENTS, controller.signal));
    expect(await session.readSummary()).toMatchObject({ type: 'readable' });
    const reason = new Error('aborted');
    controller.abort(reason);
    await expect(session.readSummary()).rejects.toBe(reason);
    await expect(session.readInventory()).rejects.toBe(reason);
    await expect(session.readKeyLastUsed(KEY.id)).rejects.toBe(reason);
    await expect(backend.auditor.openAuditSession(PAYMENTS, controller.signal)).rejects.toBe(reason);
    await expect(backend.remover.openDeleteSession(PAYMENTS, controller.signal)).rejects.toBe(reason);
  });

  it('is refused when AssumeRoot is throttled', async () => {
    await backend.throttle('sts:AssumeRoot', PAYMENTS);
    expect(await backend.auditor.openAuditSession(PAYMENTS)).toMatchObject({
      type: 'refused',
      failure: { reason: 'throttled', call: 'sts:AssumeRoot' },
    });
  });

  it('is refused in an account outside the organization', async () => {
    const refused = { type: 'refused', failure: { reason: 'not-authorized', call: 'sts:AssumeRoot' } };
    expect(await backend.auditor.openAuditSession(OUTSIDE)).toMatchObject(refused);
    expect(await backend.remover.openDeleteSession(OUTSIDE)).toMatchObject(refused);
    expect(await backend.recoverer.openRecoverySession(OUTSIDE)).toMatchObject(refused);
  });

  it('is refused once root credentials management is off, but an open session continues', async () => {
    const session = await audit(PAYMENTS);
    await backend.disableRootCredentialsManagement();
    expect(await backend.auditor.openAuditSession(PAYMENTS)).toMatchObject({
      type: 'refused',
      failure: { reason: 'root-credentials-management-off' },
    });
    expect(await session.readInventory()).toMatchObject({ type: 'readable' });
  });

  it('expires after 15 minutes', async () => {
    const session = await remove(PAYMENTS);
    await backend.advance(899);
    expect(await session.readInventory()).toMatchObject({ type: 'readable' });
    await backend.advance(1);
    const expired = { failure: { reason: 'session-expired' } };
    expect(await session.readInventory()).toMatchObject({ type: 'unreadable', ...expired });
    expect(await session.remove(KEY)).toMatchObject({ type: 'refused', ...expired });
    expect(await backend.credentialIds(PAYMENTS)).toEqual(idsOf(ALL));
  });

  it('may still list a removed credential for a while', async () => {
    await backend.setReadLag(10);
    const session = await remove(PAYMENTS);
    await session.remove(KEY);
    expect(await ids(session.readInventory())).toContain(`access-key ${KEY.id}`);
    await backend.advance(11);
    expect(await ids(session.readInventory())).not.toContain(`access-key ${KEY.id}`);
  });

  it('allows a password once, and only if there is none', async () => {
    expect(await (await recover(PAYMENTS)).allowPassword()).toEqual({ type: 'password-was-there' });
    const session = await recover(COMPLIANT);
    expect(await session.readPassword()).toEqual({ type: 'readable', isPresent: false });
    expect(await session.allowPassword()).toEqual({
      type: 'password-allowed',
      requestId: expect.any(String),
      createdAt: expect.any(Date),
    });
    expect(await session.readPassword()).toEqual({ type: 'readable', isPresent: true });
    expect(await session.allowPassword()).toEqual({ type: 'password-was-there' });
    expect(await backend.credentialIds(COMPLIANT)).toEqual([`login-profile ${LOGIN_PROFILE_ID}`]);
  });

  it('says where a password that was there may be its own, as an answer was lost', async () => {
    await backend.dropResponse('iam:CreateLoginProfile');
    const allowance = await (await recover(COMPLIANT)).allowPassword();
    // The SDK tries again; the port in memory does not.
    expect([{ type: 'password-was-there', afterRetry: true }, { type: 'refused' }]).toContainEqual(
      'failure' in allowance ? { type: 'refused' } : allowance,
    );
    expect(await (await recover(COMPLIANT)).allowPassword()).toEqual({ type: 'password-was-there' });
  });

  it('says by the answer to the creation when the password was created, as the audit does', async () => {
    const allowance = await (await recover(COMPLIANT)).allowPassword();
    const inventory = await (await audit(COMPLIANT)).readInventory();
    expect(inventory).toMatchObject({
      credentials: [{ createdAt: 'createdAt' in allowance ? allowance.createdAt : 'none' }],
    });
  });

  it('names the access key of a session, which the records of its calls have too', async () => {
    expect(await backend.recoverer.openRecoverySession(COMPLIANT)).toMatchObject({
      accessKeyId: expect.stringMatching(/^ASIA[A-Z0-9]+$/),
    });
  });

  it('does not say that there is no password where that cannot be read', async () => {
    const session = await recover(COMPLIANT);
    await backend.throttle('iam:GetLoginProfile', COMPLIANT);
    expect(await session.readPassword()).toMatchObject({ type: 'unreadable' });
  });

  it('allows no password when the recovery is throttled', async () => {
    const session = await recover(COMPLIANT);
    await backend.throttle('iam:CreateLoginProfile', COMPLIANT);
    expect(await session.allowPassword()).toMatchObject({
      type: 'refused',
      failure: { reason: 'throttled', call: 'iam:CreateLoginProfile' },
    });
    expect(await backend.credentialIds(COMPLIANT)).toEqual([]);
  });
});

describe('the IAM permissions', () => {
  it('of the caller are exactly the actions that it uses', () => {
    const { used, granted } = actionsOf('rootAuditor');
    expect(used).toEqual(granted);
  });
});

async function ids(inventory: Promise<Inventory>): Promise<readonly string[]> {
  const read = await inventory;
  if (read.type === 'unreadable') throw new Error(read.failure.message);
  return idsOf(read.credentials);
}
