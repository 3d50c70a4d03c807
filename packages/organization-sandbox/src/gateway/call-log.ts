import { BoundedList } from '../bounded-list.ts';

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

const DEFAULT_SIZE = 100_000;

/** The AWS calls so far, the oldest first; of more than its size the newest. */
export class CallLog extends BoundedList<LoggedCall> {
  constructor() {
    super(DEFAULT_SIZE);
  }
}
