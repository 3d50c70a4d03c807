/** Makes one attempt after the other: one that fails does not stop those behind it, and is not forgotten. */
export class Attempts {
  readonly #failures: unknown[] = [];

  /** @returns whether it succeeded */
  async make(attempt: () => Promise<void>): Promise<boolean> {
    try {
      await attempt();
      return true;
    } catch (error) {
      this.#failures.push(error);
      return false;
    }
  }

  /** @throws the only failure, or an AggregateError of all of them */
  throwWhatFailed(): void {
    if (this.#failures.length === 1) throw this.#failures[0];
    if (this.#failures.length > 1) throw new AggregateError(this.#failures, 'several attempts failed');
  }
}
