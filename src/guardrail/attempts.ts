/** Makes one attempt after the other: one that fails does not stop those behind it, and is not forgotten. */
export class Attempts {
  readonly #failures: unknown[] = [];

  async make(attempt: () => Promise<void>): Promise<void> {
    try {
      await attempt();
    } catch (error) {
      this.#failures.push(error);
    }
  }

  /** @throws the only failure, or an AggregateError of all of them */
  throwWhatFailed(): void {
    if (this.#failures.length === 1) throw this.#failures[0];
    if (this.#failures.length > 1) throw new AggregateError(this.#failures, 'several attempts failed');
  }
}
