import { type Figure, figureOf, rounded, type Scenario, type Size } from '../harness/figure.ts';
import { startHarness } from '../harness/harness.ts';
import { CRITICAL_PATH, FLOOR_MS, LATENCY_MS, timeReverts } from '../harness/revert.ts';
import { quantile } from '../harness/statistics.ts';
import { memberId } from '../harness/world.ts';

export const revert: Scenario = {
  number: 3,
  title: `From the event to the removal of one password at ${LATENCY_MS} ms a call, over ${CRITICAL_PATH.length} round trips`,
  async measure(size) {
    const runs: (readonly number[])[] = [];
    for (let run = 0; run < size.runs; run++) runs.push(await timeAlone(size));
    const figure = (share: number, name: string): Figure =>
      figureOf(
        { scenario: 3, what: `event to removal, ${name} of ${revertsOf(size)}`, maxRatio: 1.15 },
        runs.map((times) => ({
          ratio: quantile(times, share) / FLOOR_MS,
          details: { milliseconds: rounded(quantile(times, share), 0), floorMilliseconds: FLOOR_MS },
        })),
      );
    return [figure(0.5, 'p50'), figure(0.99, 'p99')];
  },
};

export function revertsOf({ quick }: Size): number {
  return quick ? 10 : 200;
}

/** Without a sweep. */
export async function timeAlone(size: Size): Promise<readonly number[]> {
  const accounts = Array.from({ length: revertsOf(size) }, (_, index) => memberId(index));
  const harness = await startHarness({ accounts: accounts.length + WARM_UP });
  try {
    const warmUp = Array.from({ length: WARM_UP }, (_, index) => memberId(accounts.length + index));
    await harness.aws('forwardFrom', [...accounts, ...warmUp]);
    await harness.aws('change', { latencyMs: LATENCY_MS });
    await timeReverts(harness, warmUp);
    return await timeReverts(harness, accounts);
  } finally {
    await harness.close();
  }
}

/** Reverts that are not counted: cold start is a scenario of its own. */
export const WARM_UP = 5;
