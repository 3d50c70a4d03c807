import type { Clock } from '../../../src/guardrail/ports/platform.ts';

/** Only changes when it is advanced. */
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
