import type { Pause } from '../ports/platform.ts';
import type { DeadLetterQueue, PeekedMessage } from '../ports/queue-inspection.ts';
import { type WalkEnd, walkDeadLetters } from './walk-dead-letters.ts';

/** Where a message does not parse, and what was expected there. */
export interface MessageIssue {
  readonly path: string;
  readonly message: string;
}

export interface RedriveDependencies {
  readonly deadLetters: DeadLetterQueue;
  /** To the queue where it is processed. */
  readonly resend: (message: PeekedMessage) => Promise<void>;
  /** Undefined for a message that parses. */
  readonly issueOf: (message: PeekedMessage) => MessageIssue | undefined;
  readonly pause: Pause;
  readonly messagesPerSecond: number;
}

export interface Redriven {
  readonly end: WalkEnd;
  readonly moved: number;
  /** These stay in the dead-letter queue: they would only come back. */
  readonly malformed: readonly (PeekedMessage & { readonly issue: MessageIssue })[];
}

/**
 * Sends each message that parses back to its function, and deletes it only then: a failure in between leaves it in both
 * queues, and loses none. Processing a message twice changes nothing.
 */
export async function redriveDeadLetters(
  { deadLetters, resend, issueOf, pause, messagesPerSecond }: RedriveDependencies,
  interrupted: AbortSignal,
): Promise<Redriven> {
  const malformed: (PeekedMessage & { readonly issue: MessageIssue })[] = [];
  let moved = 0;
  const end = await walkDeadLetters(
    deadLetters,
    interrupted,
    async (message) => {
      const issue = issueOf(message);
      if (issue !== undefined) {
        const { receipt, ...peeked } = message;
        malformed.push({ ...peeked, issue });
        return 'kept';
      }
      await resend(message);
      await deadLetters.delete(message);
      moved += 1;
      return 'deleted';
    },
    (size) => pause((size / messagesPerSecond) * 1_000),
  );
  return { end, moved, malformed };
}
