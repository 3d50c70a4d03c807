/** The one source of time in the sandbox: nothing else reads the machine's clock or sets a timer. */
export interface Clock {
  now(): Date;
  /**
   * Moves time forward and fires the timers that fall due, in order of their time.
   * @throws RangeError if `canAdvance` is false
   */
  advance(seconds: number): void;
  /** Runs once, as soon as the clock has reached `at`; soon if that is past. @throws RangeError if `at` is an invalid date */
  setTimer(at: Date, run: () => void): Timer;
}

export interface Timer {
  cancel(): void;
}

export interface ClockOptions {
  /** What the clock shows at first; the machine's time by default. */
  readonly start?: Date;
  /** `real`: runs with the machine's clock. `manual`: moves only when it is advanced. */
  readonly mode: 'real' | 'manual';
}

export const createClock = (options: ClockOptions): Clock => {
  const clock = new SandboxClock(options);
  return {
    now: () => clock.now(),
    advance: (seconds) => clock.advance(seconds),
    setTimer: (at, run) => clock.setTimer(at, run),
  };
};

/** setTimeout takes no more than 2^31 - 1 milliseconds. */
const MAX_TIMEOUT_MS = 2_147_483_647;

/** The last time that ISO 8601 writes with four digits for the year. */
const MAX_TIME_MS = Date.UTC(9999, 11, 31, 23, 59, 59);

/** Whether a clock that is moved so far would still show a time that can be written. */
export const canAdvance = (clock: Pick<Clock, 'now'>, seconds: number): boolean =>
  seconds >= 0 && clock.now().getTime() + seconds * 1000 <= MAX_TIME_MS;

interface PendingTimer {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly run: () => void;
  /** It has fired, or was cancelled. */
  isDone: boolean;
}

class SandboxClock implements Clock {
  readonly #isManual: boolean;
  readonly #startedAtMs = performance.now();
  /** The time that the clock would show had the machine's clock not moved since the start. */
  #baseMs: number;
  /** By their time; those of the same time in the order in which they were set. */
  readonly #pending: PendingTimer[] = [];
  /** Wakes the clock for its next timer. */
  #alarm: NodeJS.Timeout | undefined;

  constructor({ start = new Date(), mode }: ClockOptions) {
    this.#isManual = mode === 'manual';
    this.#baseMs = start.getTime();
  }

  now(): Date {
    return new Date(this.#timeMs());
  }

  advance(seconds: number): void {
    if (!canAdvance(this, seconds)) {
      throw new RangeError(`the clock cannot be moved by ${seconds} seconds`);
    }
    const end = this.#timeMs() + seconds * 1000;
    this.#fireDueTimers(end);
    this.#baseMs += Math.max(0, end - this.#timeMs());
    this.#setAlarm();
  }

  setTimer(at: Date, run: () => void): Timer {
    if (Number.isNaN(at.getTime())) throw new RangeError('a timer needs a valid date');
    const timer: PendingTimer = { at: at.getTime(), run, isDone: false };
    this.#pending.splice(indexAfter(this.#pending, timer.at), 0, timer);
    if (this.#pending[0] === timer) this.#setAlarm();
    return { cancel: () => this.#cancel(timer) };
  }

  #timeMs(): number {
    return this.#baseMs + (this.#isManual ? 0 : Math.floor(performance.now() - this.#startedAtMs));
  }

  /** A timer may set others: they fire too if they are due by then. */
  #fireDueTimers(end: number): void {
    const pending = this.#pending;
    for (let timer = pending[0]; timer !== undefined && timer.at <= end; timer = pending[0]) {
      pending.shift();
      timer.isDone = true;
      // When the clock is advanced, each timer sees the time it was set for.
      this.#baseMs += Math.max(0, timer.at - this.#timeMs());
      timer.run();
    }
  }

  #setAlarm(): void {
    if (this.#isManual) return;
    clearTimeout(this.#alarm);
    const next = this.#pending[0];
    if (next === undefined) return;
    const waitMs = Math.min(Math.max(next.at - this.#timeMs(), 0), MAX_TIMEOUT_MS);
    this.#alarm = setTimeout(() => {
      this.#fireDueTimers(this.#timeMs());
      this.#setAlarm();
    }, waitMs);
    this.#alarm.unref();
  }

  /** Removes the timer at once: most are cancelled long before their time, and would pile up. */
  #cancel(timer: PendingTimer): void {
    if (timer.isDone) return;
    timer.isDone = true;
    this.#pending.splice(this.#pending.lastIndexOf(timer, indexAfter(this.#pending, timer.at)), 1);
  }
}

/** Index of the first timer later than `at`, by binary search. */
function indexAfter(timers: readonly PendingTimer[], at: number): number {
  let low = 0;
  let high = timers.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((timers[middle]?.at ?? Number.POSITIVE_INFINITY) <= at) low = middle + 1;
    else high = middle;
  }
  return low;
}
