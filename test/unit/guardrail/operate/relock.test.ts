import { describe, expect, it } from 'vitest';
import { parseAccountId } from '../../../../src/domain/account.ts';
import { relock } from '../../../../src/guardrail/operate/relock.ts';
import {
  ACCOUNT,
  givenAccount,
  givenCredential,
  givenException,
  givenPolicy,
} from '../../../support/builders.ts';
import { givenGuard, NOW, OPERATOR } from '../guard-fixture.ts';

const PASSWORD = givenCredential('login-profile');
const KEY = givenCredential('access-key');
const MFA = givenCredential('mfa-device');

function givenRelock(credentials: Parameters<typeof givenGuard>[0] = [], policy = givenPolicy()) {
  const guarded = givenGuard(credentials, { initialPolicy: policy });
  const deps = { ...guarded.deps, editor: guarded.exceptions };
  return {
    ...guarded,
    recovery: (id: string, attributes = {}) =>
      guarded.exceptions.put(
        givenException({ id, credentials: ['login-profile', 'mfa-device'], ...attributes }),
      ),
    relock: (account = ACCOUNT, confirmWithoutRecovery = async () => true) =>
      relock(deps, { account, operator: OPERATOR, confirmWithoutRecovery }),
  };
}

describe('a relock', () => {
  it('records and ends every open recovery, then removes what they approved', async () => {
    const { relock, recovery, left, entries, written, exceptions } = givenRelock([PASSWORD, MFA]);
    recovery('recovery-1');
    recovery('recovery-2');
    expect(await relock()).toMatchObject({
      type: 'relocked',
      endedExceptionIds: ['recovery-1', 'recovery-2'],
      enforcement: { type: 'done', state: 'compliant' },
    });
    expect(left()).toEqual([]);
    expect(entries('relock')).toMatchObject([
      {
        account: ACCOUNT,
        at: NOW,
        operator: OPERATOR,
        endedExceptionIds: ['recovery-1', 'recovery-2'],
      },
    ]);
    expect(written()).toEqual(['relock', 'intent', 'outcome', 'notification']);
    expect(entries('intent')).toMatchObject([
      { operator: OPERATOR, triggers: [{ type: 'audit-requested', why: 'operator', at: NOW }] },
    ]);
    const ended = { exception: { revokedAt: NOW, revokedBy: OPERATOR.by } };
    expect(exceptions.rows).toMatchObject([ended, ended]);
  });

  it.each(['observe', 'enforce'] as const)(
    'without an open recovery removes nothing before somebody agreed to it, in %s mode',
    async (mode) => {
      const { relock, recovery, left, written } = givenRelock([PASSWORD, KEY], givenPolicy({ mode }));
      recovery('recovery-1', { expiresAt: '2026-01-01T00:00:00Z' });
      expect(await relock(ACCOUNT, async () => false)).toEqual({ type: 'declined' });
      expect(left()).toHaveLength(2);
      expect(written()).toEqual([]);
      expect(await relock()).toMatchObject({ type: 'relocked', enforcement: { state: 'compliant' } });
    },
  );

  it('of an open recovery asks for no confirmation', async () => {
    const { relock, recovery, left } = givenRelock([PASSWORD]);
    recovery('recovery-1');
    await relock(ACCOUNT, () => expect.unreachable());
    expect(left()).toEqual([]);
  });

  it('leaves every other exception in force', async () => {
    const { relock, recovery, left, exceptions } = givenRelock([PASSWORD, KEY]);
    recovery('recovery-1');
    exceptions.put(givenException({ id: 'break-glass', credentials: ['access-key'] }));
    expect(await relock()).toMatchObject({ enforcement: { type: 'done', state: 'excepted' } });
    expect(left()).toEqual(['access-key']);
  });

  it('is enforced whatever the mode and the breaker say', async () => {
    const policy = givenPolicy({ mode: 'observe', maxAccountsPerHour: 0 });
    const { relock, recovery, left } = givenRelock([PASSWORD], policy);
    recovery('recovery-1');
    expect(await relock()).toMatchObject({ enforcement: { type: 'done', state: 'compliant' } });
    expect(left()).toEqual([]);
  });

  it('without an open recovery removes unapproved credentials', async () => {
    const { relock, recovery, left } = givenRelock([PASSWORD]);
    recovery('recovery-1', { expiresAt: NOW.toISOString() });
    expect(await relock()).toMatchObject({ type: 'relocked', endedExceptionIds: [] });
    expect(left()).toEqual([]);
  });

  it('reports when the removal failed', async () => {
    const { relock, recovery, log } = givenRelock([PASSWORD]);
    recovery('recovery-1');
    log.fail({ call: 'iam:DeleteLoginProfile', failure: { reason: 'denied-by-scp' } });
    expect(await relock()).toMatchObject({
      type: 'relocked',
      enforcement: { type: 'retry', state: 'violating', results: [{ failedBecause: 'refused' }] },
    });
  });
});

describe('a relock is not started', () => {
  it.each(['111111111111', '999999999999'])('in account %s', async (account) => {
    const { relock, written } = givenRelock();
    expect(await relock(parseAccountId(account))).toMatchObject({ type: 'not-eligible' });
    expect(written()).toEqual([]);
  });

  it('in a suspended account', async () => {
    const { relock, organization, written } = givenRelock();
    organization.setAccount(givenAccount({ state: 'SUSPENDED' }));
    expect(await relock()).toMatchObject({ type: 'not-eligible', eligibility: { type: 'not-active' } });
    expect(written()).toEqual([]);
  });

  it('while the exceptions cannot be read', async () => {
    const { relock, log, left } = givenRelock([PASSWORD]);
    log.fail({ call: 'dynamodb:Query', failure: { code: 'Throttling', message: 'slow down' } });
    expect(await relock()).toMatchObject({
      type: 'exceptions-unreadable',
      failure: { call: 'dynamodb:Query', code: 'Throttling', message: 'slow down' },
    });
    expect(left()).toEqual(['login-profile']);
  });
});
