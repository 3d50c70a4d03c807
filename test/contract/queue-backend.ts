import type { Notifier } from '../../src/guardrail/ports/notifier.ts';
import type { DeadLetterSender, SweepQueue, TriggerQueue } from '../../src/guardrail/ports/work-queues.ts';

/** A message as its receiver sees it. */
export interface ReceivedMessage {
  readonly body: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** The ports that send messages. The body of a message is its account id. */
export interface QueueBackend {
  readonly triggerQueue: TriggerQueue;
  readonly sweepQueue: SweepQueue;
  readonly deadLetters: DeadLetterSender;
  readonly notifier: Notifier;
  /** Everything that can be received now. */
  receive(queue: 'triggers' | 'sweep' | 'dead-letters'): Promise<readonly ReceivedMessage[]>;
  /** Texts of the published notifications. */
  published(): Promise<readonly string[]>;
  advance(seconds: number): Promise<void>;
  close(): Promise<void>;
}
