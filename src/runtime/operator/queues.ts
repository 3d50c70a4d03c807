import { createDeadLetterQueue, createResender } from '../../aws/sqs/dead-letter-queue.ts';
import { createQueueInspector } from '../../aws/sqs/queue-inspector.ts';
import { returnQueueOf } from '../../guardrail/operate/return-queue.ts';
import type {
  DeadLetterQueue,
  PeekedMessage,
  QueueInspector,
} from '../../guardrail/ports/queue-inspection.ts';
import type { QueueName } from '../../guardrail/ports/work-queues.ts';
import type { OperatorPorts } from './ports.ts';

/** A queue of rootguard, to inspect. @throws AwsCallError when it cannot be found */
export async function openQueue(
  { clients, queueUrl }: Pick<OperatorPorts, 'clients' | 'queueUrl'>,
  queue: QueueName,
): Promise<QueueInspector> {
  return createQueueInspector({ client: clients.sqs, queueUrl: await queueUrl(queue) });
}

/** The dead-letter queue, and how its messages are resent, each to the queue that its function receives from. @throws AwsCallError */
export async function openDeadLetters({
  clients,
  queueNames,
  queueUrl,
}: Pick<OperatorPorts, 'clients' | 'queueNames' | 'queueUrl'>): Promise<{
  readonly deadLetters: DeadLetterQueue;
  readonly resend: (message: PeekedMessage) => Promise<void>;
}> {
  const client = clients.sqs;
  return {
    deadLetters: createDeadLetterQueue({ client, queueUrl: await queueUrl('deadLetters') }),
    async resend(message) {
      const to = await queueUrl(returnQueueOf(message, queueNames));
      await createResender({ client, queueUrl: to })(message);
    },
  };
}
