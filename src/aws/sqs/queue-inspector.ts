import {
  GetQueueAttributesCommand,
  ListMessageMoveTasksCommand,
  type QueueAttributeName,
} from '@aws-sdk/client-sqs';
import type { HeldMessage, QueueInspector } from '../../guardrail/ports/queue-inspection.ts';
import { callAws } from '../aws-call.ts';
import { malformedAnswer } from '../failures.ts';
import { holdMessages, putMessagesBack } from './held-messages.ts';
import { MAX_BATCH_MESSAGES, type Queue, queueCall } from './queue.ts';

/** How long a message is hidden from other consumers while the rest is read. */
const PEEK_VISIBILITY_SECONDS = 30;

/** @throws AwsCallError from every call that AWS refuses */
export function createQueueInspector(queue: Queue): QueueInspector {
  return {
    async readDepth() {
      const attributes = await readAttributes(queue, [
        'ApproximateNumberOfMessages',
        'ApproximateNumberOfMessagesNotVisible',
        'ApproximateNumberOfMessagesDelayed',
      ]);
      return {
        visible: Number(attributes.ApproximateNumberOfMessages),
        inFlight: Number(attributes.ApproximateNumberOfMessagesNotVisible),
        delayed: Number(attributes.ApproximateNumberOfMessagesDelayed),
      };
    },
    async peek(maxMessages) {
      const received: HeldMessage[] = [];
      try {
        await receive(queue, maxMessages, received);
      } finally {
        await putMessagesBack(queue, received);
      }
      return received.map(({ receipt, ...message }) => message);
    },
    async latestMove() {
      const command = new ListMessageMoveTasksCommand({ SourceArn: await readArn(queue) });
      const { Results = [] } = await callAws(
        queueCall('sqs:ListMessageMoveTasks', queue),
        queue.client.send(command),
      );
      const [latest] = Results;
      if (latest === undefined) return undefined;
      return {
        status: latest.Status ?? 'UNKNOWN',
        moved: latest.ApproximateNumberOfMessagesMoved ?? 0,
        toMove: latest.ApproximateNumberOfMessagesToMove,
        failureReason: latest.FailureReason,
      };
    },
  };
}

/** Receives until there are `maxMessages` or the queue returns none. `received` contains the messages even after an error. */
async function receive(queue: Queue, maxMessages: number, received: HeldMessage[]): Promise<void> {
  while (received.length < maxMessages) {
    const messages = await holdMessages(
      queue,
      Math.min(MAX_BATCH_MESSAGES, maxMessages - received.length),
      PEEK_VISIBILITY_SECONDS,
    );
    if (messages.length === 0) return;
    received.push(...messages);
  }
}

async function readArn(queue: Queue): Promise<string> {
  const { QueueArn } = await readAttributes(queue, ['QueueArn']);
  if (QueueArn === undefined) {
    throw malformedAnswer(queueCall(GET_ATTRIBUTES, queue), 'the answer has no ARN');
  }
  return QueueArn;
}

const GET_ATTRIBUTES = 'sqs:GetQueueAttributes';

async function readAttributes(
  queue: Queue,
  names: QueueAttributeName[],
): Promise<Partial<Record<string, string>>> {
  const command = new GetQueueAttributesCommand({ QueueUrl: queue.queueUrl, AttributeNames: names });
  const { Attributes = {} } = await callAws(queueCall(GET_ATTRIBUTES, queue), queue.client.send(command));
  return Attributes;
}
