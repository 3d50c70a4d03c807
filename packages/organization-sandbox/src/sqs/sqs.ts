import type { Clock } from '../clock.ts';
import type { Service } from '../contract/operation.ts';
import type { SqsContext } from './context.ts';
import type { MessageAttributes } from './message.ts';
import { createMoveTasks } from './move-tasks.ts';
import {
  changeMessageVisibility,
  changeMessageVisibilityBatch,
} from './operations/change-message-visibility.ts';
import { createQueue } from './operations/create-queue.ts';
import { deleteMessage, deleteMessageBatch } from './operations/delete-message.ts';
import { deleteQueue } from './operations/delete-queue.ts';
import { getQueueUrl } from './operations/get-queue-url.ts';
import { listDeadLetterSourceQueues, listQueues } from './operations/list-queues.ts';
import {
  cancelMessageMoveTask,
  listMessageMoveTasks,
  startMessageMoveTask,
} from './operations/message-move-tasks.ts';
import { purgeQueue } from './operations/purge-queue.ts';
import { getQueueAttributes, setQueueAttributes } from './operations/queue-attributes.ts';
import { listQueueTags, tagQueue, untagQueue } from './operations/queue-tags.ts';
import { receiveMessage } from './operations/receive-message.ts';
import { sendMessage } from './operations/send-message.ts';
import { sendMessageBatch } from './operations/send-message-batch.ts';
import { QueueStore, type SendOutcome } from './queue-store.ts';

/** SQS of every account and Region of the sandbox: standard queues. Queue policies are stored, but not enforced. */
export interface Sqs {
  /** The API, for the gateway. Its errors are `SqsError`, with the code for the header x-amzn-query-error. */
  readonly service: Service;
  /** The queues themselves, for code in the same process such as Lambda's poller. */
  readonly queues: QueueStore;
  /** Puts a message into a queue, by ARN, as another AWS service would. */
  send(queueArn: string, body: string, attributes?: MessageAttributes, messageGroupId?: string): SendOutcome;
}

export interface SqsOptions {
  readonly clock: Clock;
  /** Such as `http://127.0.0.1:4599`; queue URLs begin with it. */
  readonly endpoint: () => string;
}

/** The `SenderId` of a message that an AWS service sent. */
const SERVICE_SENDER_ID = 'AIDAAWSSERVICESANDBOX';

export function createSqs({ clock, endpoint }: SqsOptions): Sqs {
  const queues = new QueueStore(clock);
  const context: SqsContext = { clock, endpoint, queues, moveTasks: createMoveTasks(queues, clock) };
  return {
    queues,
    send: (queueArn, body, attributes = {}, messageGroupId = undefined) =>
      queues.send(queueArn, { body, attributes, messageGroupId, senderId: SERVICE_SENDER_ID }),
    service: {
      name: 'sqs',
      operations: {
        CreateQueue: createQueue(context),
        DeleteQueue: deleteQueue(context),
        GetQueueUrl: getQueueUrl(context),
        GetQueueAttributes: getQueueAttributes(context),
        SetQueueAttributes: setQueueAttributes(context),
        ListQueues: listQueues(context),
        ListDeadLetterSourceQueues: listDeadLetterSourceQueues(context),
        PurgeQueue: purgeQueue(context),
        SendMessage: sendMessage(context),
        SendMessageBatch: sendMessageBatch(context),
        ReceiveMessage: receiveMessage(context),
        DeleteMessage: deleteMessage(context),
        DeleteMessageBatch: deleteMessageBatch(context),
        ChangeMessageVisibility: changeMessageVisibility(context),
        ChangeMessageVisibilityBatch: changeMessageVisibilityBatch(context),
        StartMessageMoveTask: startMessageMoveTask(context),
        ListMessageMoveTasks: listMessageMoveTasks(context),
        CancelMessageMoveTask: cancelMessageMoveTask(context),
        TagQueue: tagQueue(context),
        UntagQueue: untagQueue(context),
        ListQueueTags: listQueueTags(context),
      },
    },
  };
}
