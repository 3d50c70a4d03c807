import * as v from 'valibot';
import type { Operation } from '../../contract/operation.ts';
import { object, record, text } from '../../contract/shapes.ts';
import { checkAttributes } from '../attributes.ts';
import { checkRedriveTarget, queueId, queueUrl, type SqsContext } from '../context.ts';
import { invalidParameterValue, SqsError } from '../errors.ts';
import { parseInput } from '../input.ts';
import { queueArn } from '../queue.ts';
import { checkTags } from '../tag-checks.ts';

const input = object({
  QueueName: text,
  Attributes: v.optional(record(v.string())),
  tags: v.optional(record(v.string())),
});

/** How long SQS reserves the name of a deleted queue. */
const NAME_RESERVED_SECONDS = 60;

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html */
export const createQueue =
  (context: SqsContext): Operation =>
  (call) => {
    const { QueueName, Attributes = {}, tags = {} } = parseInput(input, call);
    checkAttributes(Attributes);
    if (!/^[\w-]{1,80}$/.test(QueueName)) {
      throw invalidParameterValue(
        'Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length',
      );
    }
    const id = queueId(call, call.caller.accountId, QueueName);
    checkRedriveTarget(context, id, Attributes);
    checkTags(QueueName, new Map(), tags);
    const existing = context.queues.get(queueArn(id));
    if (existing !== undefined) {
      const different = Object.keys(Attributes).find(
        (name) => existing.attributes[name] !== Attributes[name],
      );
      if (different !== undefined) {
        throw new SqsError(
          'QueueNameExists',
          `A queue already exists with the same name and a different value for attribute ${different}`,
        );
      }
      return { QueueUrl: queueUrl(context, existing) };
    }
    const deletedAt = context.queues.deletedAt(id);
    if (deletedAt && call.now.getTime() - deletedAt.getTime() < NAME_RESERVED_SECONDS * 1000) {
      throw new SqsError(
        'QueueDeletedRecently',
        `You must wait ${NAME_RESERVED_SECONDS} seconds after deleting a queue before you can create another with the same name.`,
      );
    }
    const queue = context.queues.create(id, Attributes);
    for (const [key, value] of Object.entries(tags)) queue.tags.set(key, value);
    return { QueueUrl: queueUrl(context, queue) };
  };
