import { setImmediate as macrotask } from 'node:timers/promises';

/**
 * Lets several runs go on one call at a time, in an order that the history chooses: what two consumers at once come to,
 * the same on every run. Everything in memory is a microtask, so after a macrotask whoever can go on waits for its turn.
 */
export class Turns {
  #waiting: (() => void)[] = [];

  /** Resolves when the caller may make its call. */
  take(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
    });
  }

  /**
   * Resolves once all of the runs have ended.
   * @param picks who is next among those that wait; when they are used up, whoever waits longest
   */
  async share(runs: readonly Promise<unknown>[], picks: readonly number[]): Promise<void> {
    let open = runs.length;
    for (const run of runs) void run.finally(() => (open -= 1)).catch(() => undefined);
    for (let turn = 0; ; turn += 1) {
      await macrotask();
      const [next] = this.#waiting.splice((picks[turn] ?? 0) % Math.max(1, this.#waiting.length), 1);
      if (next) next();
      else if (open === 0) return;
      else throw new Error('runs that wait for nothing');
    }
  }
}
