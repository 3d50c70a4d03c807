import type { QueuePlace } from './queue-backend.ts';
import { givenQueuesInMemory } from './queues-in-memory.ts';
import { givenQueuesOnAws } from './queues-on-aws.ts';

/** The implementations that are held to the same contract. */
export const QUEUE_PLACES = [
  { place: 'in memory', open: givenQueuesInMemory },
  { place: 'on SQS and SNS', open: givenQueuesOnAws },
] as const satisfies readonly { place: string; open: () => Promise<QueuePlace> }[];
