/** How far in the future a recorded time may be, as the clocks of machines differ; a command warns of far less. */
const MAX_CLOCK_DIFFERENCE_SECONDS = 60 * 60;

/** Whether a recorded time was written by a wrong clock or by hand, so that nothing can be concluded from it. */
export function isFarAhead(time: Date, now: Date): boolean {
  return time.getTime() - now.getTime() > MAX_CLOCK_DIFFERENCE_SECONDS * 1000;
}
