import type { Clock } from '../../../src/guardrail/ports/platform.ts';

/** Does not move by itself. */
export interface MemoryClock extends Clock {
  advance(seconds: number): void;
}

export function createMemoryClock(start = new Date('2026-11-24T12:00:00Z')): MemoryClock {
  let now = start.getTime();
  return {
    now: () => new Date(now),
    advance: (seconds) => {
      now += seconds * 1000;
    },
  };
}
