import { createQueueOperation } from '../aws/queue-operation.ts';
import type { QueueOperation } from '../guardrail/ports/queue-operation.ts';
import type { QueueName } from './operator-environment.ts';
import type { OperatorPorts } from './operator-ports.ts';

/** A queue of rootguard, to look into. @throws AwsCallError when it cannot be found */
export async function openQueue(
  { clients, queueUrl }: Pick<OperatorPorts, 'clients' | 'queueUrl'>,
  queue: QueueName,
): Promise<QueueOperation> {
  return createQueueOperation({ client: clients.sqs, queueUrl: await queueUrl(queue) });
}
