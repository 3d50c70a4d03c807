import { AwsError } from '../contract/aws-error.ts';
import { invalidParameter } from './query-input.ts';
import type { Topic, TopicStore } from './topic-store.ts';

/** @throws AwsError InvalidParameter, NotFound */
export function requireTopic(topics: TopicStore, arn: string): Topic {
  const parts = arn.split(':').length;
  if (parts < 6) {
    throw invalidParameter(`TopicArn Reason: An ARN must have at least 6 elements, not ${parts}`);
  }
  const topic = topics.get(arn);
  if (topic === undefined) throw new AwsError('NotFound', 'Topic does not exist', 404);
  return topic;
}
