import type { SQSClient } from '@aws-sdk/client-sqs';
import type { AwsCall } from '../failures.ts';

/**
 * SQS's limit of one receive and of one batch.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html
 */
export const MAX_BATCH_MESSAGES = 10;

export interface Queue {
  readonly client: SQSClient;
  readonly queueUrl: string;
}

export function queueCall(call: string, { queueUrl }: Pick<Queue, 'queueUrl'>): AwsCall {
  return { call, resource: `queue ${queueUrl.split('/').at(-1)}` };
}
