import { describe, expect, it } from 'vitest';
import { CREDENTIAL_KINDS } from '../../../../src/domain/credentials.ts';
import { readDeleteSession, readInAuditSession } from '../../../../src/guardrail/account/read-account.ts';
import type { RootAuditor } from '../../../../src/guardrail/ports/root-sessions.ts';
import { ACCOUNT, givenCredential } from '../../../support/builders.ts';
import { failureWith } from '../../../support/memory/call-log.ts';
import { givenGuard, onNth } from '../guard-fixture.ts';

const KEY = givenCredential('access-key');
const MFA = givenCredential('mfa-device');

/** An auditor with a fixed summary and fixed listings. */
function givenAuditor(
  present: readonly (typeof KEY)['kind'][],
  listed: readonly (typeof KEY)[],
): RootAuditor {
  return {
    openAuditSession: async () => ({
      type: 'opened',
      session: {
        readSummary: async () => ({ type: 'readable', present: new Set(present) }),
        readInventory: async () => ({ type: 'readable', credentials: listed }),
        readKeyLastUsed: async () => undefined,
      },
    }),
  };
}

describe('reading in an audit session', () => {
  it('lists nothing else when all four flags of the summary are 0 and neither keys nor certificates are listed', async () => {
    const { auditor, awsCalls } = givenGuard();
    expect(await readInAuditSession(auditor, ACCOUNT)).toMatchObject({
      type: 'audit-session',
      credentials: [],
    });
    expect(awsCalls()).toEqual([
      'sts:AssumeRoot',
      'iam:GetAccountSummary',
      'iam:ListAccessKeys',
      'iam:ListSigningCertificates',
    ]);
  });

  it.each(CREDENTIAL_KINDS)('lists all kinds when the summary shows a %s', async (kind) => {
    const { auditor } = givenGuard([givenCredential(kind)]);
    expect(await readInAuditSession(auditor, ACCOUNT)).toMatchObject({
      type: 'audit-session',
      credentials: [givenCredential(kind)],
    });
  });

  it.each(['access-key', 'signing-certificate'] as const)(
    'lists all kinds when there is an inactive %s that the summary does not count',
    async (kind) => {
      const inactive = givenCredential(kind, { status: 'Inactive' });
      const { auditor, organization } = givenGuard([inactive]);
      organization.summaryCountsInactive = false;
      expect(await readInAuditSession(auditor, ACCOUNT)).toMatchObject({
        type: 'audit-session',
        credentials: [inactive],
      });
    },
  );

  it('is unreadable when the listings lack a kind that the summary shows', async () => {
    const auditor = givenAuditor(['access-key', 'mfa-device'], [KEY]);
    const reading = await readInAuditSession(auditor, ACCOUNT);
    expect(reading).toMatchObject({ type: 'unreadable', failure: { reason: 'readings-disagree' } });
    expect(reading).toHaveProperty('failure.message', expect.stringContaining('mfa-device'));
    expect(reading).toHaveProperty('failure.message', expect.not.stringContaining('access-key'));
  });

  it('accepts listings that show more than the summary, as they were read later', async () => {
    const auditor = givenAuditor(['access-key'], [KEY, MFA]);
    const reading = await readInAuditSession(auditor, ACCOUNT);
    expect(reading).toMatchObject({ type: 'audit-session', credentials: [KEY, MFA] });
  });

  it.each(['sts:AssumeRoot', 'iam:GetAccountSummary', 'iam:GetLoginProfile'])(
    'is unreadable when %s fails, and passes the failure on',
    async (call) => {
      const { auditor, log } = givenGuard([KEY]);
      log.fail({ call, failure: { code: 'Throttling', reason: 'throttled' } });
      expect(await readInAuditSession(auditor, ACCOUNT)).toMatchObject({
        type: 'unreadable',
        failure: failureWith(call, { code: 'Throttling', reason: 'throttled' }),
      });
    },
  );
});

describe('reading in a delete session', () => {
  it('lists the credentials in a session that can delete them', async () => {
    const { remover, awsCalls, left } = givenGuard([KEY]);
    const reading = await readDeleteSession(await remover.openDeleteSession(ACCOUNT));
    expect(reading).toMatchObject({ type: 'delete-session', credentials: [KEY] });
    expect(awsCalls()).not.toContain('iam:GetAccountSummary');
    if (reading.type === 'delete-session') await reading.session.remove(KEY);
    expect(left()).toEqual([]);
  });

  it('is unreadable when AWS refuses the session', async () => {
    const { remover, log } = givenGuard([KEY]);
    log.fail({ call: 'sts:AssumeRoot', failure: { reason: 'not-authorized' } });
    expect(await readDeleteSession(await remover.openDeleteSession(ACCOUNT))).toMatchObject({
      type: 'unreadable',
      failure: { reason: 'not-authorized' },
    });
  });

  it('is unreadable when one of the listings fails', async () => {
    const { remover, log } = givenGuard([KEY]);
    onNth(log, 'iam:ListMFADevices', 1, () => log.fail({ call: 'iam:ListMFADevices' }));
    const reading = await readDeleteSession(await remover.openDeleteSession(ACCOUNT));
    expect(reading).toMatchObject({ type: 'unreadable', failure: { call: 'iam:ListMFADevices' } });
  });
});
