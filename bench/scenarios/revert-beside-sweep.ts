import { setTimeout as wait } from 'node:timers/promises';
import type { SettingsChange } from 'organization-sandbox/settings/settings.ts';
import { type Figure, figureOf, type Run, rounded, type Scenario, type Size } from '../harness/figure.ts';
import { type Harness, startHarness } from '../harness/harness.ts';
import { LATENCY_MS, timeReverts } from '../harness/revert.ts';
import { quantile } from '../harness/statistics.ts';
import { memberId } from '../harness/world.ts';
import { revertsOf, timeAlone, WARM_UP } from './revert.ts';

const CASES: readonly {
  readonly what: string;
  readonly settings: SettingsChange;
  readonly maxRatio?: number;
}[] = [
  { what: 'no rate limit', settings: { latencyMs: LATENCY_MS }, maxRatio: 2 },
  {
    what: '20 AssumeRoot/s, burst 40, which the sweep uses up',
    settings: { latencyMs: LATENCY_MS, assumeRootRateLimit: { ratePerSecond: 20, burst: 40 } },
    maxRatio: 2,
  },
];

export const revertBesideSweep: Scenario = {
  number: 4,
  title: 'The same revert during a sweep of 10,000 accounts, p99 over p99 alone',
  async measure(size) {
    const figures: Figure[] = [];
    const alone: number[] = [];
    for (let run = 0; run < size.runs; run++) alone.push(quantile(await timeAlone(size), 0.99));
    for (const { what, settings, maxRatio } of CASES) {
      const runs: Run[] = [];
      for (const p99Alone of alone) {
        const { times, audited } = await timeBesideSweep(size, settings);
        const p99 = quantile(times, 0.99);
        const details = {
          p50: rounded(quantile(times, 0.5), 0),
          p99: rounded(p99, 0),
          p99Alone: rounded(p99Alone, 0),
          auditedMeanwhile: audited,
        };
        runs.push({ ratio: p99 / p99Alone, details });
      }
      figures.push(
        figureOf(
          { scenario: 4, what: `revert beside a sweep: ${what}`, ...(maxRatio && { maxRatio }) },
          runs,
        ),
      );
    }
    return figures;
  },
};

async function timeBesideSweep(size: Size, settings: SettingsChange) {
  const swept = size.quick ? 500 : 10_000;
  const accounts = Array.from({ length: revertsOf(size) }, (_, index) => memberId(index));
  const harness = await startHarness({ accounts: Math.max(swept, accounts.length + WARM_UP) });
  try {
    await harness.aws('forwardFrom', accounts);
    await harness.aws('change', settings);
    const sweeping = sweepUntilStopped(harness);
    await useUpBurst(harness);
    const before = harness.functions.consumedRecords();
    const times = await timeReverts(harness, accounts);
    const audited = harness.functions.consumedRecords() - before - accounts.length;
    sweeping.stop();
    return { times, audited };
  } finally {
    await harness.close();
  }
}

/** Starts another sweep if one finishes before the reverts have. */
function sweepUntilStopped({ functions, aws }: Harness): { stop(): void } {
  let isStopped = false;
  void (async () => {
    while (!isStopped) {
      await functions.sweep();
      await aws('drained', 'sweep');
    }
  })().catch((error: unknown) => {
    if (!isStopped) throw error;
  });
  return {
    stop: () => {
      isStopped = true;
    },
  };
}

/** Waits until the burst that a rate limit allows at first is used up. */
async function useUpBurst({ functions }: Harness): Promise<void> {
  while (functions.consumedRecords() < 100) await wait(50);
}
