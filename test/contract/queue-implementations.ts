import type { QueueBackend } from './queue-backend.ts';
import { givenQueuesInMemory } from './queues-in-memory.ts';
import { givenQueuesOnAws } from './queues-on-aws.ts';

/** The implementations under the same contract. */
export const QUEUE_BACKENDS = [
  { backend: 'in memory', open: givenQueuesInMemory },
  { backend: 'SQS and SNS', open: givenQueuesOnAws },
] as const satisfies readonly { backend: string; open: () => Promise<QueueBackend> }[];
