import { expect, it } from 'vitest';
import { parseAccountId } from '../../../../src/domain/account.ts';
import type { Hearing } from '../../../../src/domain/hearing.ts';
import type { Posture } from '../../../../src/domain/posture.ts';
import type { StoredPosture } from '../../../../src/guardrail/ports/posture.ts';
import { countCoverage } from '../../../../src/guardrail/sweep/count-coverage.ts';
import { watch } from '../../../../src/guardrail/sweep/watch.ts';
import { givenPosture, givenStored } from '../../../support/builders.ts';
import { NOW } from '../guard-fixture.ts';
import { AMPLE_TIME, givenSweeper } from '../sweep-fixture.ts';

const hoursAgo = (hours: number) => new Date(NOW.getTime() - hours * 3_600_000);

const HEARD: Hearing = { heardAt: hoursAgo(1) };
const SILENT: Hearing = { awaitingHeartbeatSince: hoursAgo(1) };

function givenRows(accountsQueued: number, isFinished = true) {
  const sweeper = givenSweeper();
  const rows: StoredPosture[] = [];
  const add = (fields: Partial<Posture> = {}, hearing = HEARD) => {
    const account = parseAccountId(String(300_000_000_000 + rows.length));
    const posture = givenPosture(hoursAgo(2), { organizationalUnits: [], ...fields, account });
    rows.push({ ...givenStored(posture), account, hearing });
  };
  const deps = {
    ...sweeper.deps,
    postures: {
      async *readAll() {
        yield* rows;
      },
    },
  };
  const count = async (previousWatchAt?: Date, remainingMs = AMPLE_TIME) => {
    await sweeper.deps.sweepProgress.write({
      sweepId: 's',
      startedAt: hoursAgo(3),
      previousStartedAt: undefined,
      next: undefined,
      accountsQueued,
      finishedAt: isFinished ? hoursAgo(3) : undefined,
      leasedUntil: NOW,
      revision: 1,
    });
    await countCoverage(deps, previousWatchAt, remainingMs);
    return sweeper.telemetry.values('CoveragePercent');
  };
  return { ...sweeper, deps, add, count };
}

it('counts the share of the accounts of the latest sweep that were audited in time and are heard', async () => {
  const { add, count, telemetry } = givenRows(6);
  add();
  add({ auditedAt: hoursAgo(20) });
  add({}, SILENT);
  add({ state: 'unknown' });
  add({ state: 'skipped', accountState: 'SUSPENDED' });
  expect(await count()).toEqual([40]);
  expect(telemetry.values('OldestAuditSeconds')).toEqual([20 * 3_600]);
});

it('counts no share while most accounts were audited by a rootguard that expected no heartbeat', async () => {
  const { add, count, telemetry } = givenRows(4);
  add({}, {});
  add({}, {});
  add({}, {});
  add();
  expect(await count()).toEqual([]);
  expect(telemetry.values('OldestAuditSeconds')).toEqual([2 * 3_600]);
});

it('counts accounts that are not heard yet as missing where they are half of all, or could not be read', async () => {
  const half = givenRows(2);
  half.add({}, {});
  half.add();
  expect(await half.count()).toEqual([50]);
  const unreadable = givenRows(4);
  for (const _ of [1, 2, 3]) unreadable.add({ state: 'unknown' }, {});
  unreadable.add();
  expect(await unreadable.count()).toEqual([25]);
});

it('leaves the table alone where a sweep has used up the time of the watch', async () => {
  const { add, count } = givenRows(1);
  add();
  expect(await count(undefined, () => 59_999)).toEqual([]);
  expect(await count(undefined, () => 60_000)).toEqual([100]);
});

it('counts an account that no audit has reached lately as missing, though it has an old row', async () => {
  const { add, count } = givenRows(2);
  add();
  add({ auditedAt: hoursAgo(31) });
  expect(await count()).toEqual([50]);
});

it('counts an account that has joined since the sweep, and none that has left', async () => {
  const { add, count } = givenRows(1);
  add();
  add();
  add({ auditedAt: hoursAgo(300) });
  expect(await count()).toEqual([100]);
});

it('counts no account as heard that is not covered, unless its row does not say where it is', async () => {
  const { add, count, deps } = givenRows(3);
  Object.assign(deps, { deployedCoverage: { units: ['ou-sbox-work0001'], sweepEveryHours: 24 } });
  add({ organizationalUnits: ['ou-sbox-work0001'] });
  add({ organizationalUnits: ['ou-sbox-sand0001'] });
  add({ organizationalUnits: undefined });
  expect((await count())[0]).toBeCloseTo(200 / 3, 6);
});

it('counts 0 where nothing is heard, and nothing before the first sweep has ended', async () => {
  const silent = givenRows(1);
  silent.add({}, SILENT);
  expect(await silent.count()).toEqual([0]);
  const running = givenRows(1, false);
  running.add();
  expect(await running.count()).toEqual([]);
  expect(await givenRows(3).count()).toEqual([]);
});

it('counts with the first watch of each hour only', async () => {
  const { add, count } = givenRows(1);
  add();
  expect(await count(NOW)).toEqual([]);
  expect(await count(hoursAgo(0.01))).toEqual([100]);
});

it('is counted by the watch, by the time of the watch before', async () => {
  const { add, count, deps, telemetry, clock } = givenRows(1);
  add();
  await count(NOW);
  await watch(deps, AMPLE_TIME);
  expect(telemetry.values('CoveragePercent')).toEqual([100]);
  clock.advance(300);
  await watch(deps, AMPLE_TIME);
  expect(telemetry.values('CoveragePercent')).toEqual([100]);
  clock.advance(3_600);
  await watch(deps, AMPLE_TIME);
  expect(telemetry.values('CoveragePercent')).toEqual([100, 100]);
});
