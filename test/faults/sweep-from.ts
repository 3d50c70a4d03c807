import type { SweeperResult } from '../../src/lambda/sweeper.ts';

/**
 * Sweeps until a sweep that started at that time or later has finished; false if it does not. An unfinished sweep is continued
 * first, and listed its first accounts long ago; so a second one may be needed.
 */
export async function hasSweptFrom(
  time: Date,
  sweep: () => Promise<SweeperResult | undefined>,
): Promise<boolean> {
  for (let sweeps = 0; sweeps < 2; sweeps += 1) {
    const outcome = await sweep();
    if (outcome?.type === 'finished' && outcome.startedAt >= time) return true;
  }
  return false;
}
