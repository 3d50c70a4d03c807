import { AwsError } from '../http/operation.ts';

/**
 * An SQS error. SQS moved from the Query protocol to JSON and kept its old codes: the body's `__type` is
 * `com.amazonaws.sqs#<code>`, and the header `x-amzn-query-error: <queryCode>;Sender` carries the code that older
 * clients, the AWS CLI among them, show. The HTTP front writes both.
 */
export class SqsError extends AwsError {
  readonly queryCode: string;

  constructor(code: string, message: string, queryCode: string = code) {
    super(code, message);
    this.name = 'SqsError';
    this.queryCode = queryCode;
  }
}

/** An error whose old code had the prefix that most of SQS's codes had. */
export const prefixed = (code: string, message: string): SqsError =>
  new SqsError(code, message, `AWS.SimpleQueueService.${code}`);

export const queueDoesNotExist = (): SqsError =>
  new SqsError(
    'QueueDoesNotExist',
    'The specified queue does not exist.',
    'AWS.SimpleQueueService.NonExistentQueue',
  );

export const missingParameter = (name: string): SqsError =>
  new SqsError('MissingParameter', `The request must contain the parameter ${name}.`);

export const invalidParameterValue = (message: string): SqsError =>
  new SqsError('InvalidParameterValue', message);

export const invalidValue = (value: unknown, parameter: string, reason: string): SqsError =>
  invalidParameterValue(`Value ${String(value)} for parameter ${parameter} is invalid. Reason: ${reason}`);

export const receiptHandleIsInvalid = (): SqsError =>
  new SqsError('ReceiptHandleIsInvalid', 'The input receipt handle is invalid.');
