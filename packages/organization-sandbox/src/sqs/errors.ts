import { AwsError } from '../contract/aws-error.ts';

/**
 * An SQS error. SQS moved from the Query protocol to JSON and kept its old codes: the body's `__type` is
 * `com.amazonaws.sqs#<code>`, and the header `x-amzn-query-error: <queryCode>;Sender` contains the code that older
 * clients, such as the AWS CLI, show. The gateway writes both.
 */
export class SqsError extends AwsError {
  readonly queryCode: string;

  constructor(code: string, message: string) {
    super(code, message);
    this.name = 'SqsError';
    this.queryCode = QUERY_CODES.get(code) ?? code;
  }
}

/** The old codes that differ from the new ones, from the trait `awsQueryError` of the API model. */
const QUERY_CODES: ReadonlyMap<string, string> = new Map([
  ['QueueDoesNotExist', 'AWS.SimpleQueueService.NonExistentQueue'],
  ['QueueNameExists', 'QueueAlreadyExists'],
  ...[
    'BatchEntryIdsNotDistinct',
    'BatchRequestTooLong',
    'EmptyBatchRequest',
    'InvalidBatchEntryId',
    'MessageNotInflight',
    'PurgeQueueInProgress',
    'QueueDeletedRecently',
    'TooManyEntriesInBatchRequest',
    'UnsupportedOperation',
  ].map((code): [string, string] => [code, `AWS.SimpleQueueService.${code}`]),
]);

export const queueDoesNotExist = (): SqsError =>
  new SqsError('QueueDoesNotExist', 'The specified queue does not exist.');

export const missingParameter = (name: string): SqsError =>
  new SqsError('MissingParameter', `The request must contain the parameter ${name}.`);

export const invalidParameterValue = (message: string): SqsError =>
  new SqsError('InvalidParameterValue', message);

export const invalidValue = (value: unknown, parameter: string, reason: string): SqsError =>
  invalidParameterValue(`Value ${String(value)} for parameter ${parameter} is invalid. Reason: ${reason}`);

export const notForThisQueue = (parameter: string, value: string): SqsError =>
  invalidValue(value, parameter, 'The request include parameter that is not valid for this queue type.');

export const receiptHandleIsInvalid = (): SqsError =>
  new SqsError('ReceiptHandleIsInvalid', 'The input receipt handle is invalid.');
