import type { SQSClient } from '@aws-sdk/client-sqs';
import type { AwsCall } from '../failures.ts';

export interface Queue {
  readonly client: SQSClient;
  readonly queueUrl: string;
}

export function queueCall(call: string, { queueUrl }: Pick<Queue, 'queueUrl'>): AwsCall {
  return { call, resource: `queue ${queueUrl.split('/').at(-1)}` };
}
