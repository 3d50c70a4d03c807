import type { FailedCall } from '../../../src/domain/aws-failure.ts';

/** One call of a port or, inside a root session, of IAM. */
export interface PortCall {
  /** `ledger.append`, `sts:AssumeRoot`, `iam:DeleteAccessKey`. */
  readonly name: string;
  /** Undefined if the call is not about an account. */
  readonly account: string | undefined;
}

export interface InjectedFailure {
  readonly call: string;
  /** Default: every account. */
  readonly account?: string;
  /** How many calls fail. Default: one. */
  readonly times?: number;
  readonly failure?: Partial<FailedCall>;
}

/** Records every call, lets a test throw instead of the call, and returns injected AWS failures. */
export interface CallLog {
  readonly calls: readonly PortCall[];
  /** Runs before the call takes effect. The port throws what it throws, which simulates a crash between two calls. */
  onCall: (call: PortCall) => void | Promise<void>;
  enter(name: string, account?: string): Promise<void>;
  fail(failure: InjectedFailure): void;
  /** Removes all injected failures. */
  clearFailures(): void;
  /** Returns the first matching failure and counts one use. */
  takeFailure(call: string, account?: string): FailedCall | undefined;
  /** The next call of this name takes effect, but its response is lost; the caller gets this failure instead. */
  dropResponse(call: string, failure?: Partial<FailedCall>): void;
  /** Undefined where the response arrives. Counts one use. */
  takeDroppedResponse(call: string): FailedCall | undefined;
}

export function createCallLog(): CallLog {
  const calls: PortCall[] = [];
  const failures: { injected: InjectedFailure; remaining: number }[] = [];
  const droppedResponses: FailedCall[] = [];
  return {
    calls,
    onCall: () => undefined,
    async enter(name, account) {
      const call = { name, account };
      calls.push(call);
      await this.onCall(call);
    },
    fail: (injected) => failures.push({ injected, remaining: injected.times ?? 1 }),
    clearFailures: () => {
      failures.length = 0;
    },
    dropResponse: (call, failure) => {
      droppedResponses.push(failureWith(call, failure));
    },
    takeDroppedResponse(call) {
      const index = droppedResponses.findIndex((dropped) => dropped.call === call);
      return index < 0 ? undefined : droppedResponses.splice(index, 1)[0];
    },
    takeFailure(call, account) {
      const found = failures.find(
        ({ injected, remaining }) =>
          remaining > 0 &&
          injected.call === call &&
          (injected.account === undefined || injected.account === account),
      );
      if (found === undefined) return undefined;
      found.remaining -= 1;
      return failureWith(call, found.injected.failure);
    },
  };
}

export function failureWith(call: string, failure: Partial<FailedCall> = {}): FailedCall {
  return {
    reason: 'unavailable',
    call,
    code: 'ServiceUnavailable',
    message: 'injected',
    requestId: undefined,
    ...failure,
  };
}
