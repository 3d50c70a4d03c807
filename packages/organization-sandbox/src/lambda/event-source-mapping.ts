import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type { Clock, Timer } from '../clock.ts';
import { heldMessage } from '../sqs/held-message.ts';
import type { Message } from '../sqs/message.ts';
import type { Queue } from '../sqs/queue.ts';
import { succeeded } from './batch-response.ts';
import { invocationContext } from './invocation-context.ts';
import { sqsEvent } from './sqs-event.ts';

export type SqsFunction = (
  event: SQSEvent,
  context: Context,
) => Promise<SQSBatchResponse | undefined | undefined>;

export interface EventSourceMappingOptions {
  /** From `sqs.queues.get(arn)`. */
  readonly queue: Queue;
  readonly clock: Clock;
  readonly functionName: string;
  readonly handler: SqsFunction;
  /** Most messages of one invocation, 1 to 10,000; 10 without it. */
  readonly batchSize?: number;
  /** Most invocations at a time; 5 without it, as many as Lambda starts with. */
  readonly maximumConcurrency?: number;
  /** How long to gather a batch that is not full, on the sandbox's clock, 0 to 300; 0 without it. */
  readonly batchingWindowSeconds?: number;
  /** `ReportBatchItemFailures`: the function names the messages that failed. Without it a return is success. */
  readonly reportBatchItemFailures?: boolean;
  /** What `context.getRemainingTimeInMillis()` counts down from; 30 without it. It ends no invocation. */
  readonly timeoutSeconds?: number;
  /** An error the function threw. */
  readonly onError?: (error: unknown) => void;
}

export interface EventSourceMapping {
  /**
   * Resolves once no invocation runs and nothing is visible in the queue. Messages that wait for their delay or their
   * visibility timeout are not waited for: move the clock, then wait again.
   */
  idle(): Promise<void>;
  /** Stops receiving, and resolves once the running invocations have ended. */
  stop(): Promise<void>;
}

/**
 * Lambda's poller of an SQS queue, over a function in this process. It receives as soon as something is there, deletes
 * what the function is done with, and leaves the rest to its visibility timeout, which the function may have changed.
 * https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html
 */
export function startEventSourceMapping(options: EventSourceMappingOptions): EventSourceMapping {
  const { queue, clock, functionName, handler, onError = () => {} } = options;
  const { batchSize = 10, maximumConcurrency = 5, batchingWindowSeconds = 0, timeoutSeconds = 30 } = options;
  const { reportBatchItemFailures = false } = options;
  let running = 0;
  let isStopped = false;
  let isPollDue = false;
  let window: Timer | undefined;
  let waiting: { isOver: () => boolean; resolve: () => void }[] = [];

  async function invoke(batch: readonly Message[]): Promise<void> {
    const context = invocationContext(clock, queue.id, functionName, timeoutSeconds);
    try {
      const response = await handler(sqsEvent(queue, batch), context);
      for (const { receiptHandle = '' } of reportBatchItemFailures ? succeeded(batch, response) : batch) {
        const held = heldMessage(queue, receiptHandle);
        if (held.type === 'held') queue.delete(held.message);
      }
    } catch (error) {
      onError(error);
    }
  }

  function poll(isWindowOver: boolean): void {
    isPollDue = false;
    while (!isStopped && running < maximumConcurrency) {
      const { visible } = queue.counts();
      if (visible === 0) break;
      if (visible < batchSize && batchingWindowSeconds > 0 && !isWindowOver) {
        openWindow();
        break;
      }
      const batch = queue.receive(batchSize);
      if (batch.length === 0) continue;
      running += 1;
      void invoke(batch).finally(() => {
        running -= 1;
        poll(false);
      });
    }
    resolveWaiting();
  }

  function openWindow(): void {
    window ??= clock.setTimer(new Date(clock.now().getTime() + batchingWindowSeconds * 1000), () => {
      window = undefined;
      poll(true);
    });
  }

  /** Messages sent in one go make one batch: polling waits for the sender to come to an end. */
  function pollSoon(): void {
    if (isPollDue) return;
    isPollDue = true;
    setImmediate(() => poll(false));
  }

  function resolveWaiting(): void {
    const over = waiting.filter(({ isOver }) => isOver());
    waiting = waiting.filter((waiter) => !over.includes(waiter));
    for (const { resolve } of over) resolve();
  }

  function until(isOver: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      waiting.push({ isOver, resolve });
      resolveWaiting();
    });
  }

  const stopListening = queue.onArrival(pollSoon);
  pollSoon();

  return {
    idle: () => until(() => running === 0 && !isPollDue && (isStopped || queue.counts().visible === 0)),
    stop: () => {
      isStopped = true;
      stopListening();
      window?.cancel();
      return until(() => running === 0);
    },
  };
}
