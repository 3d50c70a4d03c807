import type { QueueName } from '../../guardrail/ports/work-queues.ts';

/** The queues by their names on the command line. */
export const QUEUES = {
  triggers: 'triggers',
  later: 'later',
  sweep: 'sweep',
  heartbeats: 'heartbeats',
  activity: 'activity',
  'member-activity': 'memberActivity',
  'dead-letters': 'deadLetters',
} as const satisfies Readonly<Record<string, QueueName>>;

export type NamedQueue = keyof typeof QUEUES;

export const QUEUE_NAMES = Object.keys(QUEUES) as readonly NamedQueue[];
