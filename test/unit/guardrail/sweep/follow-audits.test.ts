import { describe, expect, it } from 'vitest';
import { parseAccountId } from '../../../../src/domain/account.ts';
import { followAudits, readLatestAudits } from '../../../../src/guardrail/sweep/follow-audits.ts';
import { givenAccount, givenPosture } from '../../../support/builders.ts';
import { createMemoryWorld } from '../../../support/memory/world.ts';

const NOW = new Date('2026-11-24T12:00:00Z');

function given(count: number) {
  const world = createMemoryWorld(NOW);
  const accounts = Array.from({ length: count }, (_, at) =>
    givenAccount({ id: String(300_000_000_000 + at) }),
  );
  const record = async (at: number, auditedAt: Date, state: 'compliant' | 'violating' = 'compliant') => {
    const account = parseAccountId(String(300_000_000_000 + at));
    const { revision } = await world.posture.reserveRevision(account);
    await world.posture.record(givenPosture(auditedAt, { account, state }), revision);
  };
  const interrupt = new AbortController();
  const counts: number[] = [];
  const assumedCoverage = { units: undefined, sweepEveryHours: 24 };
  return {
    ...world,
    assumedCoverage,
    accounts,
    record,
    interrupt,
    counts,
    follow: async (whileWaiting: (pauses: number) => Promise<void> | void) => {
      const before = await readLatestAudits({ ...world, assumedCoverage }, accounts);
      let pauses = 0;
      const pause = async (milliseconds: number) => {
        world.clock.advance(milliseconds / 1000);
        pauses += 1;
        await whileWaiting(pauses);
      };
      const options = {
        interrupted: interrupt.signal,
        onAudited: (count: number) => void counts.push(count),
      };
      return followAudits({ ...world, assumedCoverage, pause }, accounts, before, options);
    },
    seconds: () => (world.clock.now().getTime() - NOW.getTime()) / 1000,
  };
}

describe('following the audits of a request', () => {
  it('ends once each account was audited again, whatever the clocks of the audits show', async () => {
    const world = given(3);
    await world.record(0, NOW, 'violating');
    await world.record(1, NOW);
    const followed = await world.follow(async (pauses) => {
      if (pauses === 1) await world.record(0, new Date('2026-11-24T11:58:00Z'));
      if (pauses === 2) await world.record(1, new Date('2026-11-24T12:07:00Z'), 'violating');
      if (pauses === 3) await world.record(2, NOW);
    });
    expect(followed).toMatchObject({
      end: 'complete',
      notAudited: [],
      accounts: [{ state: 'compliant' }, { state: 'violating' }, { state: 'compliant' }],
    });
    expect(world.counts).toEqual([0, 1, 1, 1]);
    expect(world.seconds()).toBe(15);
  });

  it('ends half an hour after the last audit, with the accounts that were not', async () => {
    const world = given(2);
    const followed = await world.follow(async (pauses) => {
      if (pauses === 60) await world.record(1, NOW);
    });
    expect(followed).toMatchObject({ end: 'stalled', notAudited: [world.accounts[0]] });
    expect(followed.accounts[0]).toMatchObject({ state: 'unknown', auditedAt: undefined });
    expect(world.seconds()).toBe(300 + 1800);
  });

  it('ends at once when it is interrupted', async () => {
    const world = given(2);
    const followed = await world.follow(() => world.interrupt.abort());
    expect(followed).toMatchObject({ end: 'interrupted', notAudited: world.accounts });
  });

  it('reads 25 accounts one by one, and more in the whole table, whose other rows may be broken', async () => {
    for (const [count, single, whole] of [
      [25, 25, 0],
      [26, 0, 1],
    ] as const) {
      const world = given(count);
      const enforcement = { id: 'one', startedAt: NOW, credentials: [], hasEnded: true };
      await world.posture.startEnforcement(parseAccountId('300000000000'), enforcement);
      const before = world.log.calls.length;
      expect(await readLatestAudits(world, world.accounts)).toEqual(new Map());
      const names = world.log.calls.slice(before).map(({ name }) => name);
      expect(names.filter((name) => name === 'posture.read')).toHaveLength(single);
      expect(names.filter((name) => name === 'posture.readAll')).toHaveLength(whole);
    }
  });

  it('reads the table of many accounts as a whole, and less often', async () => {
    const world = given(5_000);
    await world.record(0, NOW);
    const followed = await world.follow(async () => {
      for (let at = 0; at < 5_000; at += 1) await world.record(at, new Date('2026-11-24T12:01:00Z'));
    });
    expect(followed.end).toBe('complete');
    expect(world.seconds()).toBe(10);
    expect(world.log.calls.filter(({ name }) => name === 'posture.read')).toEqual([]);
  });

  it('of no account is complete', async () => {
    expect(await given(0).follow(() => {})).toMatchObject({ end: 'complete', accounts: [] });
  });
});
