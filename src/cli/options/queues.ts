import type { QueueName } from '../../guardrail/ports/work-queues.ts';

/** The queues by their names on the command line. */
export const QUEUES = {
  triggers: 'triggers',
  later: 'later',
  sweep: 'sweep',
  'dead-letters': 'deadLetters',
} as const satisfies Record<string, QueueName>;

export type NamedQueue = keyof typeof QUEUES;

export const QUEUE_NAMES: readonly NamedQueue[] = ['triggers', 'later', 'sweep', 'dead-letters'];
