import type { Clock } from '../ports/platform.ts';

/** How long something took that ends now. Both times are of the same clock. */
export function elapsedMs(start: Date, clock: Clock): number {
  return clock.now().getTime() - start.getTime();
}
