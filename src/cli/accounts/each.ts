import pLimit from 'p-limit';
import type { Clock } from '../../guardrail/ports/surroundings.ts';
import type { CliContext } from '../context.ts';
import { aborted } from '../interrupt.ts';
import { startProgress } from '../progress.ts';

/** What became of the work on one item. One that fails does not stop the others. */
export type Worked<Outcome> =
  | { readonly type: 'done'; readonly outcome: Outcome }
  | { readonly type: 'failed'; readonly error: unknown }
  /** Interrupted before it was begun, or, where it can be given up, before it was done. */
  | { readonly type: 'left' };

export interface Work<Item, Outcome> {
  readonly items: readonly Item[];
  readonly concurrency: number;
  readonly on: (item: Item) => Promise<Outcome>;
  /** `finish`: what was begun is carried through, as it changes something. `give-up`: there is nothing to finish. */
  readonly whenInterrupted: 'finish' | 'give-up';
}

/** Works on every account, a few at a time, with a bar of progress. In the order of the items. */
export async function workOnEach<Item, Outcome>(
  { terminal, interrupted }: CliContext,
  clock: Clock,
  work: Work<Item, Outcome>,
): Promise<readonly Worked<Outcome>[]> {
  const progress = await startProgress(terminal, clock, work.items.length, 'accounts');
  const limit = pLimit(work.concurrency);
  const left = { type: 'left' } as const;
  const givenUp = work.whenInterrupted === 'give-up' ? [aborted(interrupted).then(() => left)] : [];
  const one = async (item: Item): Promise<Worked<Outcome>> => {
    if (interrupted.aborted) return left;
    try {
      const done = work.on(item).then((outcome) => ({ type: 'done', outcome }) as const);
      return await Promise.race([done, ...givenUp]);
    } catch (error) {
      return { type: 'failed', error };
    } finally {
      progress.step();
    }
  };
  try {
    return await Promise.all(work.items.map((item) => limit(one, item)));
  } finally {
    progress.stop();
  }
}
