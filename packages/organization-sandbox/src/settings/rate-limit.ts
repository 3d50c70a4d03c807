import type { Clock } from '../clock.ts';

export interface RateLimit {
  readonly ratePerSecond: number;
  readonly burst: number;
}

/** Permits calls at a rate, and a burst of them after a pause; on the sandbox's clock. */
export class TokenBucket {
  readonly #clock: Clock;
  readonly #limit: RateLimit;
  #tokens: number;
  #filledAt: number;

  constructor(clock: Clock, limit: RateLimit) {
    this.#clock = clock;
    this.#limit = limit;
    this.#tokens = limit.burst;
    this.#filledAt = clock.now().getTime();
  }

  take(): boolean {
    const now = this.#clock.now().getTime();
    const gained = ((now - this.#filledAt) / 1000) * this.#limit.ratePerSecond;
    this.#tokens = Math.min(this.#limit.burst, this.#tokens + gained);
    this.#filledAt = now;
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }
}
