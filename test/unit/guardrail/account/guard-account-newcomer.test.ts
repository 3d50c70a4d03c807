import { describe, expect, it } from 'vitest';
import type { Trigger } from '../../../../src/domain/trigger.ts';
import { guardAccount } from '../../../../src/guardrail/account/guard-account.ts';
import { UNKNOWN_STATE } from '../../../../src/guardrail/account/unknown-account-state.ts';
import { auditAccount } from '../../../../src/guardrail/operate/audit-account.ts';
import { accountFromPosture } from '../../../../src/guardrail/report/organization-report.ts';
import { surveyPostures } from '../../../../src/guardrail/sweep/survey.ts';
import {
  ACCOUNT,
  givenAccount,
  givenCredential,
  givenEvent,
  givenPosture,
  givenRequest,
  givenRootEvent,
  givenStored,
  givenSweep,
} from '../../../support/builders.ts';
import { type Guard, givenGuard, givenListedSweep, NOW, onNth } from '../guard-fixture.ts';

const PASSWORD = givenCredential('login-profile');
const ARRIVAL: Trigger = {
  type: 'account-arrived',
  account: ACCOUNT,
  at: NOW,
  event: givenEvent({ name: 'AccountJoinedOrganization' }),
};
const HALF_AN_HOUR = 30 * 60;
const READY_BY = new Date(NOW.getTime() + HALF_AN_HOUR * 1000);
const JOINED_NOW = givenAccount({ joinedAt: NOW });
const DENIED = { reason: 'not-authorized', code: 'AccessDenied' } as const;

async function findingsIn(guarded: Guard) {
  return (await surveyPostures(guarded, NOW, guarded.clock.now())).findings;
}

/** An arrival that was tried at once, and once more when the account is no newcomer any longer. */
async function triedTwice(guarded: Guard, trigger: Trigger, between: () => void = () => {}) {
  const first = await guarded.guard(trigger);
  const quietly = { notified: guarded.notified(), unknown: guarded.telemetry.total('AccountsUnknown') };
  between();
  guarded.clock.advance(HALF_AN_HOUR);
  return { first, quietly, last: await guarded.guard(trigger) };
}

describe('an arrival that Organizations does not know yet', () => {
  const unknownYet = () => {
    const guarded = givenGuard([PASSWORD]);
    guarded.organization.setAccount(JOINED_NOW);
    guarded.organization.joinLagSeconds = 20 * 60;
    return guarded;
  };

  it('is retried without a notification until the account is known and audited', async () => {
    const guarded = unknownYet();
    const again = { type: 'retry', state: 'unknown', failure: { code: 'AccountNotFoundException' } };
    expect(await guarded.guard(ARRIVAL)).toMatchObject(again);
    guarded.clock.advance(19 * 60);
    expect(await guarded.guard(ARRIVAL)).toMatchObject(again);
    expect(guarded.written()).toEqual([]);
    expect(guarded.notified()).toEqual([]);
    expect(guarded.telemetry.total('AccountsUnknown')).toBe(0);
    expect(guarded.telemetry.total('TriggersRejected')).toBe(0);
    expect(guarded.logged()).toEqual(['account-not-ready', 'account-not-ready']);

    guarded.clock.advance(60);
    expect(await guarded.guard(ARRIVAL)).toMatchObject({ type: 'done', state: 'compliant' });
    expect(guarded.left()).toEqual([]);
  });

  it('is retried where another event came with it', async () => {
    const triggers = [givenRootEvent('login-profile', NOW), ARRIVAL];
    expect(await unknownYet().guard(...triggers)).toMatchObject({ type: 'retry', state: 'unknown' });
  });

  it('is rejected once it is half an hour old', async () => {
    const guarded = unknownYet();
    guarded.organization.joinLagSeconds = Number.POSITIVE_INFINITY;
    const { first, last } = await triedTwice(guarded, ARRIVAL);
    expect(first).toMatchObject({ type: 'retry' });
    expect(last).toEqual({ type: 'rejected', reason: 'not-in-organization' });
    expect(guarded.written()).toEqual(['rejected']);
  });

  it('makes an account unknown that was recorded before it left and came back', async () => {
    const guarded = givenGuard();
    await guarded.guard(givenListedSweep());
    expect(await guarded.posture()).toMatchObject({ state: 'compliant' });
    guarded.organization.removeAccount(ACCOUNT);
    guarded.clock.advance(1);
    await guarded.guard(ARRIVAL);
    const failureExpectedUntil = new Date(NOW.getTime() + HALF_AN_HOUR * 1000);
    expect(await guarded.posture()).toMatchObject({ state: 'unknown', failureExpectedUntil });
    expect((await findingsIn(guarded)).length).toBe(0);
  });

  it('expects no failure of another audit before, once a later one fails for a reason of its own', async () => {
    const guarded = givenGuard();
    guarded.organization.setAccount(JOINED_NOW);
    guarded.log.fail({ call: 'sts:AssumeRoot', failure: DENIED });
    await guarded.guard(givenRootEvent('login-profile', NOW));
    expect((await guarded.posture())?.failureExpectedUntil).toBeDefined();
    guarded.clock.advance(600);
    guarded.log.fail({ call: 'organizations:DescribeAccount', failure: { reason: 'not-aws' } });
    await guarded.guard(givenRootEvent('login-profile', NOW));
    expect(await guarded.posture()).toMatchObject({ failure: { reason: 'not-aws' } });
    expect((await guarded.posture())?.failureExpectedUntil).toBeUndefined();
  });

  it.each([givenRootEvent('login-profile', NOW), givenRequest('operator', NOW), givenSweep(NOW)])(
    'is the only trigger that is retried: $type is rejected',
    async (trigger) => {
      expect(await unknownYet().guard(trigger)).toEqual({ type: 'rejected', reason: 'not-in-organization' });
    },
  );

  it.each(['ACTIVE', 'PENDING_ACTIVATION'] as const)(
    'is audited again in half an hour where a sweep has just listed it as %s',
    async (state) => {
      const guarded = unknownYet();
      const listed = givenListedSweep({ ...JOINED_NOW, state });
      expect(await guarded.guard(listed)).toMatchObject({ type: 'done', state: 'unknown' });
      expect(await guarded.graceEnds.read()).toMatchObject([{ account: ACCOUNT, endsAt: READY_BY }]);
      expect(guarded.written()).toEqual([]);
      expect(guarded.telemetry.total('AccountsUnknown')).toBe(0);
      guarded.clock.advance(20 * 60);
      expect(await guarded.guard(listed)).toMatchObject({ type: 'done', state: 'compliant' });
      expect(guarded.left()).toEqual([]);
    },
  );

  it('is rejected where a sweep lists one that joined long ago', async () => {
    const guarded = unknownYet();
    const listed = givenListedSweep(givenAccount({ state: 'PENDING_ACTIVATION' }));
    expect(await guarded.guard(listed)).toEqual({ type: 'rejected', reason: 'not-in-organization' });
  });

  it('is retried where only the look-up before the removal does not know it yet', async () => {
    const guarded = givenGuard([PASSWORD]);
    guarded.organization.setAccount(JOINED_NOW);
    onNth(guarded.log, 'organizations:DescribeAccount', 2, () => {
      guarded.organization.joinLagSeconds = 20 * 60;
    });
    const event = givenRootEvent('login-profile', NOW);
    expect(await guarded.guard(event)).toMatchObject({ type: 'retry', state: 'unknown' });
    guarded.clock.advance(20 * 60);
    expect(await guarded.guard(event)).toMatchObject({ type: 'done', state: 'compliant' });
  });

  it('is never retried for the management account', async () => {
    const guarded = givenGuard();
    const { managementAccountId } = guarded.organization;
    const request = {
      account: managementAccountId,
      triggers: [{ ...ARRIVAL, account: managementAccountId }],
    };
    expect(await guardAccount(guarded.deps, request)).toEqual({
      type: 'rejected',
      reason: 'management-account',
    });
  });
});

describe('an account that has just joined and is PENDING_ACTIVATION', () => {
  const pending = { ...JOINED_NOW, state: 'PENDING_ACTIVATION' } as const;

  it.each([
    { trigger: ARRIVAL, account: givenAccount({ state: 'PENDING_ACTIVATION', joinedAt: undefined }) },
    { trigger: givenRootEvent('login-profile', NOW), account: pending },
  ])('is retried until it is ACTIVE, after $trigger.type', async ({ trigger, account }) => {
    const guarded = givenGuard([PASSWORD]);
    guarded.organization.setAccount(account);
    expect(await guarded.guard(trigger)).toMatchObject({ type: 'retry', state: 'skipped' });
    guarded.organization.setAccount({ ...account, state: 'ACTIVE' });
    guarded.clock.advance(30);
    expect(await guarded.guard(trigger)).toMatchObject({ type: 'done', state: 'compliant' });
    expect(guarded.left()).toEqual([]);
  });

  it('is left to the sweeps after half an hour', async () => {
    const guarded = givenGuard();
    guarded.organization.setAccount(pending);
    const { last } = await triedTwice(guarded, ARRIVAL);
    expect(last).toMatchObject({ type: 'done', state: 'skipped' });
  });

  it('is skipped by a sweep, as the next one follows', async () => {
    const guarded = givenGuard();
    guarded.organization.setAccount(pending);
    expect(await guarded.guard(givenListedSweep(pending))).toMatchObject({ type: 'done', state: 'skipped' });
  });

  it('is looked up again by a sweep whose listing is old', async () => {
    const guarded = givenGuard([PASSWORD]);
    expect(await guarded.guard(givenListedSweep(pending))).toMatchObject({
      type: 'done',
      state: 'compliant',
    });
    expect(guarded.left()).toEqual([]);
  });
});

describe('a root session that is denied in an account that has just joined', () => {
  const deny = (guarded: Guard) => guarded.log.fail({ call: 'sts:AssumeRoot', failure: DENIED, times: 1 });

  it.each([
    { trigger: ARRIVAL, account: givenAccount() },
    { trigger: givenRootEvent('login-profile', NOW), account: JOINED_NOW },
    { trigger: givenListedSweep(JOINED_NOW), account: JOINED_NOW },
  ])('is audited again, and notified only if it lasts, after $trigger.type', async ({ trigger, account }) => {
    const guarded = givenGuard([PASSWORD]);
    guarded.organization.setAccount(account);
    deny(guarded);
    const { first, quietly, last } = await triedTwice(guarded, trigger, () => deny(guarded));
    // The message of a sweep would be dead before.
    const isSwept = trigger.type === 'swept';
    expect(first).toMatchObject({ type: isSwept ? 'done' : 'retry', state: 'unknown', failure: DENIED });
    expect(await guarded.graceEnds.read()).toMatchObject(
      isSwept ? [{ account: ACCOUNT, endsAt: READY_BY }] : [],
    );
    expect(quietly).toEqual({ notified: [], unknown: 0 });
    expect(last).toMatchObject({ state: 'unknown', failure: DENIED });
    // Of a sweep it is counted, for the sweeper to notify.
    expect(guarded.notified()).toEqual(isSwept ? [] : ['account-unreadable']);
    expect((await guarded.digestProgress.read()).progress.findings).toBe(isSwept ? 1 : 0);
    expect(guarded.telemetry.total('AccountsUnknown')).toBe(1);
    expect(await guarded.posture()).toMatchObject({ state: 'unknown' });
  });

  it('is notified at once where it is not known when the account joined', async () => {
    const guarded = givenGuard([PASSWORD]);
    guarded.organization.setAccount(givenAccount({ joinedAt: undefined }));
    deny(guarded);
    await guarded.guard(givenRootEvent('login-profile', NOW));
    expect(guarded.notified()).toEqual(['account-unreadable']);
  });

  it('is notified at once where the cause is the same for every account', async () => {
    const guarded = givenGuard();
    guarded.organization.features.delete('RootCredentialsManagement');
    await guarded.guard(ARRIVAL);
    expect(guarded.notified()).toEqual(['organization-blocked']);
  });

  it('is not notified where it was needed for the removal either', async () => {
    const guarded = givenGuard([PASSWORD]);
    let sessions = 0;
    guarded.log.onCall = ({ name }) => {
      if (name !== 'sts:AssumeRoot') return;
      sessions += 1;
      if (sessions === 2) deny(guarded);
    };
    expect(await guarded.guard(ARRIVAL)).toMatchObject({ type: 'retry', state: 'violating' });
    expect(guarded.notified()).toEqual([]);
    expect(guarded.telemetry.total('EnforcementFailures')).toBe(0);
    expect(await guarded.guard(ARRIVAL)).toMatchObject({ type: 'done', state: 'compliant' });
  });
});

describe('an account in a state that rootguard does not know', () => {
  const account = givenAccount({ state: 'UNKNOWN' });

  it.each([givenListedSweep(account), givenRootEvent('login-profile', NOW), givenRequest('operator', NOW)])(
    'is unknown and retried without a session, after $type',
    async (trigger) => {
      const guarded = givenGuard([PASSWORD]);
      guarded.organization.setAccount(account);
      const failure = UNKNOWN_STATE;
      expect(await guarded.guard(trigger)).toMatchObject({ type: 'retry', state: 'unknown', failure });
      expect(await guarded.posture()).toMatchObject({ state: 'unknown', accountState: 'UNKNOWN', failure });
      expect(guarded.telemetry.total('AccountsUnknown')).toBe(1);
      expect(guarded.awsCalls()).toEqual(['organizations:DescribeAccount']);
    },
  );

  it('is unknown in an audit by a command, and in the report', async () => {
    const { deps, awsCalls } = givenGuard([PASSWORD]);
    const failure = UNKNOWN_STATE;
    expect(await auditAccount(deps, account)).toMatchObject({ state: 'unknown', failure });
    expect(awsCalls()).toEqual([]);
    expect(accountFromPosture(account, givenStored(givenPosture(NOW)), NOW, 24)).toMatchObject({
      state: 'unknown',
      failure,
    });
  });
});

describe('the sweep of an account that has just joined', () => {
  it('is audited again where its first half hour ends in between', async () => {
    const guarded = givenGuard();
    guarded.organization.setAccount(JOINED_NOW);
    guarded.clock.advance(HALF_AN_HOUR - 1);
    guarded.log.fail({ call: 'sts:AssumeRoot', failure: DENIED });
    onNth(guarded.log, 'posture.record', 1, () => guarded.clock.advance(1));
    expect(await guarded.guard(givenListedSweep(JOINED_NOW))).toMatchObject({ type: 'done' });
    expect(await guarded.graceEnds.read()).toMatchObject([{ account: ACCOUNT, endsAt: READY_BY }]);
  });
});
