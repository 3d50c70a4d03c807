import { setTimeout as wait } from 'node:timers/promises';
import type { SettingsChange } from 'organization-sandbox/settings/settings.ts';
import { type Figure, figureOf, type Point, type Run, rounded, type Size } from '../harness/figure.ts';
import { type Place, startPlace } from '../harness/harness.ts';
import { LATENCY_MS, timeReverts } from '../harness/revert.ts';
import { quantile } from '../harness/statistics.ts';
import { memberId } from '../harness/world.ts';
import { revertsOf, timeAlone, WARM_UP } from './revert.ts';

const CASES: readonly {
  readonly what: string;
  readonly settings: SettingsChange;
  readonly atMost?: number;
}[] = [
  { what: 'no rate limit', settings: { latencyMs: LATENCY_MS }, atMost: 2 },
  {
    what: '20 AssumeRoot/s, burst 40, which the sweep uses up',
    settings: { latencyMs: LATENCY_MS, assumeRootRateLimit: { ratePerSecond: 20, burst: 40 } },
    atMost: 2,
  },
];

export const revertBesideSweep: Point = {
  number: 4,
  title: 'The same revert while a sweep of 10,000 accounts is in full flow, p99 over p99 alone',
  async measure(size) {
    const figures: Figure[] = [];
    const alone: number[] = [];
    for (let run = 0; run < size.runs; run++) alone.push(quantile(await timeAlone(size), 0.99));
    for (const { what, settings, atMost } of CASES) {
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
        figureOf({ point: 4, what: `revert beside a sweep: ${what}`, ...(atMost && { atMost }) }, runs),
      );
    }
    return figures;
  },
};

async function timeBesideSweep(size: Size, settings: SettingsChange) {
  const swept = size.quick ? 500 : 10_000;
  const accounts = Array.from({ length: revertsOf(size) }, (_, index) => memberId(index));
  const place = await startPlace({ accounts: Math.max(swept, accounts.length + WARM_UP) });
  try {
    await place.aws('forwardFrom', accounts);
    await place.aws('change', settings);
    const sweeping = sweepUntilTold(place);
    await inFullFlow(place);
    const before = place.functions.consumedRecords();
    const times = await timeReverts(place, accounts);
    const audited = place.functions.consumedRecords() - before - accounts.length;
    sweeping.end();
    return { times, audited };
  } finally {
    await place.close();
  }
}

/** A sweep that is over before the reverts are begins again. */
function sweepUntilTold({ functions, aws }: Place): { end(): void } {
  let isOver = false;
  void (async () => {
    while (!isOver) {
      await functions.sweep();
      await aws('drained', 'sweep');
    }
  })().catch((error: unknown) => {
    if (!isOver) throw error;
  });
  return {
    end: () => {
      isOver = true;
    },
  };
}

/** Past the burst that a rate limit allows at first. */
async function inFullFlow({ functions }: Place): Promise<void> {
  while (functions.consumedRecords() < 100) await wait(50);
}
