import type { Clock } from '../clock.ts';
import type { QueueAttributes } from './attributes.ts';
import type { Draft } from './message.ts';
import { Queue, type QueueId, queueArn } from './queue.ts';

export type SendOutcome =
  | { readonly type: 'sent'; readonly messageId: string }
  | { readonly type: 'no-queue' };

/** The queues of every account and Region, by ARN. */
export class QueueStore {
  readonly #clock: Clock;
  readonly #queues = new Map<string, Queue>();
  readonly #deletedAt = new Map<string, Date>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get(arn: string): Queue | undefined {
    return this.#queues.get(arn);
  }

  /** The queues of one account and Region, sorted by name. */
  list(accountId: string, region: string): Queue[] {
    return [...this.#queues.values()]
      .filter((queue) => queue.id.accountId === accountId && queue.id.region === region)
      .sort((left, right) => (left.id.name < right.id.name ? -1 : 1));
  }

  /** Queues whose dead-letter queue is this one. */
  deadLetterSources(arn: string): Queue[] {
    return [...this.#queues.values()].filter((queue) => queue.redrivePolicy()?.deadLetterTargetArn === arn);
  }

  create(id: QueueId, attributes: QueueAttributes): Queue {
    const queue = new Queue(id, attributes, this.#clock, (arn) => this.get(arn));
    this.#queues.set(queue.arn, queue);
    return queue;
  }

  delete(queue: Queue): void {
    queue.purge();
    this.#queues.delete(queue.arn);
    this.#deletedAt.set(queue.arn, this.#clock.now());
  }

  /** When a queue of that name was last deleted: SQS reserves the name for a minute. */
  deletedAt(id: QueueId): Date | undefined {
    return this.#deletedAt.get(queueArn(id));
  }

  /** Sends a message to the queue of that ARN. */
  send(arn: string, draft: Draft): SendOutcome {
    const queue = this.get(arn);
    return queue === undefined ? { type: 'no-queue' } : { type: 'sent', messageId: queue.send(draft).id };
  }
}
