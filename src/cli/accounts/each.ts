import pLimit from 'p-limit';
import { readAhead, type Source } from '../../concurrency/read-ahead.ts';
import type { Clock } from '../../guardrail/ports/platform.ts';
import type { CliContext } from '../context.ts';
import { unlessInterrupted } from '../interrupt.ts';
import { startProgress } from '../progress.ts';

/** What became of the work on one item. One that fails does not stop the others. */
export type Worked<Outcome> =
  | { readonly type: 'done'; readonly outcome: Outcome }
  | { readonly type: 'failed'; readonly error: unknown }
  /** Interrupted before it was begun, or, where it can be given up, before it was done. */
  | { readonly type: 'left' };

export interface Work<Item, Outcome> {
  readonly concurrency: number;
  readonly on: (item: Item) => Promise<Outcome>;
  /** `finish`: what was begun is carried through, as it changes something. `give-up`: there is nothing to finish. */
  readonly whenInterrupted: 'finish' | 'give-up';
}

export interface WorkOnAll<Item, Outcome> extends Work<Item, Outcome> {
  readonly items: readonly Item[];
}

export interface WorkInOrder<Item, Outcome> extends Work<Item, Outcome> {
  readonly items: Source<Item>;
  /** Finds out how many items there are, where they have not come to their end by themselves before that is worth asking. */
  readonly count: () => Promise<number>;
  readonly progress: 'shown' | 'hidden';
}

/** An item with what became of it. */
export interface WorkedItem<Item, Outcome> {
  readonly item: Item;
  readonly worked: Worked<Outcome>;
}

/**
 * How far the work may be ahead of the first item that is not done. One account that AWS throttles for a while does not
 * hold up the others, and what is held has a limit.
 */
export const LOOK_AHEAD = 1_000;

/** Works on every account, a few at a time, with a bar of progress. In the order of the items. */
export async function workOnEach<Item, Outcome>(
  context: CliContext,
  clock: Clock,
  work: WorkOnAll<Item, Outcome>,
): Promise<readonly Worked<Outcome>[]> {
  const all: Worked<Outcome>[] = [];
  const count = async () => work.items.length;
  const inOrder = workInOrder(context, clock, { ...work, count, progress: 'shown' });
  for await (const { worked } of inOrder) all.push(worked);
  return all;
}

/**
 * The same for items that are too many to be held. After Ctrl-C the items go on coming, and are left.
 * @throws what the items fail with, after all that came before
 */
export async function* workInOrder<Item, Outcome>(
  { terminal, interrupted }: CliContext,
  clock: Clock,
  work: WorkInOrder<Item, Outcome>,
): AsyncGenerator<WorkedItem<Item, Outcome>> {
  const isShown = work.progress === 'shown';
  const progress = await startProgress(isShown ? terminal : undefined, clock, 'accounts');
  const limit = pLimit(work.concurrency);

  const one = async (item: Item): Promise<Worked<Outcome>> => {
    if (interrupted.aborted) return { type: 'left' };
    try {
      const working = work.on(item).then((outcome) => ({ type: 'done', outcome }) as const);
      if (work.whenInterrupted === 'finish') return await working;
      const done = await unlessInterrupted(interrupted, working);
      return done === 'interrupted' ? { type: 'left' } : done;
    } catch (error) {
      return { type: 'failed', error };
    } finally {
      progress.step();
    }
  };

  async function* begun() {
    let items = 0;
    for await (const item of work.items) {
      items += 1;
      yield { item, working: limit(one, item) };
      if (items === LOOK_AHEAD) progress.askTotal(work.count);
    }
    progress.setTotal(items);
  }

  try {
    for await (const { item, working } of readAhead(begun(), LOOK_AHEAD)) {
      yield { item, worked: await working };
    }
  } finally {
    progress.stop();
  }
}
