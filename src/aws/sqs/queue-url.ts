import { GetQueueUrlCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { callAws } from '../aws-call.ts';
import { malformedAnswer } from '../failures.ts';

/**
 * AWS recommends to look up the URL instead of constructing it.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_GetQueueUrl.html
 * @throws AwsCallError
 */
export async function readQueueUrl(sqs: SQSClient, name: string): Promise<string> {
  const call = { call: 'sqs:GetQueueUrl', resource: `queue ${name}` };
  const { QueueUrl } = await callAws(call, sqs.send(new GetQueueUrlCommand({ QueueName: name })));
  if (!QueueUrl) throw malformedAnswer(call, 'the answer has no URL');
  return QueueUrl;
}
