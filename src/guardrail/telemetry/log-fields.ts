import type { AwsFailure } from '../../domain/aws-failure.ts';
import type { CredentialResult } from '../../domain/credential-result.ts';

/** How the value of a field stands in a line. A time is ISO 8601, a failure is what AWS answered, an error what was thrown. */
interface FieldValues {
  readonly text: string;
  readonly texts: readonly string[];
  readonly number: number;
  readonly time: Date;
  readonly failure: AwsFailure;
  readonly results: readonly CredentialResult[];
  readonly error: unknown;
}

export type FieldType = keyof FieldValues;

/**
 * Every field that a line of the log may have beside `event`, `level`, `time` and `msg`. Each has one type and one meaning in
 * all of them, so that a query over the log finds what it asks for.
 */
export const LOG_FIELDS = {
  /** The version of rootguard that wrote the line. */
  version: 'text',
  /** Lambda's `awsRequestId`: all lines of one invocation have the same. */
  invocationId: 'text',
  /** Milliseconds that the work took which the line says is done: a message, an audit, an enforcement, a run of the sweeper. */
  durationMs: 'number',

  account: 'text',
  /** The state of the account in the organization, or in which it was found to be. */
  state: 'text',
  /** The event, sweep or request that led to it; the one that says most where there are several. */
  trigger: 'text',
  /** All that the messages of a job ask for. */
  triggers: 'texts',
  messageIds: 'texts',
  reason: 'text',
  /** Why a message is tried again, in words for people. */
  why: 'text',
  /** AWS did not do what was asked. */
  failure: 'failure',
  /** Something was thrown. */
  error: 'error',
  /** What keeps something stored or received from being read. */
  issues: 'texts',
  /** Where in a message the first fault is. */
  path: 'text',
  record: 'text',

  enforcementId: 'text',
  results: 'results',
  notification: 'text',
  weakening: 'text',

  scope: 'text',
  exceptionId: 'text',
  organizationalUnit: 'text',

  task: 'text',
  outcome: 'text',
  sweepId: 'text',
  since: 'time',
  accounts: 'texts',
  accountsQueued: 'number',
  accountsMissed: 'number',
} as const satisfies Record<string, FieldType>;

export type LogField = keyof typeof LOG_FIELDS;

export type LogFields = {
  readonly [Name in LogField]?: FieldValues[(typeof LOG_FIELDS)[Name]] | undefined;
};
