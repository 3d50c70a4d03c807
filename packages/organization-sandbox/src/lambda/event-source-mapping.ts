import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type { Clock, Timer } from '../clock.ts';
import { heldMessage } from '../sqs/held-message.ts';
import type { Message } from '../sqs/message.ts';
import type { Queue } from '../sqs/queue.ts';
import { succeeded } from './batch-response.ts';
import type { FunctionRegistry } from './function-registry.ts';
import { invocationContext } from './invocation-context.ts';
import { sqsEvent } from './sqs-event.ts';

export type SqsFunction = (event: SQSEvent, context: Context) => Promise<SQSBatchResponse | undefined>;

export interface EventSourceMappingOptions {
  /** From `sqs.queues.get(arn)`. */
  readonly queue: Queue;
  readonly clock: Clock;
  readonly functionName: string;
  readonly handler: SqsFunction;
  /** A mapping in `sandbox.functions`: no message is received while it is disabled, or its function may not run. */
  readonly mapping?: { readonly functions: FunctionRegistry; readonly id: string };
  /** Messages of one invocation at most, 1 to 10,000; 10 by default. */
  readonly batchSize?: number;
  /** Concurrent invocations at most; 5 by default, as many as Lambda starts with. */
  readonly maximumConcurrency?: number;
  /** How long to gather a batch that is not full, on the sandbox's clock, 0 to 300; 0 by default. */
  readonly batchingWindowSeconds?: number;
  /** `ReportBatchItemFailures`: the function names the messages that failed. By default any return is success. */
  readonly reportBatchItemFailures?: boolean;
  /** `context.getRemainingTimeInMillis()` counts down from it; 30 by default. No invocation is ended by it. */
  readonly timeoutSeconds?: number;
  /** Receives an error that the function threw. */
  readonly onError?: (error: unknown) => void;
}

export interface EventSourceMapping {
  /**
   * Resolves once no invocation runs and no message is visible in the queue, or none is received any more. It does not
   * wait for messages that are delayed, in flight or gathered in a batching window: advance the clock, then wait again.
   */
  idle(): Promise<void>;
  /** Stops receiving, and resolves once the running invocations have ended. */
  stop(): Promise<void>;
}

/**
 * Starts Lambda's poller of an SQS queue for a function in this process. It receives as soon as a message is visible, deletes
 * what the function succeeded with, and leaves the rest to its visibility timeout, which the function may have changed.
 * https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html
 */
export function startEventSourceMapping(options: EventSourceMappingOptions): EventSourceMapping {
  const poller = new Poller(options);
  return { idle: () => poller.idle(), stop: () => poller.stop() };
}

interface Waiter {
  readonly isOver: () => boolean;
  readonly resolve: () => void;
}

class Poller implements EventSourceMapping {
  readonly #options: EventSourceMappingOptions;
  readonly #stopListening: () => void;
  readonly #stopFollowing: (() => void) | undefined;
  #running = 0;
  #isStopped = false;
  #isPollDue = false;
  #window: Timer | undefined;
  #waiters: readonly Waiter[] = [];

  constructor(options: EventSourceMappingOptions) {
    this.#options = options;
    this.#stopListening = options.queue.onArrival(() => this.#pollSoon());
    this.#stopFollowing = options.mapping?.functions.onChange(() => this.#pollSoon());
    this.#pollSoon();
  }

  idle(): Promise<void> {
    const { queue } = this.#options;
    const nothingIsLeft = () =>
      !this.#receives() || this.#window !== undefined || queue.counts().visible === 0;
    return this.#wait(() => this.#running === 0 && !this.#isPollDue && nothingIsLeft());
  }

  stop(): Promise<void> {
    this.#isStopped = true;
    this.#stopListening();
    this.#stopFollowing?.();
    this.#window?.cancel();
    return this.#wait(() => this.#running === 0);
  }

  #receives(): boolean {
    const { mapping } = this.#options;
    return !this.#isStopped && (mapping === undefined || mapping.functions.isInvoked(mapping.id));
  }

  /** Messages sent in one go make one batch: polling waits until the sender has finished. */
  #pollSoon(): void {
    if (this.#isPollDue) return;
    this.#isPollDue = true;
    setImmediate(() => this.#poll(false));
  }

  #poll(isWindowOver: boolean): void {
    const { queue, batchSize = 10, maximumConcurrency = 5, batchingWindowSeconds = 0 } = this.#options;
    this.#isPollDue = false;
    while (this.#receives() && this.#running < maximumConcurrency) {
      const { visible } = queue.counts();
      if (visible === 0) break;
      if (visible < batchSize && batchingWindowSeconds > 0 && !isWindowOver) {
        this.#openWindow(batchingWindowSeconds);
        break;
      }
      const batch = queue.receive(batchSize);
      if (batch.length === 0) continue;
      this.#running += 1;
      void this.#invoke(batch).finally(() => {
        this.#running -= 1;
        this.#poll(false);
      });
    }
    this.#resolveWaiters();
  }

  #openWindow(seconds: number): void {
    const { clock } = this.#options;
    this.#window ??= clock.setTimer(new Date(clock.now().getTime() + seconds * 1000), () => {
      this.#window = undefined;
      this.#isPollDue = true;
      // The clock may be on its way to a later time, which would leave the invocation none of its own.
      setImmediate(() => this.#poll(true));
    });
  }

  async #invoke(batch: readonly Message[]): Promise<void> {
    const { queue, clock, functionName, handler, timeoutSeconds = 30, onError } = this.#options;
    const { reportBatchItemFailures = false } = this.#options;
    const context = invocationContext(clock, queue.id, functionName, timeoutSeconds);
    try {
      const response = await handler(sqsEvent(queue, batch), context);
      for (const { receiptHandle = '' } of reportBatchItemFailures ? succeeded(batch, response) : batch) {
        const held = heldMessage(queue, receiptHandle);
        if (held.type === 'held') queue.delete(held.message);
      }
    } catch (error) {
      onError?.(error);
    }
  }

  #wait(isOver: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      this.#waiters = [...this.#waiters, { isOver, resolve }];
      this.#resolveWaiters();
    });
  }

  #resolveWaiters(): void {
    const over = this.#waiters.filter(({ isOver }) => isOver());
    this.#waiters = this.#waiters.filter((waiter) => !over.includes(waiter));
    for (const { resolve } of over) resolve();
  }
}
