import { describe, expect, it } from 'vitest';
import { CREDENTIAL_KINDS } from '../../../../src/domain/credentials.ts';
import { readInAuditSession, readInDeleteSession } from '../../../../src/guardrail/account/read-account.ts';
import type { RootAuditor } from '../../../../src/guardrail/ports/root-sessions.ts';
import { ACCOUNT, givenAccount, givenCredential } from '../../../support/builders.ts';
import { failureWith } from '../../../support/memory/call-log.ts';
import { givenGuard, onNth } from './guard-fixture.ts';

const KEY = givenCredential('access-key');
const MFA = givenCredential('mfa-device');

/** An auditor whose summary and listings are said outright. */
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

describe('expecting nothing', () => {
  it('takes the summary for an answer when all four flags are 0 and neither keys nor certificates are listed', async () => {
    const { auditor, awsCalls } = givenGuard();
    expect(await readInAuditSession(auditor, givenAccount())).toMatchObject({
      inventory: { type: 'readable', credentials: [] },
      deleteSession: undefined,
    });
    expect(awsCalls()).toEqual([
      'sts:AssumeRoot',
      'iam:GetAccountSummary',
      'iam:ListAccessKeys',
      'iam:ListSigningCertificates',
    ]);
  });

  it.each(CREDENTIAL_KINDS)('lists when the summary shows a %s', async (kind) => {
    const { auditor } = givenGuard([givenCredential(kind)]);
    expect(await readInAuditSession(auditor, givenAccount())).toMatchObject({
      inventory: { type: 'readable', credentials: [givenCredential(kind)] },
      deleteSession: undefined,
    });
  });

  it.each(['access-key', 'signing-certificate'] as const)(
    'lists when an inactive %s is there that the summary does not count',
    async (kind) => {
      const inactive = givenCredential(kind, { status: 'Inactive' });
      const { auditor, organization } = givenGuard([inactive]);
      organization.summaryCountsInactive = false;
      expect(await readInAuditSession(auditor, givenAccount())).toMatchObject({
        inventory: { type: 'readable', credentials: [inactive] },
      });
    },
  );

  it('does not believe listings that lack a kind which the summary shows', async () => {
    const auditor = givenAuditor(['access-key', 'mfa-device'], [KEY]);
    const { inventory } = await readInAuditSession(auditor, givenAccount());
    expect(inventory).toMatchObject({ type: 'unreadable', failure: { reason: 'readings-disagree' } });
    expect(inventory).toHaveProperty('failure.message', expect.stringContaining('mfa-device'));
    expect(inventory).toHaveProperty('failure.message', expect.not.stringContaining('access-key'));
  });

  it('takes listings that show more than the summary: they were read later', async () => {
    const auditor = givenAuditor(['access-key'], [KEY, MFA]);
    const { inventory } = await readInAuditSession(auditor, givenAccount());
    expect(inventory).toEqual({ type: 'readable', credentials: [KEY, MFA] });
  });

  it.each(['sts:AssumeRoot', 'iam:GetAccountSummary', 'iam:GetLoginProfile'])(
    'is unreadable when %s fails, with the failure as it is',
    async (call) => {
      const { auditor, log } = givenGuard([KEY]);
      log.fail({ call, failure: { code: 'Throttling', reason: 'throttled' } });
      expect(await readInAuditSession(auditor, givenAccount())).toMatchObject({
        inventory: {
          type: 'unreadable',
          failure: failureWith(call, { code: 'Throttling', reason: 'throttled' }),
        },
        deleteSession: undefined,
      });
    },
  );
});

describe('expecting a violation', () => {
  it('lists in a session that can delete what it saw', async () => {
    const { remover, awsCalls, left } = givenGuard([KEY]);
    const { inventory, deleteSession } = await readInDeleteSession(remover, ACCOUNT);
    expect(inventory).toEqual({ type: 'readable', credentials: [KEY] });
    expect(awsCalls()).not.toContain('iam:GetAccountSummary');
    await deleteSession?.remove(KEY);
    expect(left()).toEqual([]);
  });

  it('is unreadable when the session is refused, and has nothing to delete with', async () => {
    const { remover, log } = givenGuard([KEY]);
    log.fail({ call: 'sts:AssumeRoot', failure: { reason: 'not-authorized' } });
    expect(await readInDeleteSession(remover, ACCOUNT)).toMatchObject({
      inventory: { type: 'unreadable', failure: { reason: 'not-authorized' } },
      deleteSession: undefined,
    });
  });

  it('is unreadable when one of the listings fails', async () => {
    const { remover, log } = givenGuard([KEY]);
    onNth(log, 'iam:ListMFADevices', 1, () => log.fail({ call: 'iam:ListMFADevices' }));
    const { inventory } = await readInDeleteSession(remover, ACCOUNT);
    expect(inventory).toMatchObject({ type: 'unreadable', failure: { call: 'iam:ListMFADevices' } });
  });
});
