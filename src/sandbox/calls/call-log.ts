/** One AWS call that was made to the sandbox. */
export interface LoggedCall {
  readonly at: Date;
  readonly service: string;
  readonly operation: string;
  /** ARN of who signed it. */
  readonly caller: string;
  /** The account it is about: the target of AssumeRoot, the account that Organizations is asked for, else the caller's. */
  readonly account: string;
  /** `Success`, the code of the error that was answered, or `ResponseDropped`. */
  readonly outcome: string;
  readonly requestId: string;
}

/** Every AWS call so far, the oldest first. */
export class CallLog {
  readonly #calls: LoggedCall[] = [];

  add(call: LoggedCall): void {
    this.#calls.push(call);
  }

  all(): readonly LoggedCall[] {
    return this.#calls;
  }

  clear(): void {
    this.#calls.length = 0;
  }
}
