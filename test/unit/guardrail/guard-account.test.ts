import { describe, expect, it } from 'vitest';
import { parseAccountId, parseOrganizationalUnitId } from '../../../src/domain/account.ts';
import { guardAccount } from '../../../src/guardrail/guard-account.ts';
import {
  ACCOUNT,
  givenAccount,
  givenCredential,
  givenException,
  givenPolicy,
  givenRequest,
  givenRootEvent,
  givenSweep,
} from '../../support/builders.ts';
import {
  crashOn,
  type Guard,
  givenGuard,
  givenListedSweep,
  heal,
  NOW,
  OPERATOR,
  onNth,
} from './given-guard.ts';

const PASSWORD = givenCredential('login-profile');
const KEY = givenCredential('access-key');
const MFA = givenCredential('mfa-device');
const OLD_UNIT = 'ou-ab12-aaaaaaaa';
const NEW_UNIT = 'ou-ab12-bbbbbbbb';

describe('an account that may not be looked at', () => {
  it.each([
    ['111111111111', 'management-account'],
    ['999999999999', 'outside-organization'],
  ] as const)('%s is rejected: %s', async (id, reason) => {
    const { deps, entries, logged, awsCalls, telemetry, written } = givenGuard();
    const account = parseAccountId(id);
    const triggers = [{ ...givenRootEvent('access-key', NOW), account }];
    expect(await guardAccount(deps, { account, triggers })).toEqual({ type: 'rejected', reason });
    expect(written()).toEqual(['rejected']);
    expect(entries('rejected')[0]).toMatchObject({ account, reason, triggers, at: NOW });
    expect(logged()).toEqual(['trigger-rejected']);
    expect(telemetry.total('TriggersRejected')).toBe(1);
    expect(awsCalls()).not.toContain('sts:AssumeRoot');
    expect(await deps.posture.read(account)).toBeUndefined();
  });

  it.each(['SUSPENDED', 'PENDING_CLOSURE', 'PENDING_ACTIVATION', 'CLOSED', 'UNKNOWN'] as const)(
    'is skipped when its state is %s',
    async (state) => {
      const guarded = givenGuard([PASSWORD]);
      guarded.organization.setAccount(givenAccount({ state }));
      expect(await guarded.guard(givenRootEvent('login-profile', NOW))).toEqual({
        type: 'done',
        state: 'skipped',
        results: [],
      });
      expect(await guarded.posture()).toMatchObject({
        state: 'skipped',
        accountState: state,
        failure: undefined,
      });
      expect(guarded.logged()).toEqual(['account-skipped']);
      expect(guarded.telemetry.total('AccountsSkipped')).toBe(1);
      expect(guarded.awsCalls()).toEqual(['organizations:DescribeAccount']);
    },
  );

  it('is skipped without a look-up when the sweeper listed it as suspended', async () => {
    const { guard, awsCalls } = givenGuard();
    const listed = givenAccount({ state: 'SUSPENDED' });
    expect(await guard(givenListedSweep(listed))).toMatchObject({ type: 'done', state: 'skipped' });
    expect(awsCalls()).toEqual([]);
  });

  it("is looked up when the sweeper's word is about another account", async () => {
    const { guard, awsCalls } = givenGuard();
    await guard(givenListedSweep(givenAccount({ id: '444444444444', state: 'SUSPENDED' })));
    expect(awsCalls()[0]).toBe('organizations:DescribeAccount');
  });
});

describe('what could not be found out', () => {
  const sweep = givenListedSweep();
  const event = givenRootEvent('login-profile', NOW);

  it.each([
    [event, 'organizations:DescribeAccount', 1],
    [event, 'sts:AssumeRoot', 1],
    [event, 'iam:GetLoginProfile', 1],
    [event, 'iam:ListAccessKeys', 1],
    [event, 'iam:ListSigningCertificates', 1],
    [event, 'iam:ListMFADevices', 1],
    [event, 'organizations:DescribeAccount', 2],
    [event, 'exceptions.readFor', 1],
    [sweep, 'sts:AssumeRoot', 1],
    [sweep, 'iam:GetAccountSummary', 1],
    [sweep, 'iam:ListMFADevices', 1],
    [sweep, 'organizations:DescribeAccount', 1],
    [sweep, 'exceptions.readFor', 1],
    [sweep, 'sts:AssumeRoot', 2],
  ] as const)('$0.type: nothing is removed when %s fails (call %i)', async (trigger, name, nth) => {
    const guarded = givenGuard([PASSWORD]);
    await guarded.guard(givenListedSweep(givenAccount({ state: 'SUSPENDED' })));
    const { log } = guarded;
    const call = name === 'exceptions.readFor' ? 'dynamodb:Query' : name;
    onNth(log, name, nth, () => log.fail({ call, failure: { reason: 'throttled' } }));
    expect(await guarded.guard(trigger)).toMatchObject({ type: 'retry', state: 'unknown' });
    expect(guarded.left()).toEqual(['login-profile']);
    expect(guarded.written()).not.toContain('intent');
    expect(await guarded.posture()).toMatchObject({ state: 'unknown' });

    heal(log);
    expect(await guarded.guard(trigger)).toMatchObject({ type: 'done', state: 'clean' });
    expect(await guarded.posture()).toMatchObject({ state: 'clean', failure: undefined });
  });

  it('is counted, and leaves the reason and what stood there before in the posture', async () => {
    const guarded = givenGuard([KEY], { policy: givenPolicy({ mode: 'observe' }) });
    await guarded.guard(sweep);
    guarded.log.fail({ call: 'sts:AssumeRoot', failure: { reason: 'throttled', code: 'Throttling' } });
    await guarded.guard(givenSweep(NOW));
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
  ] as const)('because of %s, found by %o: %s', async (reason, trigger, type) => {
    const guarded = givenGuard([KEY]);
    guarded.log.fail({ call: 'iam:GetAccountSummary', failure: { reason } });
    guarded.log.fail({ call: 'iam:GetLoginProfile', failure: { reason } });
    expect(await guarded.guard(trigger)).toMatchObject({ type, state: 'unknown' });
  });

  it('comes again when an event is among its triggers', async () => {
    const guarded = givenGuard([KEY]);
    guarded.log.fail({ call: 'iam:GetLoginProfile', failure: { reason: 'denied-by-scp' } });
    expect(await guarded.guard(sweep, event)).toMatchObject({ type: 'retry' });
  });

  it.each(['posture.read', 'ledger.append', 'posture.record', 'breaker.admit'])(
    'throws when %s does, before anything is removed',
    async (call) => {
      const guarded = givenGuard([KEY]);
      crashOn(guarded.log, call);
      await expect(guarded.guard(sweep)).rejects.toThrow(call);
      expect(guarded.left()).toEqual(['access-key']);
    },
  );

  it('a malformed exception is unknown; only an event brings the message again', async () => {
    const guarded = givenGuard([KEY]);
    guarded.exceptions.putMalformed({ scope: 'organization', id: 'broken', faults: ['reason: is required'] });
    expect(await guarded.guard(sweep)).toMatchObject({ type: 'done', state: 'unknown' });
    expect(await guarded.guard(event)).toMatchObject({
      type: 'retry',
      state: 'unknown',
      results: [{ result: 'withheld', reason: 'exception-malformed' }],
    });
    expect(guarded.left()).toEqual(['access-key']);
    expect(guarded.told().filter((key) => key === 'exception-malformed')).toHaveLength(1);
  });
});

describe('what is found and decided', () => {
  it('nothing there: clean', async () => {
    const { guard, posture } = givenGuard();
    expect(await guard(givenListedSweep())).toEqual({ type: 'done', state: 'clean', results: [] });
    expect(await posture()).toMatchObject({ state: 'clean', credentials: [], name: 'payments' });
  });

  it('all of it approved: excepted and left alone', async () => {
    const guarded = givenGuard([PASSWORD, MFA]);
    guarded.exceptions.put(givenException({ id: 'break-glass' }));
    expect(await guarded.guard(givenRootEvent('login-profile', NOW))).toMatchObject({
      type: 'done',
      state: 'excepted',
      results: [
        { result: 'kept', reason: 'excepted', exceptionId: 'break-glass' },
        { result: 'kept', reason: 'guards-excepted-password', exceptionId: 'break-glass' },
      ],
    });
    expect(guarded.left()).toEqual(['login-profile', 'mfa-device']);
    expect(guarded.told()).toEqual([]);
    expect(guarded.telemetry.total('CredentialsExcepted')).toBe(2);
    expect(guarded.telemetry.total('ViolationsFound')).toBe(0);
  });

  it('in observe mode: violating, withheld and told', async () => {
    const guarded = givenGuard([KEY], { policy: givenPolicy({ mode: 'observe' }) });
    expect(await guarded.guard(givenRootEvent('access-key', NOW))).toMatchObject({
      type: 'done',
      state: 'violating',
      results: [{ result: 'withheld', reason: 'observe-mode' }],
    });
    expect(guarded.left()).toEqual(['access-key']);
    expect(guarded.told()).toEqual(['violation-found']);
    expect(guarded.calls()).not.toContain('breaker.admit');
    expect(guarded.telemetry.total('CredentialsWithheld')).toBe(1);
    expect(guarded.telemetry.total('ViolationsFound')).toBe(1);
  });

  it('unapproved: removed, and the account is clean', async () => {
    const guarded = givenGuard([PASSWORD, KEY]);
    expect(await guarded.guard(givenRootEvent('login-profile', NOW))).toMatchObject({
      type: 'done',
      state: 'clean',
      results: [
        { credential: PASSWORD, result: 'removed', reason: 'unapproved' },
        { credential: KEY, result: 'removed', reason: 'unapproved' },
      ],
    });
    expect(guarded.left()).toEqual([]);
    expect(guarded.told()).toEqual(['credentials-removed']);
    expect(guarded.written()).toEqual(['intent', 'outcome', 'announcement']);
    expect(await guarded.posture()).toMatchObject({ state: 'clean', openEnforcementId: undefined });
  });

  it('some of it approved: the rest is removed', async () => {
    const guarded = givenGuard([PASSWORD, KEY]);
    guarded.exceptions.put(givenException());
    expect(await guarded.guard(givenListedSweep())).toMatchObject({ type: 'done', state: 'excepted' });
    expect(guarded.left()).toEqual(['login-profile']);
  });

  it.each([
    ['the account', { mode: 'observe', accountModes: { [ACCOUNT]: 'enforce' } }, []],
    ['the account', { mode: 'enforce', accountModes: { [ACCOUNT]: 'observe' } }, ['access-key']],
    ['its unit', { mode: 'observe', organizationalUnitModes: { [OLD_UNIT]: 'enforce' } }, []],
  ] as const)('the mode of %s wins: %o leaves %o', async (_whose, policy, left) => {
    const guarded = givenGuard([KEY], { policy: givenPolicy(policy) });
    guarded.organization.setAccount(givenAccount({ organizationalUnits: [OLD_UNIT] }));
    await guarded.guard(givenRootEvent('access-key', NOW));
    expect(guarded.left()).toEqual(left);
  });
});

describe('a removal that fails comes again', () => {
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
  ] as const)('%s', async (failedBecause, breakIt, credentials, state) => {
    const guarded = givenGuard(credentials);
    breakIt(guarded);
    const outcome = await guarded.guard(givenRootEvent('access-key', NOW));
    expect(outcome).toMatchObject({ type: 'retry', state });
    expect(outcome).toHaveProperty('results.0', expect.objectContaining({ result: 'failed', failedBecause }));
    expect(guarded.told()).toEqual(['removal-failed']);
    expect(guarded.logged()).toContain('enforcement-incomplete');
    expect(guarded.telemetry.total('EnforcementFailures')).toBe(1);
    expect(guarded.telemetry.total('EventToRemovalMilliseconds')).toBe(0);
  });
});

describe('the breaker', () => {
  const policy = givenPolicy({ maxAccountsPerHour: 0 });

  it('once open, withholds what was there before and is told about for the organization', async () => {
    const guarded = givenGuard([KEY], { policy });
    expect(await guarded.guard(givenListedSweep())).toMatchObject({
      type: 'done',
      state: 'violating',
      results: [{ result: 'withheld', reason: 'breaker-open' }],
    });
    expect(guarded.left()).toEqual(['access-key']);
    expect(guarded.announcer.published.map(({ key, account }) => [key, account])).toEqual([
      ['breaker-open', 'organization'],
      ['violation-found', ACCOUNT],
    ]);
    expect(guarded.telemetry.total('BreakerOpen')).toBe(1);
  });

  it('open, lets go what was created just before the event', async () => {
    const fresh = { ...KEY, id: 'AKIAFRESHEXAMPLE', createdAt: NOW };
    const guarded = givenGuard([KEY, fresh], { policy });
    expect(await guarded.guard(givenRootEvent('access-key', NOW))).toMatchObject({
      results: [
        { credential: KEY, result: 'withheld', reason: 'breaker-open' },
        { credential: fresh, result: 'removed', reason: 'unapproved' },
      ],
    });
    expect(guarded.told()).toEqual(['breaker-open', 'credentials-removed', 'violation-found']);
  });

  it('is not asked about new credentials, so that nobody opens it on purpose', async () => {
    const guarded = givenGuard([{ ...KEY, createdAt: NOW }], { policy });
    expect(await guarded.guard(givenRootEvent('access-key', NOW))).toMatchObject({ state: 'clean' });
    expect(guarded.calls()).not.toContain('breaker.admit');
  });

  it('counts up to the limit of the policy', async () => {
    const guarded = givenGuard([KEY], { policy: givenPolicy({ maxAccountsPerHour: 1 }) });
    expect(await guarded.guard(givenListedSweep())).toMatchObject({ state: 'clean' });
    expect(await guarded.breaker.state(NOW)).toEqual({ type: 'closed', accountsThisHour: 1 });
  });

  it("does not count and does not hold a person's command, which is noted in the intent", async () => {
    const guarded = givenGuard([KEY], { policy: givenPolicy({ mode: 'observe', maxAccountsPerHour: 0 }) });
    const request = givenRequest('operator', NOW);
    expect(await guarded.guardFor(OPERATOR, request)).toMatchObject({ type: 'done', state: 'clean' });
    expect(guarded.calls()).not.toContain('breaker.admit');
    expect(guarded.entries('intent')[0]).toMatchObject({ operator: OPERATOR });
  });
});

describe('an account that changes between the two look-ups', () => {
  const event = givenRootEvent('access-key', NOW);

  it('is judged by the exceptions of the organizational unit that it is in now', async () => {
    const guarded = givenGuard([KEY]);
    guarded.organization.setAccount(givenAccount({ organizationalUnits: [OLD_UNIT] }));
    guarded.exceptions.put(givenException({ scope: `ou#${NEW_UNIT}`, credentials: ['access-key'] }));
    onNth(guarded.log, 'organizations:DescribeAccount', 2, () =>
      guarded.organization.setAccount(givenAccount({ organizationalUnits: [NEW_UNIT] })),
    );
    expect(await guarded.guard(event)).toMatchObject({ type: 'done', state: 'excepted' });
    expect(guarded.calls().filter((call) => call === 'exceptions.readFor')).toHaveLength(2);
  });

  it('is judged by the mode of the organizational unit that it is in now', async () => {
    const guarded = givenGuard([KEY], {
      policy: givenPolicy({ organizationalUnitModes: { [NEW_UNIT]: 'observe' } }),
    });
    onNth(guarded.log, 'organizations:DescribeAccount', 2, () =>
      guarded.organization.setAccount(givenAccount({ name: 'renamed', organizationalUnits: [NEW_UNIT] })),
    );
    expect(await guarded.guard(event)).toMatchObject({ results: [{ reason: 'observe-mode' }] });
    expect(await guarded.posture()).toMatchObject({ name: 'renamed' });
    expect(guarded.left()).toEqual(['access-key']);
  });

  it('loses nothing once it has left the organization', async () => {
    const guarded = givenGuard([KEY]);
    onNth(guarded.log, 'organizations:DescribeAccount', 2, () => guarded.organization.removeAccount(ACCOUNT));
    expect(await guarded.guard(event)).toEqual({ type: 'rejected', reason: 'outside-organization' });
    expect(guarded.left()).toEqual(['access-key']);
    expect(guarded.written()).toEqual(['rejected']);
  });

  it('loses nothing once it is suspended', async () => {
    const guarded = givenGuard([KEY]);
    onNth(guarded.log, 'organizations:DescribeAccount', 2, () =>
      guarded.organization.setAccount(givenAccount({ state: 'SUSPENDED' })),
    );
    expect(await guarded.guard(event)).toMatchObject({ type: 'done', state: 'skipped' });
    expect(guarded.left()).toEqual(['access-key']);
  });

  it('is read no second time when it stayed where it was', async () => {
    const guarded = givenGuard([KEY]);
    guarded.organization.setAccount(
      givenAccount({ organizationalUnits: [OLD_UNIT].map(parseOrganizationalUnitId) }),
    );
    await guarded.guard(event);
    expect(guarded.calls().filter((call) => call === 'exceptions.readFor')).toHaveLength(1);
  });
});

describe('a rootguard without a remover', () => {
  it.each([
    ['an event', () => givenRootEvent('access-key', NOW), undefined],
    ['a sweep', () => givenListedSweep(), undefined],
    ["a person's command", () => givenRequest('operator', NOW), OPERATOR],
  ] as const)('observes, whatever its policy and %s say', async (_what, trigger, operator) => {
    const guarded = givenGuard([KEY], {
      remover: undefined,
      policy: givenPolicy({ accountModes: { [ACCOUNT]: 'enforce' }, maxAccountsPerHour: 0 }),
    });
    const outcome = operator ? await guarded.guardFor(operator, trigger()) : await guarded.guard(trigger());
    expect(outcome).toMatchObject({
      type: 'done',
      state: 'violating',
      results: [{ result: 'withheld', reason: 'observe-mode' }],
    });
    expect(guarded.awsCalls().filter((call) => call === 'sts:AssumeRoot')).toHaveLength(1);
    expect(guarded.awsCalls()).toContain('iam:GetAccountSummary');
    expect(guarded.calls()).not.toContain('breaker.admit');
    expect(guarded.written()).not.toContain('intent');
  });
});
