import type { SQSClient } from '@aws-sdk/client-sqs';

export interface Queue {
  readonly client: SQSClient;
  readonly queueUrl: string;
}
