import { describe, expect, it } from 'vitest';
import {
  givenAccount,
  givenCredential,
  givenPolicy,
  givenRootEvent,
  givenSweep,
} from '../../../support/builders.ts';
import { crashOn, type Guard, givenGuard, givenListedSweep, heal, NOW, onNth } from '../guard-fixture.ts';

const PASSWORD = givenCredential('login-profile');
const KEY = givenCredential('access-key');
const MFA = givenCredential('mfa-device');

describe('an account that could not be audited', () => {
  const sweep = givenListedSweep();
  const event = givenRootEvent('login-profile', NOW);

  it.each([
    ['an event', 'organizations:DescribeAccount', 1],
    ['an event', 'sts:AssumeRoot', 1],
    ['an event', 'iam:GetLoginProfile', 1],
    ['an event', 'iam:ListAccessKeys', 1],
    ['an event', 'iam:ListSigningCertificates', 1],
    ['an event', 'iam:ListMFADevices', 1],
    ['an event', 'organizations:DescribeAccount', 2],
    ['an event', 'exceptions.readFor', 1],
    ['a sweep', 'sts:AssumeRoot', 1],
    ['a sweep', 'iam:GetAccountSummary', 1],
    ['a sweep', 'iam:ListMFADevices', 1],
    ['a sweep', 'organizations:DescribeAccount', 1],
    ['a sweep', 'exceptions.readFor', 1],
  ] as const)('keeps its credentials when, after %s, %s fails (call %i)', async (cause, name, nth) => {
    const trigger = cause === 'a sweep' ? sweep : event;
    const guarded = givenGuard([PASSWORD]);
    guarded.organization.setAccount(givenAccount({ state: 'SUSPENDED' }));
    await guarded.guard(givenListedSweep(givenAccount({ state: 'SUSPENDED' })));
    guarded.organization.setAccount(givenAccount());
    const { log } = guarded;
    const call = name === 'exceptions.readFor' ? 'dynamodb:Query' : name;
    onNth(log, name, nth, () => log.fail({ call, failure: { reason: 'throttled' } }));
    expect(await guarded.guard(trigger)).toMatchObject({ type: 'retry', state: 'unknown' });
    expect(guarded.left()).toEqual(['login-profile']);
    expect(guarded.written()).not.toContain('intent');
    expect(await guarded.posture()).toMatchObject({ state: 'unknown' });

    heal(log);
    expect(await guarded.guard(trigger)).toMatchObject({ type: 'done', state: 'compliant' });
    expect(await guarded.posture()).toMatchObject({ state: 'compliant', failure: undefined });
  });

  it('is not one whose delete session was refused: that is a failed removal', async () => {
    const guarded = givenGuard([PASSWORD, MFA]);
    const { log, telemetry } = guarded;
    const refused = { reason: 'not-authorized', code: 'AccessDenied' } as const;
    onNth(log, 'sts:AssumeRoot', 2, () => log.fail({ call: 'sts:AssumeRoot', failure: refused }));
    const arrivedLongAgo = {
      ...event,
      type: 'account-arrived',
      at: new Date('2026-11-24T10:00:00Z'),
    } as const;
    const failed = { result: 'failed', failedBecause: 'refused', failure: refused };
    expect(await guarded.guard(arrivedLongAgo)).toMatchObject({
      type: 'retry',
      state: 'violating',
      results: [failed, failed],
    });
    expect(guarded.left()).toEqual(['login-profile', 'mfa-device']);
    expect(guarded.written()).not.toContain('intent');
    expect(guarded.entries('audit')).toMatchObject([{ inventory: { credentials: [PASSWORD, MFA] } }]);
    expect(guarded.notified()).toEqual(['removal-failed']);
    expect(await guarded.posture()).toMatchObject({ state: 'violating', failure: refused });
    expect(telemetry.total('EnforcementFailures')).toBe(1);
    expect(telemetry.total('AccountsUnknown')).toBe(0);

    heal(log);
    expect(await guarded.guard(sweep)).toMatchObject({ type: 'done', state: 'compliant' });
  });

  it('keeps what AWS answered, where the exceptions cannot be read', async () => {
    const guarded = givenGuard([PASSWORD]);
    const failure = {
      reason: 'not-authorized',
      code: 'AccessDeniedException',
      message: 'not authorized to perform dynamodb:Query',
      requestId: 'request-1',
      resource: 'table rootguard-exceptions',
    } as const;
    guarded.log.fail({ call: 'dynamodb:Query', failure });
    expect(await guarded.guard(event)).toMatchObject({
      type: 'retry',
      state: 'unknown',
      why: 'dynamodb:Query of table rootguard-exceptions: AccessDeniedException: not authorized to perform dynamodb:Query',
      results: [{ result: 'withheld', reason: 'exceptions-unreadable' }],
      failure,
    });
    expect(await guarded.posture()).toMatchObject({ state: 'unknown', failure });
    expect(guarded.entries('audit')).toMatchObject([{ exceptionsFailure: failure }]);
    expect(guarded.telemetry.logged.at(-1)).toMatchObject({ event: 'account-audited', fields: { failure } });
  });

  it('is recorded in the ledger after an event, and not after a sweep', async () => {
    const guarded = givenGuard([PASSWORD]);
    const fail = () => guarded.log.fail({ call: 'sts:AssumeRoot', failure: { reason: 'denied-by-scp' } });
    fail();
    await guarded.guard(sweep);
    expect(guarded.entries('audit')).toEqual([]);
    fail();
    await guarded.guard(event);
    expect(guarded.entries('audit')).toMatchObject([
      {
        inventory: { type: 'unreadable', failure: { reason: 'denied-by-scp' } },
        decisions: [],
        triggers: [event],
      },
    ]);
  });

  it('is notified only once it lasts, where a session was throttled', async () => {
    const guarded = givenGuard([PASSWORD]);
    const { log } = guarded;
    onNth(log, 'sts:AssumeRoot', 2, () =>
      log.fail({ call: 'sts:AssumeRoot', failure: { reason: 'throttled' } }),
    );
    expect(await guarded.guard(sweep)).toMatchObject({ type: 'retry', state: 'violating' });
    expect(guarded.notified()).toEqual([]);
  });

  it('is counted, and its posture has the reason and the credentials of before', async () => {
    const guarded = givenGuard([KEY], { initialPolicy: givenPolicy({ mode: 'observe' }) });
    await guarded.guard(sweep);
    guarded.log.fail({ call: 'sts:AssumeRoot', failure: { reason: 'throttled', code: 'Throttling' } });
    expect(await guarded.guard(givenSweep(NOW))).toMatchObject({ type: 'retry', results: [] });
    const posture = await guarded.posture();
    expect(posture).toMatchObject({ state: 'unknown', failure: { reason: 'throttled', code: 'Throttling' } });
    expect(posture?.credentials.map(({ credential }) => credential)).toEqual([KEY]);
    expect(guarded.logged().at(-1)).toBe('account-unknown');
    expect(guarded.telemetry.total('AccountsUnknown')).toBe(1);
  });

  it('has no posture when Organizations does not say whether it is a member, unless it had one before', async () => {
    const guarded = givenGuard();
    const fail = () => guarded.log.fail({ call: 'organizations:DescribeAccount' });
    fail();
    const unknown = { type: 'retry', state: 'unknown', results: [] };
    expect(await guarded.guard(event)).toMatchObject(unknown);
    expect(await guarded.posture()).toBeUndefined();
    expect(guarded.calls()).not.toContain('posture.reserveRevision');
    await guarded.guard(sweep);
    fail();
    guarded.clock.advance(60);
    expect(await guarded.guard(event)).toMatchObject(unknown);
    expect(await guarded.posture()).toMatchObject({
      state: 'unknown',
      failure: { call: 'organizations:DescribeAccount' },
      auditedAt: guarded.clock.now(),
      foundBy: `${event.event.name} ${event.event.id}`,
    });
    expect(guarded.telemetry.total('AccountsUnknown')).toBe(2);
  });

  it.each([
    ['throttled', sweep, 'retry'],
    ['denied-by-scp', sweep, 'done'],
    ['denied-by-scp', event, 'retry'],
    ['trusted-access-off', sweep, 'done'],
  ] as const)('because of %s, after %o, leads to %s', async (reason, trigger, type) => {
    const guarded = givenGuard([KEY]);
    guarded.log.fail({ call: 'iam:GetAccountSummary', failure: { reason } });
    guarded.log.fail({ call: 'iam:GetLoginProfile', failure: { reason } });
    expect(await guarded.guard(trigger)).toMatchObject({ type, state: 'unknown' });
  });

  it('is retried when an event is among its triggers', async () => {
    const guarded = givenGuard([KEY]);
    guarded.log.fail({ call: 'iam:GetLoginProfile', failure: { reason: 'denied-by-scp' } });
    expect(await guarded.guard(sweep, event)).toMatchObject({ type: 'retry' });
  });

  it.each(['posture.reserveRevision', 'posture.startEnforcement', 'ledger.append', 'breaker.permit'])(
    'makes the run throw when %s does, before anything is removed',
    async (call) => {
      const guarded = givenGuard([KEY]);
      crashOn(guarded.log, call);
      await expect(guarded.guard(sweep)).rejects.toThrow(call);
      expect(guarded.left()).toEqual(['access-key']);
    },
  );

  it('because of a malformed exception is retried after an event only', async () => {
    const guarded = givenGuard([KEY]);
    guarded.exceptions.putMalformed({ scope: 'organization', id: 'broken', issues: ['reason: is required'] });
    expect(await guarded.guard(sweep)).toMatchObject({ type: 'done', state: 'unknown' });
    expect(await guarded.guard(event)).toMatchObject({
      type: 'retry',
      state: 'unknown',
      results: [{ result: 'withheld', reason: 'exception-malformed' }],
      why: 'an exception that may approve a credential does not parse',
    });
    expect(guarded.left()).toEqual(['access-key']);
    expect(guarded.notified().filter((key) => key === 'exception-malformed')).toHaveLength(1);
  });
});

describe('a removal that fails is retried', () => {
  const refuse = (call: string) => (guarded: Guard) =>
    guarded.log.fail({ call, failure: { reason: 'denied-by-scp', requestId: 'request-1' } });

  it.each([
    ['refused', refuse('iam:DeleteAccessKey'), [KEY], 'violating'],
    [
      'still-present',
      (guarded: Guard) => {
        guarded.organization.removeCredential = () => true;
      },
      [KEY],
      'violating',
    ],
    [
      'not-verified',
      ({ log }: Guard) =>
        onNth(log, 'iam:ListAccessKeys', 2, () => log.fail({ call: 'iam:ListAccessKeys', times: 9 })),
      [KEY],
      'unknown',
    ],
    ['password-remains', refuse('iam:DeleteLoginProfile'), [MFA, PASSWORD], 'violating'],
  ] as const)('when its result is %s', async (failedBecause, breakIt, credentials, state) => {
    const guarded = givenGuard(credentials);
    breakIt(guarded);
    const outcome = await guarded.guard(givenRootEvent('access-key', NOW));
    expect(outcome).toMatchObject({ type: 'retry', state });
    expect(outcome).toHaveProperty('results.0', expect.objectContaining({ result: 'failed', failedBecause }));
    expect(guarded.notified()).toEqual(['removal-failed']);
    expect(guarded.logged()).toContain('enforcement-incomplete');
    expect(guarded.telemetry.total('EnforcementFailures')).toBe(1);
    expect(guarded.telemetry.total('EventToRemovalMilliseconds')).toBe(0);
  });
});
