import {
  AWS_FAILURES,
  type AwsFailure,
  type AwsFailureReason,
  type FailedCall,
  isFailedCall,
  nextStepAfter,
} from '../domain/aws-failure.ts';
import { AwsCallError, awsFailureOf, InvalidInputError, RootguardError } from '../domain/errors.ts';
import { ConfigurationError } from '../installation/configuration-error.ts';
import { type CallerIdentity, describeCallerIdentity } from './caller-identity.ts';
import type { Exit } from './exit-codes.ts';

/** The credentials that a command ran with, as far as they are known. */
export interface CallerCredentials {
  /** The profile of the AWS configuration files, if an option or the environment names one. */
  readonly profile?: string | undefined;
  readonly identity?: CallerIdentity | undefined;
}

/** For every call except sts:AssumeRoot: the caller itself lacks the permission. */
const NOT_AUTHORIZED =
  'Use credentials that may make the call: RootguardAuditor, RootguardExceptionAdmin and RootguardOperator are managed policies of the home account (a namePrefix of the installation takes the place of Rootguard).';

/** The calls of a root session are of IAM. Any other is made as the caller, whom the exemption of root sessions does not help. */
const DENIED_TO_CALLER =
  'Use credentials of the management account, which no such policy binds; rootguard preflight names the policy and how to exempt from it.';

/** Where a command has other credentials than a function, as it may name a profile of the AWS configuration files. */
const NO_SUCH_PROFILE: Advice = {
  cause: 'The AWS configuration files have no such profile, or it has no credentials that can be used here.',
  nextStep:
    'List the profiles (aws configure list-profiles), and name another one or sign in with it (aws sso login --profile <name>).',
};

const WITHOUT_CREDENTIALS: readonly AwsFailureReason[] = ['credentials-missing', 'sign-in-expired'];

/** The credentials may be of another account than the one that rootguard runs in. */
const MAYBE_OF_WRONG_ACCOUNT: readonly AwsFailureReason[] = [
  'not-delegated',
  'not-authorized',
  'resource-missing',
];

/** For each kind of resource, where it is the first word of the failure's resource: the options for another name. */
const NAMING_OPTIONS: readonly (readonly [kind: string, hint: string])[] = [
  ['table', 'name it: --exceptions-table, --ledger-table, --posture-table, --settings-table.'],
  [
    'queue',
    'give its URL: --triggers-queue-url, --later-queue-url, --sweep-queue-url, --dead-letter-queue-url.',
  ],
  ['topic', 'give its ARN: --topic-arn.'],
];

/**
 * The call and its resource, AWS's code and message, the likely cause, and the next step: one per line.
 * @param about such as `account 333333333333 (payments)`
 */
export function explainFailure(
  failure: AwsFailure,
  about?: string,
  { profile, identity }: CallerCredentials = {},
): readonly string[] {
  const { call, message, reason, resource } = failure;
  const of = resource === undefined ? '' : ` of ${resource}`;
  const withProfile =
    profile !== undefined && WITHOUT_CREDENTIALS.includes(reason) ? ` with profile ${profile}` : '';
  const inAccount = about === undefined ? '' : ` in ${about}`;
  const advice = withCaller(failure, adviceOn(failure, profile), identity);
  return [
    ...(isFailedCall(failure)
      ? [`${call}${of} failed${withProfile}${inAccount}`, `  AWS says:     ${describeAnswer(failure)}`]
      : [`the answer to ${call}${of} cannot be used${inAccount}`, `  found:        ${message}`]),
    `  likely cause: ${advice.cause}`,
    ...(identity !== undefined && isMaybeOfWrongAccount(failure)
      ? [`  credentials:  ${describeCallerIdentity(identity)}`]
      : []),
    `  next step:    ${advice.nextStep}`,
  ];
}

function describeAnswer({ code, message, requestId }: FailedCall): string {
  return `${code}: ${message}${requestId === undefined ? '' : ` (request id ${requestId})`}`;
}

interface Advice {
  readonly cause: string;
  readonly nextStep: string;
}

/** What to do about credentials with which a call has failed. */
export function nextStepFor(failure: AwsFailure, profile: string | undefined): string {
  return adviceOn(failure, profile).nextStep;
}

function adviceOn(failure: AwsFailure, profile: string | undefined): Advice {
  const { reason, call, resource } = failure;
  if (reason === 'credentials-missing' && profile !== undefined) return NO_SUCH_PROFILE;
  const { cause } = AWS_FAILURES[reason];
  if (reason === 'not-authorized' && call !== 'sts:AssumeRoot') return { cause, nextStep: NOT_AUTHORIZED };
  if (reason === 'denied-by-scp' && !/^(?:iam|sts):/.test(call)) return { cause, nextStep: DENIED_TO_CALLER };
  const nextStep = nextStepAfter(failure);
  const naming = NAMING_OPTIONS.find(([kind]) => resource?.startsWith(`${kind} `));
  if (reason !== 'resource-missing' || naming === undefined) return { cause, nextStep };
  const [kind, hint] = naming;
  return {
    cause: `The account of these credentials has no such ${kind}: rootguard is deployed elsewhere, or not at all.`,
    nextStep: `${nextStep} Where the ${kind} has another name, ${hint}`,
  };
}

/** Where the credentials are of the home account already, others would not help: rootguard is not set up yet. */
function withCaller({ reason, resource }: AwsFailure, advice: Advice, identity?: CallerIdentity): Advice {
  const home = identity?.configuredHome;
  if (home === undefined || identity?.target.caller.account !== home) return advice;
  if (reason === 'not-delegated') {
    return { ...advice, nextStep: `From the management account: rootguard enable --delegate ${home}.` };
  }
  const naming = NAMING_OPTIONS.find(([kind]) => resource?.startsWith(`${kind} `));
  if (reason !== 'resource-missing' || naming === undefined) return advice;
  const [kind, hint] = naming;
  return {
    cause: `The home account has no such ${kind}: rootguard is not deployed yet, or under other names.`,
    nextStep: `Deploy rootguard; rootguard preflight says what would stop that. Where the ${kind} has another name, ${hint}`,
  };
}

/** The same for failures of several accounts that have the same cause, and so the same explanation; without AWS's message. */
export function causeKeyOf(failure: AwsFailure, account: string): string {
  const { reason, call, resource } = failure;
  const isAboutAccount = resource === `account ${account}`;
  return [reason, call, isAboutAccount ? '' : resource, isFailedCall(failure) ? failure.code : ''].join(' ');
}

function isMaybeOfWrongAccount({ reason }: AwsFailure): boolean {
  return MAYBE_OF_WRONG_ACCOUNT.includes(reason);
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
  if (error instanceof ConfigurationError) {
    const [first = '', ...issues] = error.message.split('\n');
    return { exit: 'usage', lines: [`error: ${first}`, ...issues] };
  }
  if (error instanceof InvalidInputError) {
    return { exit: 'usage', lines: error.issues.map((issue) => `error: ${issue}`) };
  }
  if (error instanceof AwsCallError) {
    const [first = '', ...rest] = explainFailure(error.failure, undefined, credentials);
    const exit = error.responsible === 'user' ? 'usage' : 'failure';
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
