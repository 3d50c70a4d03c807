import { describe, expect, it } from 'vitest';
import { watch } from '../../../../src/guardrail/sweep/watch.ts';
import {
  ACCOUNT,
  givenAccount,
  givenCredential,
  givenException,
  givenPolicy,
  givenRootEvent,
} from '../../../support/builders.ts';
import { crashOn, givenGuard, givenListedSweep, heal, NOW, onNth } from '../guard-fixture.ts';
import { AMPLE_TIME, givenSweeper } from '../sweep-fixture.ts';

const HOUR = 3600;
const KEY = givenCredential('access-key');
const INVITED = givenAccount({ joinedMethod: 'INVITED', joinedAt: NOW });
const ENDS_AT = new Date(NOW.getTime() + HOUR * 1000);
const SWEEP = givenListedSweep(INVITED);

function givenGrace(invitedGraceSeconds = HOUR) {
  // It forwards no events, so nothing else has it audited again.
  const guarded = givenGuard([KEY], {
    initialPolicy: givenPolicy({ invitedGraceSeconds }),
    isCovered: () => false,
  });
  guarded.organization.setAccount(INVITED);
  return { ...guarded, noted: () => guarded.graceEnds.read() };
}

/** A minute after it was invited, with another key that was created since: a sweep removes that one. */
function givenGraceWithNewerKey() {
  const guarded = givenGrace();
  guarded.clock.advance(60);
  const createdAt = guarded.clock.now();
  const fresh = givenCredential('access-key', { id: 'AKIAFRESHEXAMPLE', createdAt });
  guarded.organization.addCredential(ACCOUNT, fresh);
  return guarded;
}

describe('an account with a credential in its grace period', () => {
  it('is noted with the end of its grace', async () => {
    const guarded = givenGrace();
    await guarded.guard(SWEEP);
    expect(guarded.left()).toEqual(['access-key']);
    expect(await guarded.noted()).toMatchObject([{ account: ACCOUNT, endsAt: ENDS_AT }]);
  });

  it('is noted before its posture is recorded, so that a note that fails is tried again', async () => {
    const guarded = givenGrace();
    crashOn(guarded.log, 'graceEnds.note');
    await expect(guarded.guard(SWEEP)).rejects.toThrow('graceEnds.note');
    expect(await guarded.posture()).toBeUndefined();
    heal(guarded.log);
    await guarded.guard(SWEEP);
    expect(await guarded.noted()).toHaveLength(1);
  });

  it('is noted once by all sweeps of its grace', async () => {
    const guarded = givenGrace();
    await guarded.guard(SWEEP);
    guarded.clock.advance(60);
    await guarded.guard(SWEEP);
    expect(guarded.calls().filter((name) => name === 'graceEnds.note')).toHaveLength(1);
  });

  it('is not looked up again by a sweep that notes it for the first time, or by an event', async () => {
    const guarded = givenGrace();
    const lookedUp = () => guarded.calls().filter((name) => name === 'graceEnds.isNoted').length;
    await guarded.guard(SWEEP);
    expect(lookedUp()).toBe(0);
    await guarded.guard(givenRootEvent('access-key', guarded.clock.now()));
    expect(lookedUp()).toBe(0);
    await guarded.guard(SWEEP);
    expect(lookedUp()).toBe(1);
  });

  it('is noted once, also where another credential of it is approved', async () => {
    const guarded = givenGrace();
    guarded.organization.addCredential(ACCOUNT, givenCredential('login-profile'));
    guarded.exceptions.put(givenException());
    for (let sweeps = 0; sweeps < 2; sweeps += 1) await guarded.guard(SWEEP);
    expect(guarded.calls().filter((name) => name === 'graceEnds.note')).toHaveLength(1);
  });

  it.each([
    ['before the first sweep', 'posture.reserveRevision', 2 * HOUR, HOUR],
    ['while a newer credential of it is removed', 'posture.startEnforcement', 0, HOUR],
  ])(
    'is noted by the next sweep where the settings change its grace: %s',
    async (_when, call, before, after) => {
      const guarded = givenGraceWithNewerKey();
      guarded.settings.put(givenPolicy({ invitedGraceSeconds: before }));
      if (before > 0) await guarded.guard(SWEEP);
      onNth(guarded.log, call, 1, () => guarded.settings.put(givenPolicy({ invitedGraceSeconds: after })));
      await guarded.guard(SWEEP);
      guarded.clock.advance(180);
      await guarded.guard(SWEEP);
      expect(guarded.left()).toEqual(['access-key']);
      expect(await guarded.noted()).toMatchObject([{ account: ACCOUNT, endsAt: ENDS_AT }]);
    },
  );

  it('is noted after the removal of its newer credentials, which is not delayed', async () => {
    const guarded = givenGrace();
    guarded.clock.advance(60);
    const fresh = givenCredential('access-key', { id: 'AKIAFRESHEXAMPLE', createdAt: guarded.clock.now() });
    guarded.organization.addCredential(ACCOUNT, fresh);
    crashOn(guarded.log, 'graceEnds.note');
    const event = givenRootEvent('access-key', guarded.clock.now());
    await expect(guarded.guard(event)).rejects.toThrow('graceEnds.note');
    expect(guarded.left()).toEqual(['access-key']);
    expect(guarded.notified()).toContain('credentials-removed');
    heal(guarded.log);
    await guarded.guard(event);
    expect(await guarded.noted()).toHaveLength(1);
  });

  it.each([
    ['the note', 'graceEnds.note'],
    ['the posture', 'posture.record'],
  ])(
    'is noted although a sweep that removed its newer credentials ended in place of %s',
    async (_what, call) => {
      const guarded = givenGraceWithNewerKey();
      crashOn(guarded.log, call);
      await expect(guarded.guard(SWEEP)).rejects.toThrow(call);
      expect(guarded.left()).toEqual(['access-key']);
      heal(guarded.log);
      guarded.clock.advance(180);
      await guarded.guard(SWEEP);
      expect(await guarded.noted()).toHaveLength(1);
      expect(guarded.notified().filter((key) => key === 'credentials-removed')).toHaveLength(1);
      expect(await guarded.openEnforcements()).toEqual([]);
    },
  );

  it('is noted although AWS refused the session for the removal of its newer credentials', async () => {
    const guarded = givenGraceWithNewerKey();
    const failure = { reason: 'not-authorized', code: 'AccessDenied' } as const;
    onNth(guarded.log, 'sts:AssumeRoot', 2, () => guarded.log.fail({ call: 'sts:AssumeRoot', failure }));
    expect(await guarded.guard(SWEEP)).toMatchObject({ type: 'done', state: 'violating' });
    expect(await guarded.noted()).toHaveLength(1);
  });

  it.each([
    ['there is no grace', givenGrace(0)],
    ['it is over', givenGrace(1)],
  ])('is not noted where %s', async (_why, guarded) => {
    guarded.clock.advance(2);
    await guarded.guard(SWEEP);
    expect(await guarded.noted()).toEqual([]);
    expect(guarded.left()).toEqual([]);
  });
});

describe('a grace that has ended', () => {
  it('requests an audit of its account a minute later, when the note is cleared', async () => {
    const sweeper = givenSweeper();
    await sweeper.graceEnds.note({ account: ACCOUNT, endsAt: NOW });
    await watch(sweeper.deps, AMPLE_TIME);
    expect(sweeper.triggerQueue.sent).toEqual([
      { account: ACCOUNT, why: 'grace-ended', requestedAt: NOW, event: undefined },
    ]);
    expect(sweeper.triggerQueue.receiveDue()).toEqual([]);
    sweeper.clock.advance(60);
    expect(sweeper.triggerQueue.receiveDue()).toHaveLength(1);
    expect(await sweeper.graceEnds.read()).toEqual([]);
    expect(sweeper.logged()).toEqual(['grace-ended']);
    await watch(sweeper.deps, AMPLE_TIME);
    expect(sweeper.triggerQueue.sent).toHaveLength(1);
  });

  it('is requested again when the note could not be cleared, and does not stop the others', async () => {
    const sweeper = givenSweeper();
    const other = givenAccount({ id: '444444444444' }).id;
    for (const account of [ACCOUNT, other]) await sweeper.graceEnds.note({ account, endsAt: NOW });
    crashOn(sweeper.log, 'graceEnds.clear');
    await expect(watch(sweeper.deps, AMPLE_TIME)).rejects.toThrow('graceEnds.clear');
    expect(sweeper.triggerQueue.sent.map(({ account }) => account)).toEqual([ACCOUNT, other]);
    heal(sweeper.log);
    await watch(sweeper.deps, AMPLE_TIME);
    expect(sweeper.triggerQueue.sent.map(({ account }) => account)).toEqual([ACCOUNT, other, ACCOUNT]);
  });

  it('is not processed before it ends', async () => {
    const sweeper = givenSweeper();
    await sweeper.graceEnds.note({ account: ACCOUNT, endsAt: new Date(NOW.getTime() + 1) });
    await watch(sweeper.deps, AMPLE_TIME);
    expect(sweeper.triggerQueue.sent).toEqual([]);
    expect(await sweeper.graceEnds.read()).toHaveLength(1);
  });

  it('whose stored end does not parse has its account audited, so that the audit notes it again', async () => {
    const sweeper = givenSweeper();
    const cleared: unknown[] = [];
    const malformed = { type: 'malformed', account: ACCOUNT, issue: 'not a time', stored: 'soon' } as const;
    const graceEnds = {
      ...sweeper.graceEnds,
      read: async () => [malformed],
      clear: async (noted: unknown) => void cleared.push(noted),
    };
    await watch({ ...sweeper.deps, graceEnds }, AMPLE_TIME);
    expect(sweeper.triggerQueue.sent).toMatchObject([{ account: ACCOUNT, why: 'grace-ended' }]);
    expect(cleared).toEqual([malformed]);
    expect(sweeper.logged()).toEqual(['record-malformed']);
  });
});
