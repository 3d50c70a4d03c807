import type { AwsFailure } from '../../domain/aws-failure.ts';
import type { CredentialResult } from '../../domain/credential-result.ts';

/** The types of field values. A time is logged in ISO 8601; `failure` is AWS's answer, `error` what was thrown. */
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
 * Every field that a line of the log may have beside `event`, `level`, `time` and `msg`. Each has the same type and meaning in
 * all lines, so that queries over the log are reliable.
 */
export const LOG_FIELDS = {
  /** The version of rootguard that wrote the line. */
  version: 'text',
  /** Lambda's `awsRequestId`: all lines of one invocation have the same. */
  invocationId: 'text',
  /** The duration of what the line reports: a message, an audit, an enforcement, a run of the sweeper. */
  durationMs: 'number',

  account: 'text',
  /** The state of the account: in AWS Organizations, or the one that an audit found. */
  state: 'text',
  /** The event, sweep or request that led to it; if there are several, an event is preferred. */
  trigger: 'text',
  /** All triggers of the messages of a job. */
  triggers: 'texts',
  /** Those of its events that arrived late, or correct another one: how late. */
  lateEvents: 'texts',
  /** Kind, id and time of the credentials whose events have not arrived. */
  lostEvents: 'texts',
  messageIds: 'texts',
  reason: 'text',
  /** Why a message is tried again, in plain text. */
  why: 'text',
  /** AWS's answer to a call that it refused. */
  failure: 'failure',
  /** What was thrown. */
  error: 'error',
  /** Why something stored or received does not parse. */
  issues: 'texts',
  /** Where in a message the first issue is. */
  path: 'text',
  record: 'text',

  enforcementId: 'text',
  results: 'results',
  notification: 'text',
  weakening: 'text',
  /** What an announced event is about. */
  topic: 'text',

  /** The task policy of a root session, and the ARN of the principal that opened it. */
  sessionTask: 'text',
  openedBy: 'text',

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
