import type { AwsFailure } from '../../../src/domain/aws-failure.ts';

/** One call of a port or, inside a root session, of IAM. */
export interface PortCall {
  /** `ledger.append`, `sts:AssumeRoot`, `iam:DeleteAccessKey`. */
  readonly name: string;
  /** The account that it is about, where it is about one. */
  readonly account: string | undefined;
}

export interface InjectedFailure {
  readonly call: string;
  /** Every account where it is undefined. */
  readonly account?: string;
  /** How often; once where it is undefined. */
  readonly times?: number;
  readonly failure?: Partial<AwsFailure>;
}

/** Records every call, lets a test throw in its place, and returns the failures that AWS is to answer with. */
export interface CallLog {
  readonly calls: readonly PortCall[];
  /** CallContext before the call has any effect. What it throws comes out of the port: a crash between two calls. */
  onCall: (call: PortCall) => void | Promise<void>;
  enter(name: string, account?: string): Promise<void>;
  fail(failure: InjectedFailure): void;
  /** Clears all failures. */
  forgetFailures(): void;
  /** Uses the first failure that matches once. */
  takeFailure(call: string, account?: string): AwsFailure | undefined;
  /** The next call of that name has its effect, and its answer gets lost. */
  loseAnswer(call: string): void;
  /** Uses it once. */
  takeLostAnswer(call: string): boolean;
}

export function createCallLog(): CallLog {
  const calls: PortCall[] = [];
  const failures: { injected: InjectedFailure; left: number }[] = [];
  const lostAnswers: string[] = [];
  return {
    calls,
    onCall: () => undefined,
    async enter(name, account) {
      const call = { name, account };
      calls.push(call);
      await this.onCall(call);
    },
    fail: (injected) => failures.push({ injected, left: injected.times ?? 1 }),
    forgetFailures: () => {
      failures.length = 0;
    },
    loseAnswer: (call) => {
      lostAnswers.push(call);
    },
    takeLostAnswer(call) {
      const index = lostAnswers.indexOf(call);
      if (index >= 0) lostAnswers.splice(index, 1);
      return index >= 0;
    },
    takeFailure(call, account) {
      const found = failures.find(
        ({ injected, left }) =>
          left > 0 &&
          injected.call === call &&
          (injected.account === undefined || injected.account === account),
      );
      if (found === undefined) return undefined;
      found.left -= 1;
      return failureWith(call, found.injected.failure);
    },
  };
}

export function failureWith(call: string, failure: Partial<AwsFailure> = {}): AwsFailure {
  return {
    reason: 'unavailable',
    call,
    code: 'ServiceUnavailable',
    message: 'injected',
    requestId: undefined,
    ...failure,
  };
}
