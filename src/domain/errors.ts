import { AWS_FAILURES, type AwsFailure, describeFailure } from './aws-failure.ts';
import { ERROR_CODES, type ErrorCode, type ErrorCodeOf, type Responsible } from './error-codes.ts';

/**
 * Everything that rootguard throws. Expected outcomes are returned as tagged unions; an error is what its caller cannot
 * continue from.
 */
export class RootguardError extends Error {
  /** Stable, kebab-case; what scripts and tests match on. */
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.name = 'RootguardError';
    this.code = code;
  }

  get responsible(): Responsible {
    return ERROR_CODES[this.code].responsible;
  }

  /** What the reader of the message can do. */
  get nextStep(): string {
    return ERROR_CODES[this.code].nextStep;
  }
}

/** Input that cannot be accepted. It lists every issue, so that one round of corrections is enough. */
export class InvalidInputError extends RootguardError {
  readonly issues: readonly string[];

  /** @param subject what the issues are about, such as `environment variables` */
  constructor(code: ErrorCodeOf<'user'>, subject: string, issues: readonly string[]) {
    super(code, `${subject}: ${issues.join('; ')}`);
    this.name = 'InvalidInputError';
    this.issues = issues;
  }
}

/** An id on the command line may be of a unit that only AWS knows not to exist. */
export type AwsErrorCode = ErrorCodeOf<'aws'> | 'unknown-organizational-unit';

/** A call of AWS that failed. Where a caller can continue without the answer, the failure is returned instead. */
export class AwsCallError extends RootguardError {
  readonly failure: AwsFailure;

  /** @param options.cause the SDK's own error */
  constructor(failure: AwsFailure, options: { readonly code?: AwsErrorCode; readonly cause?: unknown } = {}) {
    const { code = 'aws-call-failed', cause } = options;
    const message = `${describeFailure(failure)} (${AWS_FAILURES[failure.reason].advice})`;
    super(code, message, cause === undefined ? {} : { cause });
    this.name = 'AwsCallError';
    this.failure = failure;
  }
}

/** The failure of the AWS call, if that is why the error was thrown. */
export function awsFailureOf(error: unknown): AwsFailure | undefined {
  return error instanceof AwsCallError ? error.failure : undefined;
}

/** Makes a `switch` over a union complete: a new variant no longer compiles until it is handled. */
export function assertNever(value: never): never {
  throw new RootguardError('unhandled-variant', `unhandled variant: ${JSON.stringify(value)}`);
}
