import { describe, expect, it } from 'vitest';
import { continueSweep, startSweep } from '../../../../src/guardrail/sweep/sweep.ts';
import { givenAccount, givenPosture } from '../../../support/builders.ts';
import { NOW } from '../guard-fixture.ts';
import { AMPLE_TIME, givenMembers, givenSweeper, type Sweeper, timeForPages } from '../sweep-fixture.ts';

const DAY_SECONDS = 24 * 60 * 60;
const hoursAfterNow = (hours: number) => new Date(NOW.getTime() + hours * 3600 * 1000);

/** A day after a sweep, with these accounts audited meanwhile. */
async function givenDayAfterSweep(
  sweeper: Sweeper,
  audited: readonly { id: ReturnType<typeof givenMembers>[0]['id'] }[],
) {
  await startSweep(sweeper.deps, AMPLE_TIME);
  for (const { id } of audited) {
    await sweeper.posture.record(givenPosture(hoursAfterNow(1), { account: id }), 1);
  }
  sweeper.clock.advance(DAY_SECONDS);
}

const missedIn = ({ telemetry }: Sweeper) =>
  telemetry.logged.filter(({ event }) => event === 'sweep-missed-accounts').map(({ fields }) => fields);

describe('a sweep that follows another', () => {
  it('counts accounts that the previous one queued and that were not audited', async () => {
    const members = givenMembers(45);
    const sweeper = givenSweeper(members);
    await givenDayAfterSweep(sweeper, members.slice(3));
    await startSweep(sweeper.deps, AMPLE_TIME);
    expect(sweeper.telemetry.total('AccountsMissed')).toBe(3);
    expect(missedIn(sweeper)).toEqual([
      { sweepId: 'id-00000002', accountsMissed: 3, accounts: members.slice(0, 3).map(({ id }) => id) },
    ]);
  });

  it('counts an account whose audit is older than the previous sweep', async () => {
    const [member] = givenMembers(1);
    const sweeper = givenSweeper(1);
    if (member) await sweeper.posture.record(givenPosture(hoursAfterNow(-1), { account: member.id }), 1);
    await givenDayAfterSweep(sweeper, []);
    await startSweep(sweeper.deps, AMPLE_TIME);
    expect(sweeper.telemetry.total('AccountsMissed')).toBe(1);
  });

  it.each([
    [0, 5 * 60],
    [1, 5 * 60 + 1],
  ])(
    'counts %i accounts whose audit, by a clock that is behind, was %i seconds before the previous sweep',
    async (count, seconds) => {
      const [member] = givenMembers(1);
      const sweeper = givenSweeper(1);
      const auditedAt = hoursAfterNow(-seconds / 3600);
      if (member) await sweeper.posture.record(givenPosture(auditedAt, { account: member.id }), 1);
      await givenDayAfterSweep(sweeper, []);
      await startSweep(sweeper.deps, AMPLE_TIME);
      expect(sweeper.telemetry.total('AccountsMissed')).toBe(count);
    },
  );

  it('counts an account of which it is not known when it joined', async () => {
    const sweeper = givenSweeper([givenAccount({ id: '300000000001', joinedAt: undefined })]);
    await givenDayAfterSweep(sweeper, []);
    await startSweep(sweeper.deps, AMPLE_TIME);
    expect(sweeper.telemetry.total('AccountsMissed')).toBe(1);
  });

  it('counts an account whose audit is said to be in the future', async () => {
    const [member] = givenMembers(1);
    const sweeper = givenSweeper(1);
    if (member) await sweeper.posture.record(givenPosture(hoursAfterNow(48), { account: member.id }), 1);
    await givenDayAfterSweep(sweeper, []);
    await startSweep(sweeper.deps, AMPLE_TIME);
    expect(sweeper.telemetry.total('AccountsMissed')).toBe(1);
  });

  it('counts nothing when all were audited', async () => {
    const members = givenMembers(45);
    const sweeper = givenSweeper(members);
    await givenDayAfterSweep(sweeper, members);
    await startSweep(sweeper.deps, AMPLE_TIME);
    expect(missedIn(sweeper)).toEqual([]);
    expect(sweeper.queued()).toHaveLength(90);
  });

  it('leaves out accounts that joined since, and those that are not ACTIVE', async () => {
    const sweeper = givenSweeper([
      givenAccount({ id: '300000000001', state: 'SUSPENDED' }),
      givenAccount({ id: '300000000002', joinedAt: hoursAfterNow(2) }),
    ]);
    await givenDayAfterSweep(sweeper, []);
    await startSweep(sweeper.deps, AMPLE_TIME);
    expect(sweeper.telemetry.total('AccountsMissed')).toBe(0);
  });

  it.each([
    [0, 'a second less than 55 minutes', 55 * 60 - 1],
    [45, '55 minutes', 55 * 60],
  ])(
    'counts %i of 45 accounts that were not audited when it follows after %s',
    async (count, _what, seconds) => {
      const sweeper = givenSweeper(45);
      await startSweep(sweeper.deps, AMPLE_TIME);
      sweeper.clock.advance(seconds);
      await startSweep(sweeper.deps, AMPLE_TIME);
      expect(sweeper.telemetry.total('AccountsMissed')).toBe(count);
    },
  );

  it('counts nothing when it is the first one, or follows at once', async () => {
    const sweeper = givenSweeper(45);
    await startSweep(sweeper.deps, AMPLE_TIME);
    sweeper.clock.advance(54 * 60);
    await startSweep(sweeper.deps, AMPLE_TIME);
    expect(sweeper.telemetry.total('AccountsMissed')).toBe(0);
    expect(sweeper.calls()).not.toContain('posture.readAuditedSince');
  });

  it('continues to count after a pause, and counts every account once', async () => {
    const sweeper = givenSweeper(45);
    await givenDayAfterSweep(sweeper, []);
    await startSweep(sweeper.deps, timeForPages(1));
    expect(sweeper.telemetry.total('AccountsMissed')).toBe(20);
    await continueSweep(sweeper.deps, AMPLE_TIME);
    expect(sweeper.telemetry.total('AccountsMissed')).toBe(45);
  });

  it('continues when the audit times cannot be read, and logs it', async () => {
    const sweeper = givenSweeper(45);
    await givenDayAfterSweep(sweeper, []);
    sweeper.log.onCall = async ({ name }) => {
      if (name === 'posture.readAuditedSince') throw new Error('no');
    };
    expect(await startSweep(sweeper.deps, AMPLE_TIME)).toMatchObject({
      type: 'finished',
      accountsQueued: 45,
    });
    expect(missedIn(sweeper)).toMatchObject([{ accountsMissed: undefined, error: { message: 'no' } }]);
  });
});
