import { describe, expect, it } from 'vitest';
import { parseAccountId } from '../../../../src/domain/account.ts';
import { openRecoveries, recover } from '../../../../src/guardrail/operate/recover.ts';
import {
  ACCOUNT,
  givenAccount,
  givenCredential,
  givenException,
  givenRootEvent,
} from '../../../support/builders.ts';
import { Crash, crashOn, givenGuard, heal, NOW, OPERATOR } from '../guard-fixture.ts';

const PASSWORD = givenCredential('login-profile');
const PERMANENT = { expiresAt: undefined, permanent: true };
const IN_AN_HOUR = new Date('2026-11-24T13:00:00Z');

function givenRecovery(credentials: Parameters<typeof givenGuard>[0] = []) {
  const guarded = givenGuard(credentials);
  const deps = { ...guarded.deps, editor: guarded.exceptions, recoverer: guarded.recoverer };
  const active = () =>
    guarded.exceptions.rows.flatMap((row) =>
      row.type === 'exception' ? openRecoveries([row.exception], guarded.clock.now()) : [],
    );
  return {
    ...guarded,
    active,
    recover: (account = ACCOUNT) => recover(deps, { account, forSeconds: 3_600, operator: OPERATOR }),
  };
}

describe('a recovery', () => {
  it('records its start, writes the exception, allows the password, then records that', async () => {
    const { recover, calls, left, entries } = givenRecovery();
    const outcome = await recover();
    expect(outcome).toMatchObject({
      type: 'recovered',
      result: 'password-allowed',
      exception: {
        scope: { type: 'account', account: ACCOUNT },
        credentials: ['login-profile', 'mfa-device'],
        credentialIds: undefined,
        reason: OPERATOR.reason,
        approvedBy: OPERATOR.by,
        ticket: OPERATOR.ticket,
        createdAt: NOW,
        expiresAt: IN_AN_HOUR,
        revokedAt: undefined,
      },
    });
    expect(calls()).toEqual([
      'organizations:DescribeAccount',
      'exceptions.readFor',
      'ledger.append', // started
      'exceptions.add',
      'sts:AssumeRoot',
      'iam:GetLoginProfile',
      'iam:CreateLoginProfile',
      'ledger.append',
    ]);
    expect(left()).toEqual(['login-profile']);
    expect(entries('recovery')).toMatchObject([
      { result: 'started' },
      {
        account: ACCOUNT,
        operator: OPERATOR,
        exceptionId: outcome.type === 'recovered' ? outcome.exception.id : 'none',
        expiresAt: IN_AN_HOUR,
        result: 'password-allowed',
        failure: undefined,
      },
    ]);
  });

  it('is kept by the audit of its own event, with the MFA device that is registered afterwards', async () => {
    const { recover, guard, left, organization } = givenRecovery();
    await recover();
    organization.addCredential(ACCOUNT, givenCredential('mfa-device'));
    expect(await guard(givenRootEvent('login-profile', NOW))).toMatchObject({ state: 'excepted' });
    expect(left()).toEqual(['login-profile', 'mfa-device']);
  });

  it('reports when there was a password already', async () => {
    const { recover, entries, active } = givenRecovery([PASSWORD]);
    expect(await recover()).toMatchObject({ type: 'recovered', result: 'password-was-there' });
    expect(entries('recovery')).toMatchObject([{ result: 'started' }, { result: 'password-was-there' }]);
    expect(active()).toHaveLength(1);
  });

  it('that is open already is not opened again', async () => {
    const { recover, calls, active } = givenRecovery();
    const first = await recover();
    const before = calls().length;
    expect(await recover()).toMatchObject({
      type: 'already-open',
      exception: first.type === 'recovered' ? first.exception : 'none',
    });
    expect(calls().slice(before)).toEqual([
      'organizations:DescribeAccount',
      'exceptions.readFor',
      'sts:AssumeRoot',
      'iam:GetLoginProfile',
    ]);
    expect(active()).toHaveLength(1);
  });

  it('that was interrupted after its exception continues with the same one', async () => {
    const { recover, log, active, entries } = givenRecovery();
    crashOn(log, 'sts:AssumeRoot', 1);
    await expect(recover()).rejects.toThrow(Crash);
    heal(log);
    const [exception] = active();
    expect(await recover()).toMatchObject({ type: 'recovered', result: 'password-allowed', exception });
    expect(active()).toHaveLength(1);
    expect(entries('recovery')).toMatchObject([
      { result: 'started', exceptionId: exception?.id },
      { result: 'password-allowed', exceptionId: exception?.id },
    ]);
  });

  it('that is open already stays open when AWS refuses another session', async () => {
    const { recover, log, active } = givenRecovery();
    await recover();
    log.fail({ call: 'sts:AssumeRoot', failure: { reason: 'throttled' } });
    expect(await recover()).toMatchObject({ type: 'refused', failure: { reason: 'throttled' } });
    expect(active()).toHaveLength(1);
  });

  it('is opened again once the one before has expired', async () => {
    const { recover, clock, active } = givenRecovery();
    await recover();
    clock.advance(3_600);
    expect(active()).toEqual([]);
    expect(await recover()).toMatchObject({ type: 'recovered' });
    expect(active()).toHaveLength(1);
  });
});

describe('a recovery that AWS refuses', () => {
  it.each(['sts:AssumeRoot', 'iam:GetLoginProfile', 'iam:CreateLoginProfile'])(
    '(%s) ends its exception and says so in the ledger',
    async (call) => {
      const { recover, log, active, entries, exceptions } = givenRecovery();
      log.fail({ call, failure: { reason: 'denied-in-session' } });
      const failure = { call, reason: 'denied-in-session' };
      expect(await recover()).toMatchObject({ type: 'refused', failure });
      expect(active()).toEqual([]);
      expect(exceptions.rows).toMatchObject([{ exception: { revokedAt: NOW, revokedBy: OPERATOR.by } }]);
      expect(entries('recovery')).toMatchObject([{ result: 'started' }, { result: 'failed', failure }]);
      expect(await recover()).toMatchObject({ type: 'recovered' });
    },
  );
});

describe('a recovery is not started', () => {
  it.each([
    ['111111111111', { type: 'rejected', reason: 'management-account' }],
    [
      '999999999999',
      {
        type: 'rejected',
        reason: 'not-in-organization',
        failure: expect.objectContaining({ code: 'AccountNotFoundException' }),
      },
    ],
  ])('in account %s: %o', async (account, eligibility) => {
    const { recover, exceptions, calls } = givenRecovery();
    expect(await recover(parseAccountId(account))).toEqual({ type: 'not-eligible', eligibility });
    expect(exceptions.rows).toEqual([]);
    expect(calls()).not.toContain('sts:AssumeRoot');
  });

  it('in a suspended account', async () => {
    const { recover, organization } = givenRecovery();
    organization.setAccount(givenAccount({ state: 'SUSPENDED' }));
    expect(await recover()).toMatchObject({ type: 'not-eligible', eligibility: { type: 'not-active' } });
  });

  it('while Organizations does not answer', async () => {
    const { recover, log } = givenRecovery();
    log.fail({ call: 'organizations:DescribeAccount' });
    expect(await recover()).toMatchObject({ type: 'not-eligible', eligibility: { type: 'unknown' } });
  });

  it('while the exceptions cannot be read', async () => {
    const { recover, log, calls } = givenRecovery();
    log.fail({ call: 'dynamodb:Query', failure: { code: 'Throttling', message: 'slow down' } });
    expect(await recover()).toMatchObject({
      type: 'exceptions-unreadable',
      failure: { call: 'dynamodb:Query', code: 'Throttling', message: 'slow down' },
    });
    expect(calls()).not.toContain('exceptions.add');
  });

  it('when its exception cannot be written', async () => {
    const { recover, log, left } = givenRecovery();
    crashOn(log, 'exceptions.add');
    await expect(recover()).rejects.toThrow(Crash);
    expect(left()).toEqual([]);
  });
});

describe('the open recoveries of an account', () => {
  it.each([
    [1, 'a recovery', { id: 'recovery-1' }],
    [0, 'an exception of another kind', { id: 'break-glass' }],
    [0, 'one that has expired', { id: 'recovery-1', expiresAt: NOW.toISOString() }],
    [0, 'one that was revoked', { id: 'recovery-1', revokedAt: NOW.toISOString() }],
    [0, 'one that never ends, which `recover` does not write', { id: 'recovery-1', ...PERMANENT }],
    [0, 'one of an organizational unit', { id: 'recovery-1', scope: 'ou#ou-ab12-aaaaaaaa' }],
    [0, 'one of the organization', { id: 'recovery-1', scope: 'organization' }],
  ])('%i: %s', (count, _what, attributes) => {
    expect(openRecoveries([givenException(attributes)], NOW)).toHaveLength(count);
  });
});
