import { isFarAhead } from '../../domain/clock-difference.ts';

export function leaseFrom(now: Date, seconds: number): Date {
  return new Date(now.getTime() + seconds * 1000);
}

/** Whether a run can have set it for this many seconds, by a clock that is not far ahead. */
export function isPossibleLease(leasedUntil: Date, now: Date, seconds: number): boolean {
  return !isFarAhead(leasedUntil, leaseFrom(now, seconds));
}
