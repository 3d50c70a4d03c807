import { expect, it } from 'vitest';
import { returnQueueOf } from '../../../../src/guardrail/operate/return-queue.ts';
import { resourceNames } from '../../../../src/installation/names.ts';

const QUEUES = resourceNames('acme').queues;

it.each([
  ['SQS moved from the activity queue', { movedFrom: QUEUES.activity, attributes: {} }, 'activity'],
  [
    'SQS moved from the queue of member activity',
    { movedFrom: QUEUES.memberActivity, attributes: {} },
    'memberActivity',
  ],
  ['SQS moved from the heartbeats queue', { movedFrom: QUEUES.heartbeats, attributes: {} }, 'heartbeats'],
  [
    'the listener could not read',
    { movedFrom: undefined, attributes: { path: 'body', receivedFrom: 'activity' } },
    'activity',
  ],
  ['the consumer could not read', { movedFrom: undefined, attributes: { path: 'body' } }, 'triggers'],
  ['SQS moved from the sweep queue', { movedFrom: QUEUES.sweep, attributes: {} }, 'triggers'],
  [
    'comes from a queue that is not known',
    { movedFrom: 'rootguard-activity', attributes: { receivedFrom: 'deadLetters' } },
    'triggers',
  ],
] as const)('a dead letter that %s goes back to its function', (_, message, queue) => {
  expect(returnQueueOf(message, QUEUES)).toBe(queue);
});
