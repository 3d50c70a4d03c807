import { setTimeout as wait } from 'node:timers/promises';
import { ulid } from 'ulid';
import type { SetTimer } from '../concurrency/deadline.ts';
import type { Clock, NewId, Pause } from '../guardrail/ports/platform.ts';

/** What the guardrail uses of the machine that it runs on. A test or a sandbox passes its own. */
export interface Platform {
  readonly clock: Clock;
  readonly pause: Pause;
  readonly newId: NewId;
}

export const systemPlatform: Platform = {
  clock: { now: () => new Date() },
  pause: async (milliseconds) => {
    await wait(milliseconds);
  },
  newId: () => ulid(),
};

/** Runs on the machine's time also where the clock is a sandbox's, as Lambda's own limit does. */
export const setSystemTimer: SetTimer = (milliseconds, callback) => {
  const timer = setTimeout(callback, milliseconds);
  return { cancel: () => clearTimeout(timer) };
};
