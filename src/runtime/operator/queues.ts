import { createDeadLetterQueue, createResender } from '../../aws/sqs/dead-letter-queue.ts';
import { createQueueInspector } from '../../aws/sqs/queue-inspector.ts';
import { settlePromise, unwrap } from '../../concurrency/settled.ts';
import type { DeadLetterQueue, QueueInspector, Resend } from '../../guardrail/ports/queue-inspection.ts';
import type { QueueName } from '../../guardrail/ports/work-queues.ts';
import type { OperatorPorts } from './ports.ts';

/** A queue of rootguard, to inspect. @throws AwsCallError when it cannot be found */
export async function openQueue(
  { clients, queueUrl }: Pick<OperatorPorts, 'clients' | 'queueUrl'>,
  queue: QueueName,
): Promise<QueueInspector> {
  return createQueueInspector({ client: clients.sqs, queueUrl: await queueUrl(queue) });
}

/** The dead-letter queue, and the queue that its messages are resent to. @throws AwsCallError */
export async function openDeadLetters({
  clients,
  queueUrl,
}: Pick<OperatorPorts, 'clients' | 'queueUrl'>): Promise<{
  readonly deadLetters: DeadLetterQueue;
  readonly resend: Resend;
}> {
  const client = clients.sqs;
  // Both are looked up in parallel. Where neither is found, the error about the dead-letter queue is thrown.
  const triggers = settlePromise(queueUrl('triggers'));
  const deadLetters = createDeadLetterQueue({ client, queueUrl: await queueUrl('deadLetters') });
  return {
    deadLetters,
    resend: createResender({ client, queueUrl: unwrap(await triggers) }),
  };
}
