import { describe, expect, it } from 'vitest';
import type { OpenEnforcement, Posture } from '../../../../src/domain/posture.ts';
import type { Trigger } from '../../../../src/domain/trigger.ts';
import { guardAccount } from '../../../../src/guardrail/account/guard-account.ts';
import {
  ACCOUNT,
  givenCredential,
  givenEvent,
  givenPosture,
  givenRequest,
  givenRootEvent,
} from '../../../support/builders.ts';
import { clockAheadOf } from '../../../support/memory/clock.ts';
import { type Guard, givenGuard, givenListedSweep, NOW, OPERATOR } from '../guard-fixture.ts';

const PASSWORD = givenCredential('login-profile');
const EVENT = givenRootEvent('login-profile', NOW);
const INTERRUPTED: OpenEnforcement = { id: 'e', startedAt: NOW, credentials: [PASSWORD], hasEnded: true };

/** The account has been audited in a session that AWS opened six minutes after `NOW`, and four more have gone by. */
async function givenAudited(fields: Partial<Posture> = {}) {
  const guarded = givenGuard([PASSWORD]);
  guarded.clock.advance(6 * 60);
  const auditedAt = guarded.clock.now();
  const { revision } = await guarded.deps.posture.reserveRevision(ACCOUNT);
  const posture = givenPosture(auditedAt, { sessionOpenedAt: auditedAt, ...fields });
  await guarded.deps.posture.record(posture, revision);
  guarded.clock.advance(4 * 60);
  const opensSession = () => guarded.awsCalls().includes('sts:AssumeRoot');
  return { ...guarded, auditedAt, opensSession };
}

describe('a message that is delivered late', () => {
  it('is answered by an audit that is newer than all of its triggers, without a session', async () => {
    const guarded = await givenAudited({ state: 'excepted' });
    const triggers = [EVENT, givenRequest('second-look', NOW)];
    expect(await guarded.guard(...triggers)).toMatchObject({ type: 'done', state: 'excepted' });
    expect(guarded.opensSession()).toBe(false);
    expect(guarded.entries('already-audited')).toMatchObject([
      {
        account: ACCOUNT,
        at: guarded.clock.now(),
        triggers,
        auditedAt: guarded.auditedAt,
        state: 'excepted',
      },
    ]);
    expect(guarded.telemetry.logged).toEqual([
      { event: 'account-already-audited', fields: { account: ACCOUNT, state: 'excepted' } },
    ]);
  });

  it('is answered by the audit of an earlier message about the same event', async () => {
    const guarded = givenGuard([PASSWORD]);
    guarded.clock.advance(5 * 60);
    expect(await guarded.guard(EVENT)).toMatchObject({ type: 'done', state: 'compliant' });
    guarded.clock.advance(60);
    const before = guarded.awsCalls().length;
    expect(await guarded.guard(EVENT)).toMatchObject({ type: 'done', state: 'compliant' });
    expect(guarded.awsCalls().slice(before)).not.toContain('sts:AssumeRoot');
  });

  it('is answered by an audit that was made at this moment', async () => {
    const at = new Date(NOW.getTime() + 600_000);
    const guarded = await givenAudited({ sessionOpenedAt: at, auditedAt: at });
    expect(await guarded.guard(EVENT)).toMatchObject({ type: 'done', state: 'compliant' });
    expect(guarded.opensSession()).toBe(false);
  });

  const earlier = (seconds: number) => new Date(NOW.getTime() + 360_000 - seconds * 1000);
  it.each<[string, Partial<Posture>]>([
    ['opened no session, or is of an earlier rootguard', { sessionOpenedAt: undefined }],
    ['was made while reads may have lagged', { sessionOpenedAt: earlier(61) }],
    [
      'was early by AWS, whatever a clock that was ahead has written',
      { sessionOpenedAt: earlier(61), auditedAt: new Date(NOW.getTime() + 900_000) },
    ],
    ['was made in the future, so its time is wrong', { auditedAt: new Date(NOW.getTime() + 600_001) }],
    ['opened its session in the future', { sessionOpenedAt: new Date(NOW.getTime() + 600_001) }],
    ['could not find out', { state: 'unknown' }],
    ['left something in place', { state: 'violating' }],
    ['skipped the account', { state: 'skipped' }],
  ])('leads to an audit where the latest audit %s', async (_, fields) => {
    const guarded = await givenAudited(fields);
    await guarded.guard(EVENT);
    expect(guarded.opensSession()).toBe(true);
    expect(guarded.left()).toEqual([]);
  });

  it('leads to an audit while an enforcement is open', async () => {
    const guarded = await givenAudited();
    await guarded.deps.posture.startEnforcement(ACCOUNT, INTERRUPTED);
    await guarded.guard(EVENT);
    expect(guarded.opensSession()).toBe(true);
  });

  it.each<[string, Trigger]>([
    ['a sweep', givenListedSweep(undefined, NOW)],
    ['an arrival', { type: 'account-arrived', account: ACCOUNT, at: NOW, event: givenEvent() }],
    ['a person', givenRequest('operator', NOW)],
    ['a command that changed an exception', givenRequest('exception-changed', NOW)],
    ['the watch, for an exception that has ended', givenRequest('exception-ended', NOW)],
    ['something that reads may not have shown yet', givenRootEvent('access-key', earlier(299))],
    ['something new', givenRootEvent('access-key', new Date(NOW.getTime() + 540_000))],
  ])('leads to an audit where it comes together with %s', async (_, trigger) => {
    const guarded = await givenAudited();
    await guarded.guard(EVENT, trigger);
    expect(guarded.opensSession()).toBe(true);
  });

  it("leads to an audit for an operator's command", async () => {
    const guarded = await givenAudited();
    await guarded.guardFor(OPERATOR, EVENT);
    expect(guarded.opensSession()).toBe(true);
  });

  it('leads to an audit where the row of the latest audit does not parse as a whole', async () => {
    const guarded = await givenAudited();
    const { posture } = guarded.deps;
    const read: typeof posture.read = async (account) => {
      const stored = await posture.read(account);
      return stored && { ...stored, issues: ['credentials.0: is missing'] };
    };
    await guardAccount(
      { ...guarded.deps, posture: { ...posture, read } },
      { account: ACCOUNT, triggers: [EVENT] },
    );
    expect(guarded.opensSession()).toBe(true);
  });

  it.each<[string, (guarded: Guard) => unknown]>([
    ['nothing is recorded about the account', () => undefined],
    [
      'the only earlier run ended before it recorded an audit',
      ({ deps }) => deps.posture.startEnforcement(ACCOUNT, INTERRUPTED),
    ],
  ])('leads to an audit where %s', async (_, earlierRun) => {
    const guarded = givenGuard([PASSWORD]);
    await earlierRun(guarded);
    guarded.clock.advance(10 * 60);
    await guarded.guard(EVENT);
    expect(guarded.left()).toEqual([]);
  });
});

describe('a message that is delivered at once', () => {
  it('is not delayed by reading the posture', async () => {
    const guarded = givenGuard([PASSWORD]);
    await guarded.guard(EVENT);
    expect(guarded.calls()).not.toContain('posture.read');
  });
});

describe('the time at which a session was opened', () => {
  it("is by AWS's clock, for the service and for a command", async () => {
    const guarded = givenGuard([PASSWORD]);
    const opened = guarded.clock.now();
    const ahead = clockAheadOf(guarded.clock, 600);
    await guardAccount({ ...guarded.deps, clock: ahead }, { account: ACCOUNT, triggers: [EVENT] });
    expect(await guarded.posture()).toMatchObject({ sessionOpenedAt: opened, auditedAt: ahead.now() });
    guarded.clock.advance(60);
    await guarded.guardFor(OPERATOR, givenRequest('operator', NOW));
    expect(await guarded.posture()).toMatchObject({ sessionOpenedAt: guarded.clock.now() });
  });
});
