import type { Clock, Pause } from '../../guardrail/ports/platform.ts';

/** Lets one call after the other begin. */
export type Pace = <Answer>(call: () => Promise<Answer>) => Promise<Answer>;

/**
 * At most so many calls a second: AWS throttles more, and others of the organization share the limit.
 * @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html
 */
export function createPace(perSecond: number, clock: Clock, pause: Pause): Pace {
  const gapMs = 1000 / perSecond;
  let nextAt = 0;
  return async (call) => {
    const now = clock.now().getTime();
    const startsAt = Math.max(now, nextAt);
    nextAt = startsAt + gapMs;
    if (startsAt > now) await pause(startsAt - now);
    return call();
  };
}
