import { createDeadLetterQueue, createResender } from '../aws/dead-letter-queue.ts';
import { createQueueOperation } from '../aws/queue-operation.ts';
import type { DeadLetterQueue, QueueOperation } from '../guardrail/ports/queue-operation.ts';
import type { QueueName } from './operator-environment.ts';
import type { OperatorPorts } from './operator-ports.ts';

/** A queue of rootguard, to look into. @throws AwsCallError when it cannot be found */
export async function openQueue(
  { clients, queueUrl }: Pick<OperatorPorts, 'clients' | 'queueUrl'>,
  queue: QueueName,
): Promise<QueueOperation> {
  return createQueueOperation({ client: clients.sqs, queueUrl: await queueUrl(queue) });
}

/** The dead-letter queue, and the way back to where its messages are worked on. @throws AwsCallError */
export async function openDeadLetters({
  clients,
  queueUrl,
}: Pick<OperatorPorts, 'clients' | 'queueUrl'>): Promise<{
  readonly deadLetters: DeadLetterQueue;
  readonly resend: (body: string) => Promise<void>;
}> {
  const client = clients.sqs;
  const [own, triggers] = await Promise.all([queueUrl('deadLetters'), queueUrl('triggers')]);
  return {
    deadLetters: createDeadLetterQueue({ client, queueUrl: own }),
    resend: createResender({ client, queueUrl: triggers }),
  };
}
