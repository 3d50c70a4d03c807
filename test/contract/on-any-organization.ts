import { inspect } from 'node:util';
import { expect, it } from 'vitest';
import type { AccountId } from '../../src/domain/account.ts';
import { describeFailure } from '../../src/domain/aws-failure.ts';
import { LOGIN_PROFILE_ID } from '../../src/domain/credentials.ts';
import type { Opened } from '../../src/guardrail/ports/root-sessions.ts';
import type { OrganizationBackend } from './organization-backend.ts';

/*
 * The part of the contract that only needs a member account without root credentials, and leaves it unchanged. It runs
 * in memory, on the sandbox and, with `npm run test:live`, on AWS.
 */

export interface AnyOrganization
  extends Pick<
    OrganizationBackend,
    'auditor' | 'remover' | 'recoverer' | 'directory' | 'lister' | 'features'
  > {
  readonly managementAccountId: AccountId;
  /** An active member without root credentials. */
  readonly compliant: AccountId;
  readonly notInOrganization: AccountId;
}

export function itOpensRootSessions(organization: () => AnyOrganization): void {
  const audit = async () => opened(await organization().auditor.openAuditSession(organization().compliant));
  const remove = async () => opened(await organization().remover.openDeleteSession(organization().compliant));
  const recover = async () =>
    opened(await organization().recoverer.openRecoverySession(organization().compliant));

  it('audits an account without root credentials as empty', async () => {
    const session = await audit();
    expect(await session.readSummary()).toEqual({ type: 'readable', present: new Set() });
    expect(await session.readInventory()).toEqual({ type: 'readable', credentials: [] });
  });

  it('reads the same empty inventory in a delete session', async () => {
    expect(await (await remove()).readInventory()).toEqual({ type: 'readable', credentials: [] });
  });

  it('has the time at which AWS opened it', async () => {
    const { auditor, remover, compliant } = organization();
    for (const session of [
      await auditor.openAuditSession(compliant),
      await remover.openDeleteSession(compliant),
    ]) {
      expect(session).toMatchObject({ type: 'opened', openedAt: expect.any(Date) });
    }
  });

  it('is refused in the management account', async () => {
    const { auditor, remover, recoverer, managementAccountId } = organization();
    const refused = { type: 'refused', failure: { reason: 'not-authorized', call: 'sts:AssumeRoot' } };
    expect(await auditor.openAuditSession(managementAccountId)).toMatchObject(refused);
    expect(await remover.openDeleteSession(managementAccountId)).toMatchObject(refused);
    expect(await recoverer.openRecoverySession(managementAccountId)).toMatchObject(refused);
  });

  it('does not show its credentials when printed', async () => {
    for (const session of [await audit(), await remove(), await recover()]) {
      expect(/ASIA|secret|token/i.test(inspect(session, { depth: null, showHidden: true }))).toBe(false);
      expect(JSON.stringify(session)).toBe('{}');
    }
  });
}

/** Allows a password and removes it again. */
export function itAllowsAndRemovesAPassword(organization: () => AnyOrganization): void {
  it('allows a password once, finds it, removes it and no longer finds it', async () => {
    const { auditor, remover, recoverer, compliant } = organization();
    const recovery = opened(await recoverer.openRecoverySession(compliant));
    const removal = opened(await remover.openDeleteSession(compliant));
    const audit = opened(await auditor.openAuditSession(compliant));
    const password = {
      kind: 'login-profile',
      id: LOGIN_PROFILE_ID,
      createdAt: undefined,
      status: undefined,
    } as const;
    try {
      expect(await recovery.allowPassword()).toEqual({
        type: 'password-allowed',
        requestId: expect.any(String),
        createdAt: expect.any(Date),
      });
      expect(await recovery.allowPassword()).toEqual({ type: 'password-was-there' });
      const found = { type: 'readable', credentials: [{ ...password, createdAt: expect.any(Date) }] };
      expect(await audit.readInventory()).toEqual(found);
      expect(await removal.readInventory()).toEqual(found);
      expect(await removal.remove(password)).toEqual({ type: 'deleted', requestId: expect.any(String) });
      expect(await removal.readInventory()).toEqual({ type: 'readable', credentials: [] });
      expect(await removal.remove(password)).toMatchObject({ type: 'already-absent' });
    } finally {
      await removal.remove(password);
    }
  });
}

export function itReadsTheOrganization(organization: () => AnyOrganization): void {
  it.each(['describe', 'describeUncached'] as const)(
    'is read by %s: members are distinguished from other accounts',
    async (find) => {
      const { directory, compliant, managementAccountId, notInOrganization } = organization();
      expect(await directory[find](compliant)).toMatchObject({
        type: 'member',
        account: { id: compliant, state: 'ACTIVE' },
      });
      expect(await directory[find](managementAccountId)).toEqual({ type: 'management-account' });
      expect(await directory[find](notInOrganization)).toMatchObject({
        type: 'not-in-organization',
        failure: { reason: 'account-not-found', code: 'AccountNotFoundException' },
      });
    },
  );

  it('is listed in pages of at most 20 members, as described, without the management account', async () => {
    const { directory, lister, managementAccountId } = organization();
    const page = await lister.listAccounts(undefined);
    if (page.type === 'outdated') throw new Error('outdated');
    expect(page.accounts.length).toBeLessThanOrEqual(20);
    expect(page.accounts.map(({ id }) => id)).not.toContain(managementAccountId);
    for (const account of page.accounts.slice(0, 2)) {
      expect(await directory.describeUncached(account.id)).toEqual({ type: 'member', account });
    }
  });

  it('reports a pagination token that is no longer valid as outdated', async () => {
    expect(await organization().lister.listAccounts('a-token-of-last-week')).toEqual({ type: 'outdated' });
  });

  it('is read with its enabled root access features', async () => {
    expect(await organization().features.readFeatures()).toMatchObject({
      type: 'readable',
      enabled: expect.arrayContaining(['RootCredentialsManagement']),
    });
  });
}

export function opened<Session>(result: Opened<Session>): Session {
  if (result.type === 'opened') return result.session;
  throw new Error(describeFailure(result.failure));
}
