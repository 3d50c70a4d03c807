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

/** The clock of a machine that is ahead of the others by so much, or behind if it is negative. */
export function clockAheadOf(clock: Clock, seconds: number): Clock {
  return { now: () => new Date(clock.now().getTime() + seconds * 1000) };
}
