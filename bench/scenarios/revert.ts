import { type Figure, figureOf, type Point, rounded, type Size } from '../harness/figure.ts';
import { startPlace } from '../harness/harness.ts';
import { CRITICAL_PATH, FLOOR_MS, LATENCY_MS, timeReverts } from '../harness/revert.ts';
import { quantile } from '../harness/statistics.ts';
import { memberId } from '../harness/world.ts';

export const revert: Point = {
  number: 3,
  title: `From the event to the removal of one password at ${LATENCY_MS} ms a call, over ${CRITICAL_PATH.length} round trips`,
  async measure(size) {
    const runs: (readonly number[])[] = [];
    for (let run = 0; run < size.runs; run++) runs.push(await timeAlone(size));
    const figure = (share: number, name: string): Figure =>
      figureOf(
        { point: 3, what: `event to removal, ${name} of ${revertsOf(size)}`, atMost: 1.15 },
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

/** Nothing else goes on. */
export async function timeAlone(size: Size): Promise<readonly number[]> {
  const accounts = Array.from({ length: revertsOf(size) }, (_, index) => memberId(index));
  const place = await startPlace({ accounts: accounts.length + WARM_UP });
  try {
    const warmUp = Array.from({ length: WARM_UP }, (_, index) => memberId(accounts.length + index));
    await place.aws('forwardFrom', [...accounts, ...warmUp]);
    await place.aws('change', { latencyMs: LATENCY_MS });
    await timeReverts(place, warmUp);
    return await timeReverts(place, accounts);
  } finally {
    await place.close();
  }
}

/** Reverts that are not counted: a cold start is a point of its own. */
export const WARM_UP = 5;
