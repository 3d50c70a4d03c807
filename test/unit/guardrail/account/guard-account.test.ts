import { describe, expect, it } from 'vitest';
import { parseAccountId } from '../../../../src/domain/account.ts';
import { guardAccount } from '../../../../src/guardrail/account/guard-account.ts';
import {
  ACCOUNT,
  givenAccount,
  givenCredential,
  givenException,
  givenPolicy,
  givenRequest,
  givenRootEvent,
} from '../../../support/builders.ts';
import { givenGuard, givenListedSweep, NOW, OPERATOR } from '../guard-fixture.ts';

const PASSWORD = givenCredential('login-profile');
const KEY = givenCredential('access-key');
const MFA = givenCredential('mfa-device');
const OLD_UNIT = 'ou-ab12-aaaaaaaa';

describe('a message of a sweep that listed the account as SUSPENDED', () => {
  it('does not replace what was found since by that listing', async () => {
    const guarded = givenGuard([givenCredential('access-key')], {
      initialPolicy: givenPolicy({ mode: 'observe' }),
    });
    await guarded.guard(givenRootEvent('access-key', NOW));
    expect(await guarded.posture()).toMatchObject({ state: 'violating' });
    guarded.clock.advance(60);
    await guarded.guard(givenListedSweep(givenAccount({ state: 'SUSPENDED' })));
    expect(await guarded.posture()).toMatchObject({ state: 'violating', accountState: 'ACTIVE' });
  });
});

describe('a reading', () => {
  it.each([
    ['expecting nothing', () => givenListedSweep()],
    ['expecting a violation', () => givenRootEvent('access-key', NOW)],
  ])('that is made %s has the time at which it started', async (_, trigger) => {
    const { deps, log, clock, posture } = givenGuard();
    log.onCall = ({ name }) => {
      if (/^(sts|iam):/.test(name)) clock.advance(1);
    };
    await guardAccount(deps, { account: ACCOUNT, triggers: [trigger()] });
    expect(clock.now().getTime()).toBeGreaterThan(NOW.getTime());
    expect((await posture())?.auditedAt).toEqual(NOW);
  });
});

describe('an account that may not be audited', () => {
  it.each([
    ['111111111111', 'management-account'],
    ['999999999999', 'not-in-organization'],
  ] as const)('with id %s is rejected as %s', async (id, reason) => {
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

  it("is rejected for an operator's command too", async () => {
    const guarded = givenGuard();
    guarded.organization.removeAccount(ACCOUNT);
    expect(await guarded.guardFor(OPERATOR, givenRequest('operator', NOW))).toEqual({
      type: 'rejected',
      reason: 'not-in-organization',
    });
  });

  it.each(['SUSPENDED', 'PENDING_CLOSURE', 'PENDING_ACTIVATION', 'CLOSED'] as const)(
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

  it('is skipped without a session when the sweeper listed it as suspended and a look-up confirms it', async () => {
    const { guard, awsCalls, organization } = givenGuard();
    const listed = givenAccount({ state: 'SUSPENDED' });
    organization.setAccount(listed);
    expect(await guard(givenListedSweep(listed))).toMatchObject({ type: 'done', state: 'skipped' });
    expect(awsCalls()).toEqual(['organizations:DescribeAccount']);
  });

  it('is rejected without a notification when it has left the organization since the sweeper listed it', async () => {
    const guarded = givenGuard();
    guarded.organization.removeAccount(ACCOUNT);
    expect(await guarded.guard(givenListedSweep())).toEqual({
      type: 'rejected',
      reason: 'not-in-organization',
    });
    expect(guarded.notified()).toEqual([]);
    expect(await guarded.posture()).toBeUndefined();
  });

  it('is skipped without a notification when it was suspended since the sweeper listed it', async () => {
    const guarded = givenGuard();
    guarded.organization.setAccount(givenAccount({ state: 'SUSPENDED' }));
    expect(await guarded.guard(givenListedSweep())).toMatchObject({ type: 'done', state: 'skipped' });
    expect(guarded.notified()).toEqual([]);
  });

  it('is looked up when the sweeper listed another account', async () => {
    const { guard, awsCalls } = givenGuard();
    await guard(givenListedSweep(givenAccount({ id: '444444444444', state: 'SUSPENDED' })));
    expect(awsCalls()[0]).toBe('organizations:DescribeAccount');
  });
});

describe('an account that is guarded', () => {
  it('is compliant without credentials', async () => {
    const { guard, posture } = givenGuard();
    expect(await guard(givenListedSweep())).toEqual({ type: 'done', state: 'compliant', results: [] });
    expect(await posture()).toMatchObject({ state: 'compliant', credentials: [], name: 'payments' });
  });

  it('is excepted, and keeps its credentials, where all are approved', async () => {
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
    expect(guarded.notified()).toEqual([]);
    expect(guarded.telemetry.total('CredentialsExcepted')).toBe(2);
    expect(guarded.telemetry.total('ViolationsFound')).toBe(0);
  });

  it('is violating and notified in observe mode, where removals are withheld', async () => {
    const guarded = givenGuard([KEY], { initialPolicy: givenPolicy({ mode: 'observe' }) });
    expect(await guarded.guard(givenRootEvent('access-key', NOW))).toMatchObject({
      type: 'done',
      state: 'violating',
      results: [{ result: 'withheld', reason: 'observe-mode' }],
    });
    expect(guarded.left()).toEqual(['access-key']);
    expect(guarded.notified()).toEqual(['violation-found']);
    expect(guarded.calls()).not.toContain('breaker.permit');
    expect(guarded.telemetry.total('CredentialsWithheld')).toBe(1);
    expect(guarded.telemetry.total('ViolationsFound')).toBe(1);
  });

  it('is compliant after its unapproved credentials were removed', async () => {
    const guarded = givenGuard([PASSWORD, KEY]);
    expect(await guarded.guard(givenRootEvent('login-profile', NOW))).toMatchObject({
      type: 'done',
      state: 'compliant',
      results: [
        { credential: PASSWORD, result: 'removed', reason: 'unapproved' },
        { credential: KEY, result: 'removed', reason: 'unapproved' },
      ],
    });
    expect(guarded.left()).toEqual([]);
    expect(guarded.notified()).toEqual(['credentials-removed']);
    expect(guarded.written()).toEqual(['intent', 'outcome', 'notification']);
    expect(await guarded.posture()).toMatchObject({ state: 'compliant' });
  });

  it('keeps its approved credentials and loses the others', async () => {
    const guarded = givenGuard([PASSWORD, KEY]);
    guarded.exceptions.put(givenException());
    expect(await guarded.guard(givenListedSweep())).toMatchObject({ type: 'done', state: 'excepted' });
    expect(guarded.left()).toEqual(['login-profile']);
  });

  it.each([
    ['the account', { mode: 'observe', accountModes: { [ACCOUNT]: 'enforce' } }, []],
    ['the account', { mode: 'enforce', accountModes: { [ACCOUNT]: 'observe' } }, ['access-key']],
    ['its unit', { mode: 'observe', organizationalUnitModes: { [OLD_UNIT]: 'enforce' } }, []],
  ] as const)('has the mode of %s: %o leaves %o', async (_whose, policy, left) => {
    const guarded = givenGuard([KEY], { initialPolicy: givenPolicy(policy) });
    guarded.organization.setAccount(givenAccount({ organizationalUnits: [OLD_UNIT] }));
    await guarded.guard(givenRootEvent('access-key', NOW));
    expect(guarded.left()).toEqual(left);
  });
});

describe('a deployment without a remover', () => {
  it.each([
    ['an event', () => givenRootEvent('access-key', NOW), undefined],
    ['a sweep', () => givenListedSweep(), undefined],
    ["a person's command", () => givenRequest('operator', NOW), OPERATOR],
  ] as const)('observes, whatever its policy and %s say', async (_what, trigger, operator) => {
    const guarded = givenGuard([KEY], {
      remover: undefined,
      initialPolicy: givenPolicy({ accountModes: { [ACCOUNT]: 'enforce' }, maxAccountsPerHour: 0 }),
    });
    const outcome = operator ? await guarded.guardFor(operator, trigger()) : await guarded.guard(trigger());
    expect(outcome).toMatchObject({
      type: 'done',
      state: 'violating',
      results: [{ result: 'withheld', reason: 'observe-mode' }],
    });
    expect(guarded.awsCalls().filter((call) => call === 'sts:AssumeRoot')).toHaveLength(1);
    expect(guarded.awsCalls()).toContain('iam:GetAccountSummary');
    expect(guarded.calls()).not.toContain('breaker.permit');
    expect(guarded.written()).not.toContain('intent');
  });
});
