import { type Mapped, type MappedItem, mapInOrder } from '../../concurrency/map-in-order.ts';
import type { Source } from '../../concurrency/read-ahead.ts';
import type { Clock } from '../../guardrail/ports/platform.ts';
import type { CliContext } from '../context.ts';
import { startProgress } from '../terminal/progress.ts';

interface MapOptions<Item, Result> {
  readonly concurrency: number;
  readonly map: (item: Item) => Promise<Result>;
  /** After Ctrl-C: `finish` completes the started items, for work that changes something; `abandon` does not, for reads. */
  readonly whenInterrupted: 'finish' | 'abandon';
}

export interface MapAccounts<Item, Result> extends MapOptions<Item, Result> {
  readonly items: readonly Item[];
}

export interface StreamAccounts<Item, Result> extends MapOptions<Item, Result> {
  readonly items: Source<Item>;
  /** Counts the items. Called only if there are more than `MAX_AHEAD`. */
  readonly count: () => Promise<number>;
  readonly progress: 'shown' | 'hidden';
}

/** How many accounts may be finished ahead of the first unfinished one, such as one that AWS throttles. */
export const MAX_AHEAD = 1_000;

/** Processes each account, a few at a time, with a progress bar. The results are in the order of the items. */
export async function mapAccounts<Item, Result>(
  context: CliContext,
  clock: Clock,
  options: MapAccounts<Item, Result>,
): Promise<readonly Mapped<Result>[]> {
  const all: Mapped<Result>[] = [];
  const count = async () => options.items.length;
  const stream = streamAccounts(context, clock, { ...options, count, progress: 'shown' });
  for await (const { mapped } of stream) all.push(mapped);
  return all;
}

/**
 * The same for more accounts than fit into memory. After Ctrl-C the remaining accounts are yielded as `skipped`.
 * @throws the error of the items, after the accounts before it
 */
export async function* streamAccounts<Item, Result>(
  { terminal, interrupted }: CliContext,
  clock: Clock,
  { items, map, concurrency, whenInterrupted, count, progress }: StreamAccounts<Item, Result>,
): AsyncGenerator<MappedItem<Item, Result>> {
  const bar = await startProgress(progress === 'shown' ? terminal : undefined, clock, 'accounts');
  try {
    yield* mapInOrder(items, map, {
      concurrency,
      maxAhead: MAX_AHEAD,
      signal: interrupted,
      whenAborted: whenInterrupted,
      onTaken: (taken) => {
        if (taken === MAX_AHEAD) bar.askTotal(count);
      },
      onDone: () => bar.step(),
      onEnd: (total) => bar.setTotal(total),
    });
  } finally {
    bar.stop();
  }
}
