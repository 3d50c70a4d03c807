import { BoundedList } from '../bounded-list.ts';

/** One AWS call that was made to the sandbox. */
export interface LoggedCall {
  readonly at: Date;
  readonly service: string;
  readonly operation: string;
  /** ARN of who signed it. */
  readonly caller: string;
  /** The account that the call is about: see `affectedAccount`. */
  readonly account: string;
  /** `Success`, the code of the error that was answered, or `ResponseDropped`. */
  readonly outcome: string;
  readonly requestId: string;
}

const DEFAULT_SIZE = 100_000;

/** The newest AWS calls, oldest first. */
export class CallLog extends BoundedList<LoggedCall> {
  constructor() {
    super(DEFAULT_SIZE);
  }
}
