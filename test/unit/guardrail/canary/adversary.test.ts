import { describe, expect, it } from 'vitest';
import type { Trigger } from '../../../../src/domain/trigger.ts';
import {
  ACCOUNT,
  givenCredential,
  givenEvent,
  givenPolicy,
  givenRequest,
  givenRootEvent,
} from '../../../support/builders.ts';
import { MEMORY_ACCESS_KEY_ID } from '../../../support/memory/root-sessions.ts';
import { Crash, givenListedSweep, heal, onNth } from '../guard-fixture.ts';
import { givenCanary, givenCanaryEvent } from './canary-fixture.ts';

const OBSERVING = { initialPolicy: givenPolicy({ mode: 'observe' }) };
const HOUR_SECONDS = 3_600;

/** A run that somebody kills once it has created its password. */
async function givenKilledRun(options: Parameters<typeof givenCanary>[1] = OBSERVING) {
  const given = givenCanary([], { ...options, deaf: true });
  onNth(given.log, 'iam:CreateLoginProfile', 1, () => {
    given.log.onCall = ({ name }) => {
      if (name !== 'iam:CreateLoginProfile') throw new Crash(name);
    };
  });
  await given.run().catch(() => undefined);
  heal(given.log);
  expect(given.left()).toEqual(['login-profile']);
  return given;
}

describe('a password that somebody else creates while a run starts', () => {
  it.each(['iam:GetLoginProfile', 'iam:CreateLoginProfile'])(
    'before %s is not removed by the canary',
    async (call) => {
      const given = givenCanary([], { ...OBSERVING, deaf: true });
      onNth(given.log, call, 1, () => {
        const createdAt = given.clock.now();
        given.organization.addCredential(ACCOUNT, { ...givenCredential('login-profile'), createdAt });
      });
      expect(await given.run()).toMatchObject({ type: 'not-created', isUncertain: false });
      expect(given.left()).toEqual(['login-profile']);
      expect(given.entries('intent')).toEqual([]);
    },
  );
});

describe('the password of a run that was killed, in observe mode', () => {
  it('is a violation as any other once the time of the run is over', async () => {
    const given = await givenKilledRun();
    given.clock.advance(HOUR_SECONDS);
    await given.guard(givenCanaryEvent(given.clock.now()));
    expect(given.notified()).toEqual(['violation-found']);
  });

  it('is found by a sweep, although its event was notified as that of a canary', async () => {
    const given = await givenKilledRun();
    await given.guard(givenCanaryEvent(given.clock.now()));
    expect(given.notified()).toEqual(['canary-found']);
    given.clock.advance(HOUR_SECONDS);
    await given.guard(givenListedSweep());
    expect(given.calls().filter((name) => name === 'findings.count')).toHaveLength(1);
  });
});

describe('an event of somebody else during a run', () => {
  const ofAttacker = (at: Date) => givenEvent({ id: `event-${at.getTime()}`, accessKeyId: undefined });
  const signIn = (at: Date): Trigger => ({ ...givenRootEvent(undefined, at), event: ofAttacker(at) });
  const secondLook = (at: Date): Trigger => ({ ...givenRequest('second-look', at), event: ofAttacker(at) });

  it.each([
    ['a sign-in', signIn],
    ['the second look for a password that the first did not show', secondLook],
  ])('is not hidden by the password of the canary: %s', async (_what, trigger) => {
    const given = await givenKilledRun({});
    given.clock.advance(20);
    await given.guard(trigger(given.clock.now()));
    expect(given.left()).toEqual([]);
    expect(given.notified()).toEqual(['credentials-removed']);
  });

  it('is told from a second look for the password of the canary itself', async () => {
    const given = await givenKilledRun({});
    const event = givenEvent({ accessKeyId: MEMORY_ACCESS_KEY_ID });
    await given.guard({ ...givenRequest('second-look', given.clock.now()), event });
    expect(given.notified()).toEqual(['canary-removed']);
  });
});

describe('a record of a run that somebody has forged', () => {
  it.each([
    ['a lease without end', { leasedUntil: '2036-11-24T12:00:00Z', endedAt: undefined }],
    ['an end in the future', { leasedUntil: '2026-11-24T12:05:00Z', endedAt: '2036-11-24T12:00:00Z' }],
  ])('with %s hides no password for longer than a run lasts', async (_what, { leasedUntil, endedAt }) => {
    const given = givenCanary([], OBSERVING);
    const createdAt = given.clock.now();
    given.organization.setCredentials(ACCOUNT, [{ ...givenCredential('login-profile'), createdAt }]);
    const forged = {
      account: ACCOUNT,
      id: 'forged',
      startedAt: createdAt,
      accessKeyId: MEMORY_ACCESS_KEY_ID,
      leasedUntil: new Date(leasedUntil),
      endedAt: endedAt === undefined ? undefined : new Date(endedAt),
    };
    await given.canaryRuns.write(forged, 0);
    given.clock.advance(HOUR_SECONDS);
    await given.guard(givenListedSweep());
    expect(given.calls().filter((name) => name === 'findings.count')).toHaveLength(1);
    expect(given.notified()).toEqual([]);
  });
});

describe('a password that is created after a run', () => {
  it('is not that of the canary, although a run could have lasted until then', async () => {
    const given = givenCanary();
    expect(await given.run()).toMatchObject({ type: 'completed' });
    given.clock.advance(90);
    const createdAt = given.clock.now();
    given.organization.setCredentials(ACCOUNT, [{ ...givenCredential('login-profile'), createdAt }]);
    await given.guard(givenListedSweep());
    expect(given.left()).toEqual([]);
    expect(given.notified()).toEqual(['canary-removed', 'credentials-removed']);
  });
});

describe('a record of a run that cannot be read', () => {
  it('does not stop the next run, which replaces it, where there is no credential', async () => {
    const given = givenCanary();
    given.canaryRuns.corrupt(ACCOUNT);
    expect(await given.run()).toMatchObject({ type: 'completed' });
    expect(await given.canaryRuns.read(ACCOUNT)).toMatchObject({
      type: 'run',
      run: { endedAt: expect.any(Date) },
    });
  });

  it('leads to no removal, as nobody knows whose the password is', async () => {
    const given = await givenKilledRun();
    given.canaryRuns.corrupt(ACCOUNT);
    given.clock.advance(HOUR_SECONDS);
    expect(await given.run()).toMatchObject({
      type: 'refused',
      refusal: { code: 'canary-has-credentials', detail: expect.stringContaining('startedAt: is missing') },
    });
    expect(given.left()).toEqual(['login-profile']);
  });

  it('is taken over by one of two runs', async () => {
    const given = givenCanary();
    given.canaryRuns.corrupt(ACCOUNT);
    const outcomes = await Promise.all([given.run(), given.run()]);
    expect(outcomes.map(({ type }) => type).sort()).toEqual(['completed', 'refused']);
  });
});
