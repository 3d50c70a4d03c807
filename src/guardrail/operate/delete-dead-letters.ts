import type { Operator } from '../../domain/ledger-entry.ts';
import type { Ledger } from '../ports/ledger.ts';
import type { Clock, NewId } from '../ports/platform.ts';
import type { DeadLetterQueue, PeekedMessage } from '../ports/queue-inspection.ts';
import { type WalkEnd, walkDeadLetters } from './walk-dead-letters.ts';

export interface DeleteDependencies {
  readonly deadLetters: DeadLetterQueue;
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly newId: NewId;
}

/** A DynamoDB item is limited to 400 KB, and a character of the body has up to four bytes. */
const MAX_BODY_CHARACTERS = 64 * 1024;

/** Lists every message of the dead-letter queue, and leaves all of them in it. */
export async function listDeadLetters(
  { deadLetters }: Pick<DeleteDependencies, 'deadLetters'>,
  interrupted: AbortSignal,
): Promise<{ readonly end: WalkEnd; readonly messages: readonly PeekedMessage[] }> {
  const messages: PeekedMessage[] = [];
  const end = await walkDeadLetters(deadLetters, interrupted, async ({ receipt, ...message }) => {
    messages.push(message);
    return 'kept';
  });
  return { end, messages };
}

/** Deletes the messages of these ids. Each is recorded in the ledger with its body before it is deleted. */
export async function deleteDeadLetters(
  { deadLetters, ledger, clock, newId }: DeleteDependencies,
  ids: ReadonlySet<string>,
  operator: Operator,
  interrupted: AbortSignal,
): Promise<{ readonly end: WalkEnd; readonly deleted: readonly string[] }> {
  const deleted: string[] = [];
  const end = await walkDeadLetters(deadLetters, interrupted, async (message) => {
    if (!ids.has(message.id)) return 'kept';
    const { id: messageId, body, sentAt, attributes } = message;
    await ledger.append({
      type: 'dead-letter-deleted',
      account: 'organization',
      at: clock.now(),
      id: newId(),
      operator,
      messageId,
      sentAt,
      body: body.slice(0, MAX_BODY_CHARACTERS),
      bodyLength: body.length,
      attributes,
    });
    await deadLetters.delete(message);
    deleted.push(messageId);
    return 'deleted';
  });
  return { end, deleted };
}
