import { AWS_FAILURES, type AwsFailure, nextStepAfter } from '../domain/aws-failure.ts';
import { awsFailureOf, InvalidInputError, RootguardError } from '../domain/errors.ts';
import { type CallerIdentity, describeCallerIdentity } from './caller-identity.ts';
import type { Exit } from './exit-codes.ts';
import { knownAnswer, lacksCredentials } from './known-answers.ts';

/** The credentials that a command ran with, as far as they are known. */
export interface CallerCredentials {
  /** The profile of the AWS configuration files, if an option or the environment names one. */
  readonly profile?: string | undefined;
  readonly identity?: CallerIdentity | undefined;
}

/** For every call except sts:AssumeRoot: the caller itself lacks the permission. */
const NOT_AUTHORIZED =
  'Use credentials that may make the call: RootguardAuditor, RootguardExceptionAdmin and RootguardOperator are managed policies of the home account.';

/**
 * The call and its resource, AWS's code and message, the likely cause, and the next step: one per line.
 * @param about such as `account 333333333333 (payments)`
 */
export function explainFailure(
  failure: AwsFailure,
  about?: string,
  { profile, identity }: CallerCredentials = {},
): readonly string[] {
  const { call, code, message, requestId, reason, resource } = failure;
  const of = resource === undefined ? '' : ` of ${resource}`;
  const withProfile = profile !== undefined && lacksCredentials(failure) ? ` with profile ${profile}` : '';
  return [
    `${call}${of} failed${withProfile}${about === undefined ? '' : ` in ${about}`}`,
    `  AWS says:     ${code}: ${message}${requestId === undefined ? '' : ` (request id ${requestId})`}`,
    `  likely cause: ${knownAnswer(failure, profile)?.cause ?? AWS_FAILURES[reason].cause}`,
    ...(identity !== undefined && isMaybeOfWrongAccount(failure)
      ? [`  credentials:  ${describeCallerIdentity(identity)}`]
      : []),
    `  next step:    ${nextStep(failure, profile)}`,
  ];
}

function nextStep(failure: AwsFailure, profile: string | undefined): string {
  const known = knownAnswer(failure, profile)?.nextStep;
  if (known !== undefined) return known;
  return failure.reason === 'not-authorized' && failure.call !== 'sts:AssumeRoot'
    ? NOT_AUTHORIZED
    : nextStepAfter(failure);
}

function isMaybeOfWrongAccount(failure: AwsFailure): boolean {
  const { reason } = failure;
  return (
    reason === 'not-delegated' ||
    reason === 'not-authorized' ||
    knownAnswer(failure)?.mayBeWrongAccount === true
  );
}

/** Whether the credentials may be of the wrong account, so that it helps to show whose they are. */
export function mayBeOfWrongAccount(error: unknown): boolean {
  const failure = awsFailureOf(error);
  return failure !== undefined && isMaybeOfWrongAccount(failure);
}

/** The lines for stderr, and the exit code that follows. */
export interface ExplainedError {
  readonly exit: Exit;
  readonly lines: readonly string[];
}

export function explainError(error: unknown, credentials?: CallerCredentials): ExplainedError {
  if (error instanceof InvalidInputError) {
    return { exit: 'usage', lines: error.issues.map((issue) => `error: ${issue}`) };
  }
  const failure = awsFailureOf(error);
  if (failure !== undefined) {
    const [first = '', ...rest] = explainFailure(failure, undefined, credentials);
    const exit = knownAnswer(failure)?.isUsage === true ? 'usage' : 'failure';
    return { exit, lines: [`error: ${first}`, ...rest] };
  }
  if (error instanceof RootguardError) return explainRootguardError(error);
  // A defect of rootguard: a bug report needs the stack.
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { exit: 'failure', lines: text.split('\n').map((line, at) => (at === 0 ? `error: ${line}` : line)) };
}

/** If the user can correct an error, its message says how, so that no next step is added. */
function explainRootguardError({ code, message, responsible, nextStep }: RootguardError): ExplainedError {
  const lines = [`error: ${message}`];
  // Neither says that the command line is invalid, so neither is an error of usage.
  if (code === 'interrupted' || code === 'unwritable-output') return { exit: 'failure', lines };
  if (responsible === 'user') return { exit: 'usage', lines };
  return { exit: 'failure', lines: [...lines, `  next step:    ${nextStep} (error code ${code})`] };
}
