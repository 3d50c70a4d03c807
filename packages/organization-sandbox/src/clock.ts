/** The one source of time in the sandbox: nothing else reads the machine's clock or sets a timer. */
export interface Clock {
  now(): Date;
  /**
   * Moves time forward and fires the timers that fall due, in order of their time.
   * @throws RangeError if `canAdvance` says no
   */
  advance(seconds: number): void;
  /** Runs once, as soon as the clock has reached `at`; at the next chance if that is past. @throws RangeError if `at` is no time */
  setTimer(at: Date, run: () => void): Timer;
}

export interface Timer {
  cancel(): void;
}

export interface ClockOptions {
  /** What the clock shows at first; the machine's time without it. */
  readonly start?: Date;
  /** `real`: flows with the machine's clock. `manual`: moves only when it is advanced. */
  readonly mode: 'real' | 'manual';
}

/** setTimeout takes no more than 2^31 - 1 milliseconds. */
const MAX_TIMEOUT_MS = 2_147_483_647;

/** The last time that ISO 8601 writes with four digits for the year. */
const MAX_TIME_MS = Date.UTC(9999, 11, 31, 23, 59, 59);

/** Whether a clock that is moved so far would still show a time that can be written. */
export const canAdvance = (clock: Pick<Clock, 'now'>, seconds: number): boolean =>
  seconds >= 0 && clock.now().getTime() + seconds * 1000 <= MAX_TIME_MS;

interface PendingTimer {
  readonly at: number;
  readonly run: () => void;
  /** It has fired, or was cancelled. */
  isDone: boolean;
}

export function createClock({ start, mode }: ClockOptions): Clock {
  const startedAt = performance.now();
  const elapsed = () => (mode === 'real' ? Math.floor(performance.now() - startedAt) : 0);
  let base = (start ?? new Date()).getTime();
  const time = () => base + elapsed();

  /** In order of their time; those of the same time in the order in which they were set. */
  const pending: PendingTimer[] = [];
  let alarm: NodeJS.Timeout | undefined;

  /** A timer may set others: they fire too if they fall due in the same stretch of time. */
  function fireDueTimers(end: number): void {
    for (let timer = pending[0]; timer !== undefined && timer.at <= end; timer = pending[0]) {
      pending.shift();
      timer.isDone = true;
      // In a leap each timer sees the time it was set for.
      base += Math.max(0, timer.at - time());
      timer.run();
    }
  }

  function setAlarm(): void {
    if (mode === 'manual') return;
    clearTimeout(alarm);
    const next = pending[0];
    if (next === undefined) return;
    const wait = Math.min(Math.max(next.at - time(), 0), MAX_TIMEOUT_MS);
    alarm = setTimeout(() => {
      fireDueTimers(time());
      setAlarm();
    }, wait);
    alarm.unref();
  }

  const now = () => new Date(time());

  return {
    now,
    advance(seconds) {
      if (!canAdvance({ now }, seconds))
        throw new RangeError(`the clock cannot be moved by ${seconds} seconds`);
      const end = time() + seconds * 1000;
      fireDueTimers(end);
      base += Math.max(0, end - time());
      setAlarm();
    },
    setTimer(at, run) {
      if (Number.isNaN(at.getTime())) throw new RangeError('a timer needs a time');
      const timer: PendingTimer = { at: at.getTime(), run, isDone: false };
      pending.splice(firstAfter(pending, timer.at), 0, timer);
      if (pending[0] === timer) setAlarm();
      return {
        cancel() {
          if (timer.isDone) return;
          timer.isDone = true;
          // Long ones are cancelled early, and more often than they fire: they must not pile up until their time.
          pending.splice(pending.lastIndexOf(timer, firstAfter(pending, timer.at)), 1);
        },
      };
    },
  };
}

/** Index of the first timer later than `at`. */
function firstAfter(timers: readonly PendingTimer[], at: number): number {
  let low = 0;
  let high = timers.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((timers[middle]?.at ?? Number.POSITIVE_INFINITY) <= at) low = middle + 1;
    else high = middle;
  }
  return low;
}
