import { describe, expect, it } from 'vitest';
import type { LedgerEntry } from '../../../../src/domain/ledger-entry.ts';
import { checkCanary, readCanaryHistory } from '../../../../src/guardrail/doctor/canary-check.ts';
import { ACCOUNT } from '../../../support/builders.ts';
import { createCallLog } from '../../../support/memory/call-log.ts';
import { createMemoryLedger } from '../../../support/memory/ledger.ts';

const NOW = new Date('2026-11-24T12:00:00Z');
const CANARY = { account: ACCOUNT, everyHours: 24, lateAfterSeconds: 60 };

type Run = Partial<Extract<LedgerEntry, { type: 'canary' }>>;

/** @param runs oldest first, one for each day until now */
async function check(...runs: readonly Run[]) {
  const ledger = createMemoryLedger(createCallLog());
  for (const [index, run] of runs.entries()) {
    const days = runs.length - index - 1;
    await ledger.append({
      type: 'canary',
      account: ACCOUNT,
      at: new Date(NOW.getTime() - days * 86_400_000),
      id: String(index),
      runId: `run-${index}`,
      result: 'completed',
      by: 'arn:aws:iam::222222222222:role/canary',
      totalMs: 8_000,
      ...run,
    });
  }
  return checkCanary(CANARY, await readCanaryHistory(CANARY, ledger, NOW), NOW);
}

describe('the check of the canary', () => {
  it('is skipped where none is configured', async () => {
    const ledger = createMemoryLedger(createCallLog());
    const history = await readCanaryHistory(undefined, ledger, NOW);
    expect(checkCanary(undefined, history, NOW)).toMatchObject({ status: 'skipped' });
  });

  it('is ok where the latest run saw every hop in time, and shows the latest ten', async () => {
    const runs = Array.from({ length: 11 }, (_, index): Run => (index < 4 ? { result: 'incomplete' } : {}));
    expect(await check(...runs)).toMatchObject({
      status: 'ok',
      detail:
        'the latest run completed after 8.0 s at 2026-11-24T12:00:00.000Z; 7 of the latest 10 runs saw every hop',
    });
  });

  it('warns where there has been no run, and where the latest was late', async () => {
    expect(await check()).toMatchObject({
      status: 'warning',
      detail: expect.stringContaining('there has been no run in account 333333333333'),
    });
    expect(await check({ totalMs: 61_000 })).toMatchObject({
      status: 'warning',
      detail: expect.stringContaining('late after 60 s'),
    });
  });

  it.each([
    ['did not see every hop', { result: 'incomplete', missing: ['event'] }, 'not seen: event'],
    ['was refused', { result: 'refused', refusal: 'canary-has-credentials' }, 'canary-has-credentials'],
    [
      'was interrupted',
      { result: 'started', at: new Date(NOW.getTime() - 781_000) },
      'the latest run started',
    ],
  ] as const)('is a problem where the latest run %s', async (_what, run, detail) => {
    expect(await check({}, { ...run, missing: 'missing' in run ? [...run.missing] : [] })).toMatchObject({
      status: 'problem',
      detail: expect.stringContaining(detail),
    });
  });

  it('is that of the run before while one is in progress', async () => {
    const running = { result: 'started', at: new Date(NOW.getTime() - 30_000) } as const;
    const since = 'one is in progress since 2026-11-24T11:59:30.000Z';
    expect(await check({}, running)).toMatchObject({
      status: 'ok',
      detail: expect.stringMatching(`^the latest run completed .*; ${since}$`),
    });
    expect(await check({ result: 'incomplete' }, running)).toMatchObject({ status: 'problem' });
    expect(await check(running)).toMatchObject({
      status: 'warning',
      detail: `the first run in account ${ACCOUNT} is in progress since 2026-11-24T11:59:30.000Z`,
    });
  });

  it('is a problem where the latest run is two intervals ago', async () => {
    expect(await check({}, {}, {})).toMatchObject({ status: 'ok' });
    const old = new Date(NOW.getTime() - 49 * 3_600_000);
    expect(await check({ at: old })).toMatchObject({
      status: 'problem',
      detail: expect.stringContaining('none since'),
    });
  });
});
