import type { Pause } from '../ports/platform.ts';
import type { DeadLetterQueue, PeekedMessage } from '../ports/queue-inspection.ts';
import { type WalkEnd, walkDeadLetters } from './walk-dead-letters.ts';

/** Where a message does not fit, and what was expected there. */
export interface MessageFault {
  readonly path: string;
  readonly message: string;
}

export interface RedriveDependencies {
  readonly deadLetters: DeadLetterQueue;
  /** To the triggers queue. */
  readonly resend: (body: string) => Promise<void>;
  /** Undefined for a message that parses. */
  readonly faultOf: (message: PeekedMessage) => MessageFault | undefined;
  readonly pause: Pause;
  readonly messagesPerSecond: number;
}

export interface Redriven {
  readonly end: WalkEnd;
  readonly moved: number;
  /** What does not parse is left where it is: it would only come back. */
  readonly malformed: readonly (PeekedMessage & { readonly fault: MessageFault })[];
}

/**
 * Sends each message that parses to where it is worked on again, and deletes it only then: whatever fails in between leaves
 * it twice and never nowhere. Running a message twice changes nothing.
 */
export async function redriveDeadLetters(
  { deadLetters, resend, faultOf, pause, messagesPerSecond }: RedriveDependencies,
  interrupted: AbortSignal,
): Promise<Redriven> {
  const malformed: (PeekedMessage & { readonly fault: MessageFault })[] = [];
  let moved = 0;
  const end = await walkDeadLetters(
    deadLetters,
    interrupted,
    async (message) => {
      const fault = faultOf(message);
      if (fault !== undefined) {
        const { receipt, ...peeked } = message;
        malformed.push({ ...peeked, fault });
        return 'left';
      }
      await resend(message.body);
      await deadLetters.delete(message);
      moved += 1;
      return 'gone';
    },
    (size) => pause((size / messagesPerSecond) * 1_000),
  );
  return { end, moved, malformed };
}
