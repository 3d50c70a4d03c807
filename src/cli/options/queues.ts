import type { QueueName } from '../../guardrail/ports/work-queues.ts';

/** The queues by their names on the command line. */
export const QUEUE_NAMES = ['triggers', 'later', 'sweep', 'dead-letters'] as const;

export type NamedQueue = (typeof QUEUE_NAMES)[number];

export const QUEUES: Readonly<Record<NamedQueue, QueueName>> = {
  triggers: 'triggers',
  later: 'later',
  sweep: 'sweep',
  'dead-letters': 'deadLetters',
};
