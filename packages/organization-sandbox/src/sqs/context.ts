import type { Clock } from '../clock.ts';
import type { Call } from '../contract/operation.ts';
import type { QueueAttributes } from './attributes.ts';
import { invalidValue, queueDoesNotExist } from './errors.ts';
import type { MoveTasks } from './move-tasks.ts';
import { type Queue, type QueueId, queueArn } from './queue.ts';
import type { QueueStore } from './queue-store.ts';
import { allowsSource, parseRedrivePolicy } from './redrive-policy.ts';

/** What SQS operations work on. */
export interface SqsContext {
  readonly clock: Clock;
  readonly endpoint: () => string;
  readonly queues: QueueStore;
  readonly moveTasks: MoveTasks;
}

/** The id of a queue in an account, in the Region and partition of the call. */
export const queueId = (call: Call, accountId: string, name: string): QueueId => ({
  partition: call.caller.arn.split(':')[1] ?? 'aws',
  region: call.region,
  accountId,
  name,
});

export const queueUrl = (context: SqsContext, queue: Queue): string =>
  `${context.endpoint()}/${queue.id.accountId}/${queue.id.name}`;

/** Finds a queue by its URL. Only the path matters: a client may reach the sandbox by another host name. */
export function queueOfUrl(context: SqsContext, call: Call, url: string): Queue {
  const { accountId, name } = /\/(?<accountId>\d{12})\/(?<name>[\w-]+)\/?$/.exec(url)?.groups ?? {};
  const queue = accountId && name && context.queues.get(queueArn(queueId(call, accountId, name)));
  if (!queue) throw queueDoesNotExist();
  return queue;
}

/** Checks that the dead-letter queue exists, in the account and Region of its source, and allows it. */
export function checkRedriveTarget(context: SqsContext, source: QueueId, attributes: QueueAttributes): void {
  const { RedrivePolicy } = attributes;
  if (!RedrivePolicy) return;
  const { deadLetterTargetArn } = parseRedrivePolicy(RedrivePolicy);
  const refused = (reason: string) => invalidValue(RedrivePolicy, 'RedrivePolicy', reason);
  const [, , , region, accountId] = deadLetterTargetArn.split(':');
  if (region !== source.region) throw refused('Dead-letter target must be in same region as the source.');
  if (accountId !== source.accountId) throw refused('Dead-letter target owner should be same as the source.');
  const deadLetterQueue = context.queues.get(deadLetterTargetArn);
  if (deadLetterQueue === undefined) throw refused('Dead letter target does not exist.');
  if (!allowsSource(deadLetterQueue.attributes.RedriveAllowPolicy, queueArn(source))) {
    throw refused('The redrive allow policy of the dead letter target does not permit this source queue.');
  }
}
