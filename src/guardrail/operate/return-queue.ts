import { LISTENER_QUEUES, type ListenerQueueName } from '../../domain/listener-queue.ts';
import { type PeekedMessage, RECEIVED_FROM } from '../ports/queue-inspection.ts';
import type { QueueName } from '../ports/work-queues.ts';

/** Where a dead letter is processed again. */
export type ReturnQueueName = 'triggers' | ListenerQueueName;

/**
 * The consumer does on the triggers queue what it does on each of its queues. It has no use for messages of the listener, which would
 * be lost there. SQS itself names the queue of a message that failed too often, and the listener that of a malformed one.
 */
export function returnQueueOf(
  { movedFrom, attributes }: Pick<PeekedMessage, 'movedFrom' | 'attributes'>,
  queueNames: Readonly<Record<QueueName, string>>,
): ReturnQueueName {
  const receivedFrom = attributes[RECEIVED_FROM];
  return (
    LISTENER_QUEUES.find((queue) => queue === receivedFrom || queueNames[queue] === movedFrom) ?? 'triggers'
  );
}
