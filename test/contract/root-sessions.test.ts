import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AccountId } from '../../src/domain/account.ts';
import { CREDENTIAL_KINDS, type Inventory, LOGIN_PROFILE_ID } from '../../src/domain/credentials.ts';
import { itAllowsAndRemovesAPassword, itOpensRootSessions, opened } from './on-any-organization.ts';
import { idsOf, type OrganizationPlace } from './organization-backend.ts';
import { ORGANIZATION_PLACES } from './organization-backends.ts';
import { CLEAN, OUTSIDE, onAnyOrganization, PAYMENTS } from './organization-world.ts';
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

describe.each(ORGANIZATION_PLACES)('root sessions $place', ({ open }) => {
  let place: OrganizationPlace;
  beforeEach(async () => {
    place = await open();
  });
  afterEach(() => place.close());

  const audit = async (account: AccountId) => opened(await place.auditor.openAuditSession(account));
  const remove = async (account: AccountId) => opened(await place.remover.openDeleteSession(account));
  const recover = async (account: AccountId) => opened(await place.recoverer.openRecoverySession(account));

  const anyOrganization = () => onAnyOrganization(place);
  itOpensRootSessions(anyOrganization);
  itAllowsAndRemovesAPassword(anyOrganization);

  it('an audit finds every credential, with its id, age and status', async () => {
    const session = await audit(PAYMENTS);
    expect(await session.readSummary()).toEqual({ type: 'readable', present: new Set(CREDENTIAL_KINDS) });
    expect(await session.readInventory()).toEqual({ type: 'readable', credentials: ALL });
  });

  it('a delete session audits, deletes and shows that it is gone', async () => {
    const session = await remove(PAYMENTS);
    expect(await session.readInventory()).toEqual({ type: 'readable', credentials: ALL });
    for (const credential of ALL) {
      expect(await session.remove(credential)).toEqual({ type: 'deleted', requestId: expect.any(String) });
    }
    expect(await session.readInventory()).toEqual({ type: 'readable', credentials: [] });
    expect(await place.credentialIds(PAYMENTS)).toEqual([]);
  });

  it.each(ALL)('removing the $kind leaves the others', async (credential) => {
    await (await remove(PAYMENTS)).remove(credential);
    expect(await place.credentialIds(PAYMENTS)).toEqual(idsOf(ALL.filter((one) => one !== credential)));
  });

  it('removing what is gone is no failure', async () => {
    const session = await remove(CLEAN);
    for (const credential of ALL) {
      expect(await session.remove(credential)).toMatchObject({ type: 'already-absent' });
    }
  });

  it.each(['iam:GetLoginProfile', 'iam:ListAccessKeys', 'iam:ListSigningCertificates', 'iam:ListMFADevices'])(
    'a throttled %s makes the inventory unreadable, never empty',
    async (call) => {
      const session = await audit(PAYMENTS);
      await place.throttle(call, PAYMENTS);
      expect(await session.readInventory()).toMatchObject({
        type: 'unreadable',
        failure: { reason: 'throttled', call, code: 'Throttling' },
      });
      expect(await session.readInventory()).toMatchObject({ type: 'readable' });
    },
  );

  it.each([KEY, { ...CERTIFICATE, status: 'Inactive' }])(
    'an inactive $kind is seen, also where the summary does not count it',
    async (credential) => {
      await place.countActiveOnly();
      const session = await remove(PAYMENTS);
      for (const other of ALL.filter(({ id }) => id !== credential.id)) await session.remove(other);
      if (credential.kind === 'signing-certificate')
        await place.deactivateCertificate(PAYMENTS, credential.id);
      expect(await (await audit(PAYMENTS)).readSummary()).toEqual({
        type: 'readable',
        present: new Set([credential.kind]),
      });
    },
  );

  it.each(['iam:ListAccessKeys', 'iam:ListSigningCertificates'])(
    'a summary beside which %s is throttled is unreadable, never compliant',
    async (call) => {
      const session = await audit(CLEAN);
      await place.throttle(call, CLEAN);
      expect(await session.readSummary()).toMatchObject({
        type: 'unreadable',
        failure: { reason: 'throttled', call },
      });
    },
  );

  it('a throttled summary is unreadable, never compliant', async () => {
    const session = await audit(CLEAN);
    await place.throttle('iam:GetAccountSummary', CLEAN);
    expect(await session.readSummary()).toMatchObject({
      type: 'unreadable',
      failure: { reason: 'throttled' },
    });
  });

  it('a throttled removal is refused and leaves the credential', async () => {
    const session = await remove(PAYMENTS);
    await place.throttle('iam:DeleteAccessKey', PAYMENTS);
    expect(await session.remove(KEY)).toMatchObject({
      type: 'refused',
      failure: { reason: 'throttled', call: 'iam:DeleteAccessKey' },
    });
    expect(await place.credentialIds(PAYMENTS)).toEqual(idsOf(ALL));
  });

  it.each(ALL)(
    'a removal of a $kind whose answer gets lost is not known, and has happened',
    async (credential) => {
      const calls = {
        'login-profile': 'iam:DeleteLoginProfile',
        'access-key': 'iam:DeleteAccessKey',
        'signing-certificate': 'iam:DeleteSigningCertificate',
        'mfa-device': 'iam:DeactivateMFADevice',
      };
      const session = await remove(PAYMENTS);
      await place.loseAnswer(calls[credential.kind]);
      expect(await session.remove(credential)).toMatchObject({
        type: 'refused',
        failure: { reason: 'unavailable' },
      });
      expect(await place.credentialIds(PAYMENTS)).toEqual(idsOf(ALL.filter((one) => one !== credential)));
    },
  );

  it('a delete session does nothing any more once its time is up', async () => {
    const given = new AbortController();
    const session = opened(await place.remover.openDeleteSession(PAYMENTS, given.signal));
    expect(await session.remove(CERTIFICATE)).toMatchObject({ type: 'deleted' });
    const reason = new Error('given up');
    given.abort(reason);
    await expect(session.remove(KEY)).rejects.toBe(reason);
    await expect(session.readInventory()).rejects.toBe(reason);
    expect(await place.credentialIds(PAYMENTS)).toEqual(idsOf([PASSWORD, KEY, MFA_DEVICE]));
  });

  it('an audit session reads nothing any more once its time is up, and none is opened', async () => {
    const given = new AbortController();
    const session = opened(await place.auditor.openAuditSession(PAYMENTS, given.signal));
    expect(await session.readSummary()).toMatchObject({ type: 'readable' });
    const reason = new Error('given up');
    given.abort(reason);
    await expect(session.readSummary()).rejects.toBe(reason);
    await expect(session.readInventory()).rejects.toBe(reason);
    await expect(session.readKeyLastUsed(KEY.id)).rejects.toBe(reason);
    await expect(place.auditor.openAuditSession(PAYMENTS, given.signal)).rejects.toBe(reason);
    await expect(place.remover.openDeleteSession(PAYMENTS, given.signal)).rejects.toBe(reason);
  });

  it('a throttled AssumeRoot is refused', async () => {
    await place.throttle('sts:AssumeRoot', PAYMENTS);
    expect(await place.auditor.openAuditSession(PAYMENTS)).toMatchObject({
      type: 'refused',
      failure: { reason: 'throttled', call: 'sts:AssumeRoot' },
    });
  });

  it('no session opens in an account outside', async () => {
    const refused = { type: 'refused', failure: { reason: 'not-authorized', call: 'sts:AssumeRoot' } };
    expect(await place.auditor.openAuditSession(OUTSIDE)).toMatchObject(refused);
    expect(await place.remover.openDeleteSession(OUTSIDE)).toMatchObject(refused);
    expect(await place.recoverer.openRecoverySession(OUTSIDE)).toMatchObject(refused);
  });

  it('no session opens once root credentials management is off; one that is open goes on', async () => {
    const session = await audit(PAYMENTS);
    await place.disableRootCredentialsManagement();
    expect(await place.auditor.openAuditSession(PAYMENTS)).toMatchObject({
      type: 'refused',
      failure: { reason: 'root-credentials-management-off' },
    });
    expect(await session.readInventory()).toMatchObject({ type: 'readable' });
  });

  it('a session ends after fifteen minutes', async () => {
    const session = await remove(PAYMENTS);
    await place.advance(899);
    expect(await session.readInventory()).toMatchObject({ type: 'readable' });
    await place.advance(1);
    const expired = { failure: { reason: 'session-expired' } };
    expect(await session.readInventory()).toMatchObject({ type: 'unreadable', ...expired });
    expect(await session.remove(KEY)).toMatchObject({ type: 'refused', ...expired });
    expect(await place.credentialIds(PAYMENTS)).toEqual(idsOf(ALL));
  });

  it('what was just removed may be listed for a while', async () => {
    await place.setReadLag(10);
    const session = await remove(PAYMENTS);
    await session.remove(KEY);
    expect(await ids(session.readInventory())).toContain(`access-key ${KEY.id}`);
    await place.advance(11);
    expect(await ids(session.readInventory())).not.toContain(`access-key ${KEY.id}`);
  });

  it('recovery allows a password once, and only where there is none', async () => {
    expect(await (await recover(PAYMENTS)).allowPassword()).toEqual({ type: 'already-present' });
    const session = await recover(CLEAN);
    expect(await session.allowPassword()).toEqual({ type: 'allowed', requestId: expect.any(String) });
    expect(await session.allowPassword()).toEqual({ type: 'already-present' });
    expect(await place.credentialIds(CLEAN)).toEqual([`login-profile ${LOGIN_PROFILE_ID}`]);
  });

  it('recovery that is throttled allows nothing', async () => {
    const session = await recover(CLEAN);
    await place.throttle('iam:CreateLoginProfile', CLEAN);
    expect(await session.allowPassword()).toMatchObject({
      type: 'refused',
      failure: { reason: 'throttled', call: 'iam:CreateLoginProfile' },
    });
    expect(await place.credentialIds(CLEAN)).toEqual([]);
  });
});

describe('permissions', () => {
  it('the caller needs what it is granted, and no more', () => {
    const { used, granted } = actionsOf('rootAuditor');
    expect(used).toEqual(granted);
  });
});

async function ids(inventory: Promise<Inventory>): Promise<readonly string[]> {
  const read = await inventory;
  if (read.type === 'unreadable') throw new Error(read.failure.message);
  return idsOf(read.credentials);
}
