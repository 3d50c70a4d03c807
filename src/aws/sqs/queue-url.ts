import { GetQueueUrlCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { AwsCallError, failureOf, malformedAnswer } from '../failures.ts';

const CALL = 'sqs:GetQueueUrl';

/**
 * AWS asks not to build the URL by oneself.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_GetQueueUrl.html
 * @throws AwsCallError
 */
export async function readQueueUrl(sqs: SQSClient, name: string): Promise<string> {
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: name })).catch((error: unknown) => {
    throw new AwsCallError(failureOf(CALL, error));
  });
  if (!QueueUrl) throw new AwsCallError(malformedAnswer(CALL, 'the answer has no URL'));
  return QueueUrl;
}
