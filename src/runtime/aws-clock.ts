import { type Clock, MAX_CLOCK_SKEW_SECONDS } from '../guardrail/ports/platform.ts';

/** How far a machine's clock was ahead of AWS's when AWS answered; negative where it was behind. */
export function secondsAhead(clock: Clock, answeredAt: Date | undefined): number | undefined {
  return answeredAt && Math.round((clock.now().getTime() - answeredAt.getTime()) / 1000);
}

/**
 * A clock with AWS's time where the machine's is wrong, as the end of an exception and the start of an enforcement are compared
 * with times of other machines.
 */
export function correctedClock(clock: Clock, aheadSeconds: number | undefined): Clock {
  if (!isWrong(aheadSeconds)) return clock;
  return { now: () => new Date(clock.now().getTime() - aheadSeconds * 1000) };
}

export function isWrong(aheadSeconds: number | undefined): aheadSeconds is number {
  return aheadSeconds !== undefined && Math.abs(aheadSeconds) > MAX_CLOCK_SKEW_SECONDS;
}
