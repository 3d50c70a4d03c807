import { AwsError } from '../../contract/aws-error.ts';
import type { Answer, Call, Operation } from '../../contract/operation.ts';
import { MAX_MESSAGE_BYTES, publicationOf, sizeOf } from '../publication.ts';
import { countMembers, field, invalidParameter, messageAttributes, optionalField } from '../query-input.ts';
import { requireTopic } from '../require-topic.ts';
import type { TopicStore } from '../topic-store.ts';

/** https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
export const publish =
  (topics: TopicStore): Operation =>
  ({ input }) => {
    const arn = optionalField(input, 'TopicArn') ?? optionalField(input, 'TargetArn');
    if (arn === undefined)
      throw invalidParameter('TopicArn or TargetArn Reason: no value for required parameter');
    const topic = requireTopic(topics, arn);
    return { MessageId: topics.publish(topic, publicationOf(input)).messageId };
  };

/** https://docs.aws.amazon.com/sns/latest/api/API_PublishBatch.html */
export const publishBatch =
  (topics: TopicStore): Operation =>
  ({ input }) => {
    const topic = requireTopic(topics, field(input, 'TopicArn'));
    const entries = countMembers(input, 'PublishBatchRequestEntries.member').map((number) => {
      const prefix = `PublishBatchRequestEntries.member.${number}.`;
      return { prefix, Id: field(input, `${prefix}Id`) };
    });
    checkBatch(entries.map(({ Id }) => Id));
    checkBatchSize(input, entries);
    const successful: Answer[] = [];
    const failed: Answer[] = [];
    for (const { Id, prefix } of entries) {
      try {
        successful.push({ Id, MessageId: topics.publish(topic, publicationOf(input, prefix)).messageId });
      } catch (error) {
        if (!(error instanceof AwsError)) throw error;
        failed.push({ Id, Code: error.code, Message: error.message, SenderFault: true });
      }
    }
    return { Successful: successful, Failed: failed };
  };

/** The batch as a whole is refused only for its form. */
function checkBatch(ids: readonly string[]): void {
  if (ids.length === 0) throw new AwsError('EmptyBatchRequest', 'The batch request is empty.');
  if (ids.length > 10) {
    throw new AwsError(
      'TooManyEntriesInBatchRequest',
      'The batch request contains more entries than permissible.',
    );
  }
  const invalid = ids.find((id) => !/^[\w-]{1,80}$/.test(id));
  if (invalid !== undefined) {
    throw new AwsError(
      'InvalidBatchEntryId',
      `The Id of a batch entry in a batch request doesn't abide by the specification: ${invalid}`,
    );
  }
  const repeated = ids.find((id, index) => ids.indexOf(id) < index);
  if (repeated !== undefined) {
    throw new AwsError(
      'BatchEntryIdsNotDistinct',
      `Two or more batch entries in the request have the same Id: ${repeated}`,
    );
  }
}

function checkBatchSize(input: Call['input'], entries: readonly { readonly prefix: string }[]): void {
  const bytes = entries.reduce((sum, { prefix }) => {
    const message = optionalField(input, `${prefix}Message`) ?? '';
    return sum + sizeOf({ message, attributes: messageAttributes(input, prefix) });
  }, 0);
  if (bytes > MAX_MESSAGE_BYTES) {
    throw new AwsError(
      'BatchRequestTooLong',
      `The length of all the batch messages put together is more than the limit of ${MAX_MESSAGE_BYTES} bytes: ${bytes}`,
    );
  }
}
