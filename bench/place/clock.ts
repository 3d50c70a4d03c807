import { type Clock, createClock } from '../../src/sandbox/clock.ts';

/** A clock of the sandbox that goes `speed` times as fast as the machine's. */
export function createFastClock(speed: number): Clock {
  if (speed === 1) return createClock({ mode: 'real' });
  const start = Date.now();
  const startedAt = performance.now();
  let advanced = 0;
  const time = () => start + advanced + (performance.now() - startedAt) * speed;
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
