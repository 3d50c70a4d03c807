import { AWS_FAILURES, type AwsFailure, type AwsFailureReason } from '../domain/aws-failure.ts';
import { InvalidInputError, RootguardError } from '../domain/errors.ts';
import { awsFailureOf } from '../runtime/explain-failure.ts';
import type { Exit } from './exit-codes.ts';
import { knownAnswer } from './known-answers.ts';
import { concernsAccountOfCaller, describeWhose, type Whose } from './whose.ts';

/** Why it is likely so, in one sentence. */
const CAUSES: Readonly<Record<AwsFailureReason, string>> = {
  'root-credentials-management-off':
    "The organization's feature RootCredentialsManagement, which root sessions for these tasks need, is off.",
  'trusted-access-off': 'IAM has no trusted access to the organization.',
  'not-delegated':
    'The account of these credentials is neither the management account nor a delegated administrator.',
  'not-authorized': 'The policies of these credentials do not allow the call.',
  'denied-by-scp': 'A service control policy of the account denies it.',
  'denied-in-session': 'A policy denies it although the root session was opened.',
  'region-disabled': 'STS is switched off in the Region.',
  'session-expired': 'The credentials have expired.',
  throttled: 'Too many calls at once, by whomever in the organization.',
  unavailable: 'AWS, or the network on the way to it, did not answer.',
  'readings-disagree': "IAM's readings contradict each other: a change is still spreading.",
  unexpected: 'rootguard does not know this answer.',
};

/** What the service does about it by itself is left to a person here: the command has ended. */
const NEXT_BY_HAND: Readonly<Partial<Record<AwsFailureReason, string>>> = {
  'not-delegated':
    'Use credentials of the home account. To make this account the delegated administrator, from the management account: aws organizations register-delegated-administrator --service-principal iam.amazonaws.com --account-id <account>.',
  'session-expired': 'Sign in again (aws sso login), then run the command again.',
  throttled: 'Wait a minute and run the command again, with fewer calls at a time (--concurrency).',
  unavailable:
    'Check the way to AWS (network, proxy, AWS_ENDPOINT_URL, https://health.aws.amazon.com/), then run the command again.',
  'readings-disagree': 'Wait a minute and run the command again.',
  unexpected:
    'Look the code up in the reference of the call; AWS Support finds the call by its request id. Run the command again if it may pass.',
};

/** Where the call opened no root session, its own permission is what lacks. */
const NOT_AUTHORIZED =
  'Use credentials that may make the call: RootguardAuditor, RootguardExceptionAdmin and RootguardOperator are managed policies of the home account.';

/** Answers by which AWS says that the command line names something that is not there. */
const USAGE_CODES: readonly string[] = ['ParentNotFoundException'];

/**
 * What failed and on what, in AWS's own words, why, and what to do about it: one fact to a line.
 * @param about such as `account 333333333333 (payments)`
 */
export function explainFailure(failure: AwsFailure, about?: string, whose?: Whose): readonly string[] {
  const { call, code, message, requestId, reason, resource } = failure;
  const on = resource === undefined ? '' : ` with the ${resource}`;
  return [
    `${call} failed${on}${about === undefined ? '' : ` in ${about}`}`,
    `  AWS says:     ${code}: ${message}${requestId === undefined ? '' : ` (request id ${requestId})`}`,
    `  likely cause: ${knownAnswer(failure)?.cause ?? CAUSES[reason]}`,
    ...(whose !== undefined && concernsAccountOfCaller(failure)
      ? [`  credentials:  ${describeWhose(whose)}`]
      : []),
    `  next step:    ${nextStep(failure)}`,
  ];
}

function nextStep(failure: AwsFailure): string {
  const { call, reason } = failure;
  const known = knownAnswer(failure)?.next ?? NEXT_BY_HAND[reason];
  if (known !== undefined) return known;
  return reason === 'not-authorized' && call !== 'sts:AssumeRoot'
    ? NOT_AUTHORIZED
    : AWS_FAILURES[reason].advice;
}

/** Whether it helps to say whose credentials these are. */
export function mayBeOfAnotherAccount(error: unknown): boolean {
  const failure = awsFailureOf(error);
  return failure !== undefined && concernsAccountOfCaller(failure);
}

/** What is told on stderr, and the exit that follows from it. */
export interface Explained {
  readonly exit: Exit;
  readonly lines: readonly string[];
}

export function explainError(error: unknown, whose?: Whose): Explained {
  if (error instanceof InvalidInputError) {
    return { exit: 'usage', lines: error.issues.map((fault) => `error: ${fault}`) };
  }
  const failure = awsFailureOf(error);
  if (failure !== undefined) {
    const [first = '', ...rest] = explainFailure(failure, undefined, whose);
    const exit = USAGE_CODES.includes(failure.code) ? 'usage' : 'failure';
    return { exit, lines: [`error: ${first}`, ...rest] };
  }
  if (error instanceof RootguardError) {
    return { exit: error.fault === 'user' ? 'usage' : 'failure', lines: [`error: ${error.message}`] };
  }
  // A defect of rootguard: whoever reports it needs the whole of it.
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { exit: 'failure', lines: text.split('\n').map((line, at) => (at === 0 ? `error: ${line}` : line)) };
}
