import { setImmediate as macrotask } from 'node:timers/promises';

/**
 * Interleaves several runs call by call, in an order that the history chooses, so that two concurrent consumers behave the
 * same each time. Everything in memory is a microtask, so after a macrotask every run that can go on waits for its turn.
 */
export class Scheduler {
  #waiting: (() => void)[] = [];

  /** Resolves when the caller may make its call. */
  waitForTurn(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
    });
  }

  /**
   * Resolves once all of the runs have ended.
   * @param picks which of the waiting runs is next; when they are used up, the one that has waited longest
   */
  async runAll(runs: readonly Promise<unknown>[], picks: readonly number[]): Promise<void> {
    let open = runs.length;
    for (const run of runs) void run.finally(() => (open -= 1)).catch(() => undefined);
    for (let turn = 0; ; turn += 1) {
      await macrotask();
      const [next] = this.#waiting.splice((picks[turn] ?? 0) % Math.max(1, this.#waiting.length), 1);
      if (next) next();
      else if (open === 0) return;
      else throw new Error('deadlock: runs are open and none waits for its turn');
    }
  }
}
