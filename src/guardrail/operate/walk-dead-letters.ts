import type { DeadLetterQueue, HeldMessage, PeekedMessage } from '../ports/queue-inspection.ts';

/** What was done with a message; one that is `kept` is put back. */
export type Handled = 'deleted' | 'kept';

export type WalkEnd =
  | { readonly type: 'complete' }
  | { readonly type: 'interrupted' }
  | { readonly type: 'failed'; readonly error: unknown };

/**
 * The visibility timeout of the messages: a walk that takes longer receives kept messages again. The messages of a walk that was
 * killed are visible to others once it ends.
 */
const HOLD_SECONDS = 15 * 60;

/**
 * Handles each message of the dead-letter queue once, ten at a time, and puts the kept ones back at the end. Starts no further
 * batch once it is interrupted or a message failed.
 */
export async function walkDeadLetters(
  queue: DeadLetterQueue,
  interrupted: AbortSignal,
  handle: (message: PeekedMessage & HeldMessage) => Promise<Handled>,
  afterBatch: (size: number) => Promise<void> = async () => {},
): Promise<WalkEnd> {
  const seen = new Set<string>();
  const kept: HeldMessage[] = [];
  try {
    while (!interrupted.aborted) {
      const batch = await queue.hold(HOLD_SECONDS);
      const fresh = batch.filter(({ id }) => !seen.has(id));
      kept.push(...batch.filter(({ id }) => seen.has(id)));
      if (fresh.length === 0) return { type: 'complete' };
      for (const { id } of fresh) seen.add(id);
      const handled = await Promise.allSettled(fresh.map(handle));
      kept.push(...fresh.filter((_, at) => !isDeleted(handled[at])));
      const failed = handled.find((one) => one.status === 'rejected');
      if (failed !== undefined) return { type: 'failed', error: failed.reason };
      await afterBatch(fresh.length);
    }
    return { type: 'interrupted' };
  } catch (error) {
    return { type: 'failed', error };
  } finally {
    await queue.putBack(kept);
  }
}

function isDeleted(handled: PromiseSettledResult<Handled> | undefined): boolean {
  return handled?.status === 'fulfilled' && handled.value === 'deleted';
}
