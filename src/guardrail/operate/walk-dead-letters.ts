import type { DeadLetterQueue, HeldMessage, PeekedMessage } from '../ports/queue-inspection.ts';

/** What became of a message: `left` goes back to where it was. */
export type Handled = 'gone' | 'left';

export type WalkEnd =
  | { readonly type: 'complete' }
  | { readonly type: 'interrupted' }
  | { readonly type: 'failed'; readonly error: unknown };

/**
 * As long as a walk may take before it meets a message again that it left. Whoever is killed meanwhile keeps the messages
 * from others for so long, and loses none.
 */
const HOLD_SECONDS = 15 * 60;

/**
 * Looks at each message of the dead-letter queue once, ten at a time, and puts back what is left at the end. Begins nothing
 * new once it is interrupted or a message failed.
 */
export async function walkDeadLetters(
  queue: DeadLetterQueue,
  interrupted: AbortSignal,
  handle: (message: PeekedMessage & HeldMessage) => Promise<Handled>,
  afterBatch: (size: number) => Promise<void> = async () => {},
): Promise<WalkEnd> {
  const seen = new Set<string>();
  const left: HeldMessage[] = [];
  try {
    while (!interrupted.aborted) {
      const batch = await queue.hold(HOLD_SECONDS);
      const fresh = batch.filter(({ id }) => !seen.has(id));
      left.push(...batch.filter(({ id }) => seen.has(id)));
      if (fresh.length === 0) return { type: 'complete' };
      for (const { id } of fresh) seen.add(id);
      const handled = await Promise.allSettled(fresh.map(handle));
      left.push(...fresh.filter((_, at) => !isGone(handled[at])));
      const failed = handled.find((one) => one.status === 'rejected');
      if (failed !== undefined) return { type: 'failed', error: failed.reason };
      await afterBatch(fresh.length);
    }
    return { type: 'interrupted' };
  } catch (error) {
    return { type: 'failed', error };
  } finally {
    await queue.putBack(left);
  }
}

function isGone(handled: PromiseSettledResult<Handled> | undefined): boolean {
  return handled?.status === 'fulfilled' && handled.value === 'gone';
}
