import { type Clock, createClock } from 'organization-sandbox/clock.ts';

/** How fast time passes in the sandbox: at `startedAt` its clock and the machine's show the same. */
export interface ClockSpeed {
  readonly speed: number;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
}

/** The sandbox's clock, the same in both processes. */
export function createScaledClock(clockSpeed: ClockSpeed | undefined): Clock {
  if (clockSpeed === undefined) return createClock({ mode: 'real' });
  const { speed, startedAt } = clockSpeed;
  let advanced = 0;
  const time = () => startedAt + (Date.now() - startedAt) * speed + advanced;
  return {
    now: () => new Date(time()),
    advance(seconds) {
      advanced += seconds * 1000;
    },
    setTimer(at, run) {
      let timeout: NodeJS.Timeout;
      const wait = () => {
        const remaining = at.getTime() - time();
        if (remaining <= 0) run();
        else timeout = setTimeout(wait, Math.min(Math.max(remaining / speed, 1), 60_000)).unref();
      };
      timeout = setTimeout(wait, 0).unref();
      return { cancel: () => clearTimeout(timeout) };
    },
  };
}
