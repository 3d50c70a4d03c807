/**
 * The one error base of rootguard. Expected outcomes are returned as values; an error is for what a caller cannot
 * go on from.
 */
export type Fault =
  /** The person or configuration calling rootguard can put it right. */
  | 'user'
  /** AWS answered in a way that stops the work. */
  | 'aws'
  /** A defect in rootguard. */
  | 'tool';

export class RootguardError extends Error {
  /** Stable, kebab-case; what scripts and tests match on. */
  readonly code: string;
  readonly fault: Fault;

  constructor(code: string, fault: Fault, message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.name = 'RootguardError';
    this.code = code;
    this.fault = fault;
  }
}

/** Input that cannot be accepted, with every fault in it, so that one round of corrections is enough. */
export class InvalidInputError extends RootguardError {
  readonly issues: readonly string[];

  constructor(code: string, subject: string, issues: readonly string[]) {
    super(code, 'user', `${subject}: ${issues.join('; ')}`);
    this.name = 'InvalidInputError';
    this.issues = issues;
  }
}

/** Makes a `switch` over a union complete: a new variant no longer compiles until it is handled. */
export function assertNever(value: never): never {
  throw new RootguardError('unhandled-variant', 'tool', `unhandled variant: ${JSON.stringify(value)}`);
}
