import { NumberValue } from '@aws-sdk/lib-dynamodb';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { RESERVED_KEYS } from '../../src/aws/dynamodb/reserved-keys.ts';
import { parseAccountId } from '../../src/domain/account.ts';
import { startSweep } from '../../src/guardrail/sweep/sweep.ts';
import { watch } from '../../src/guardrail/sweep/watch.ts';
import { type AwsTableBackend, givenTablesOnAws } from '../contract/tables-on-aws.ts';
import { givenAccount, givenPolicy } from '../support/builders.ts';
import { createMemoryWorld } from '../support/memory/world.ts';
import { RUNS } from './runs.ts';

const NOON = new Date('2026-11-24T12:00:00.000Z');

/** Longer than a lease by a clock that is ahead. */
const TWO_HOURS = 2 * 60 * 60;

const PLENTY = () => 600_000;

/** More than one page. */
const MEMBERS = Array.from({ length: 25 }, (_, index) =>
  givenAccount({ id: String(300_000_000_000 + index) }),
);

const time = fc.constantFrom(
  '2026-11-24T11:00:00.000Z',
  '2026-11-24T11:59:59Z',
  '2026-11-24T12:01:00.000Z',
  '2026-11-24T13:01:00.000Z',
  '9999-12-31T23:59:59.999Z',
);

const number = fc.constantFrom(0, 1, 7, Number.MAX_SAFE_INTEGER).map((one): unknown => one);

const broken = fc.constantFrom<unknown>(
  'zzz',
  '',
  null,
  true,
  [],
  -1,
  1.5,
  ...['9007199254740993', '9007199254740993.5', '1.00000000000000000001'].map((text) =>
    NumberValue.from(text),
  ),
);

/** Attributes as they should be, of values that may be wrong, or missing. */
const row = (fields: Readonly<Record<string, fc.Arbitrary<unknown>>>) =>
  fc.record(
    Object.fromEntries(
      Object.entries(fields).map(([name, good]) => [name, fc.oneof({ weight: 6, arbitrary: good }, broken)]),
    ),
    { requiredKeys: [] },
  );

const sweepRow = row({
  sweepId: fc.constant('sweep'),
  startedAt: time,
  previousStartedAt: time,
  next: fc.constantFrom('0:20', 'outdated'),
  accountsQueued: number,
  finishedAt: time,
  leasedUntil: time,
  revision: number,
});

const breakerRow = row({
  revision: number,
  windowStartedAt: time,
  accounts: fc.constantFrom(['300000000001'], new Set(['300000000001'])),
  openSince: time,
  acknowledgedAt: time,
});

let tables: AwsTableBackend;
beforeAll(async () => {
  tables = await givenTablesOnAws();
});
afterAll(() => tables.close());

/** The sweeper on the tables, with everything else in memory. */
function givenSweeper() {
  const world = createMemoryWorld(NOON);
  for (const account of MEMBERS) world.organization.setAccount(account, []);
  const { sweepProgress, requestedScopes, graceEnds } = tables;
  const deps = {
    ...world,
    sweepProgress,
    requestedScopes,
    graceEnds,
    initialPolicy: givenPolicy(),
    canEnforce: true,
    managementAccountId: world.organization.managementAccountId,
    exceptionWatch: world.exceptions,
  };
  return { ...world, deps };
}

describe('16. a broken row stops nothing', () => {
  test('every account is queued, whatever is stored of the sweep', async () => {
    await fc.assert(
      fc.asyncProperty(sweepRow, async (stored) => {
        await tables.putItem('posture', { account: RESERVED_KEYS.sweep, ...stored });
        const { deps, clock, sweepQueue } = givenSweeper();
        await startSweep(deps, PLENTY);
        clock.advance(TWO_HOURS);
        expect(await startSweep(deps, PLENTY)).toMatchObject({ type: 'finished' });
        expect(await startSweep(deps, PLENTY)).toMatchObject({ type: 'finished', accountsQueued: 25 });
        expect(new Set(sweepQueue.sent.map(({ account }) => account.id)).size).toBe(25);
      }),
      { ...RUNS, numRuns: 60 },
    );
  });

  test('a requested scope is processed once, whatever is stored as its time', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(time, broken), async (stored) => {
        await tables.putItem('posture', { account: RESERVED_KEYS.requestedScopes, organization: stored });
        const { deps, clock, sweepQueue } = givenSweeper();
        for (let run = 0; run < 3; run += 1) {
          await watch(deps, PLENTY);
          clock.advance(TWO_HOURS);
        }
        expect(await tables.requestedScopes.read()).toEqual([]);
        expect(sweepQueue.sent).toHaveLength(25);
      }),
      { ...RUNS, numRuns: 20 },
    );
  });

  test('an account is audited at the end of its grace, and once, whatever is stored as its time', async () => {
    const account = parseAccountId('300000000001');
    await fc.assert(
      fc.asyncProperty(fc.oneof(time, broken), async (stored) => {
        await tables.putItem('posture', { account: RESERVED_KEYS.graceEnds('1'), [account]: stored });
        const { deps, clock, triggerQueue } = givenSweeper();
        for (let run = 0; run < 3; run += 1) {
          await watch(deps, PLENTY);
          clock.advance(TWO_HOURS);
        }
        const left = await tables.graceEnds.read();
        // The audit that finds the account in its grace replaces a later end.
        const isLater = left.some((end) => end.type === 'noted' && end.endsAt > clock.now());
        expect(left).toHaveLength(isLater ? 1 : 0);
        expect(triggerQueue.sent).toHaveLength(isLater ? 0 : 1);
      }),
      { ...RUNS, numRuns: 20 },
    );
  });

  test('the breaker counts, or is open until it is acknowledged, whatever is stored of it', async () => {
    const account = parseAccountId('300000000009');
    const { breaker } = tables;
    await fc.assert(
      fc.asyncProperty(breakerRow, async (stored) => {
        await tables.putItem('posture', { account: RESERVED_KEYS.breaker, ...stored });
        const state = await breaker.permit(account, 10, NOON);
        if (state.type === 'open') await breaker.acknowledge(state.since, 'operator', NOON);
        expect(await breaker.permit(account, 10, NOON)).toMatchObject({ type: 'closed' });
        const anHourLater = new Date(NOON.getTime() + 60 * 60 * 1000);
        expect(await breaker.permit(account, 10, anHourLater)).toEqual({
          type: 'closed',
          accountsThisHour: 1,
        });
      }),
      { ...RUNS, numRuns: 60 },
    );
  });
});
