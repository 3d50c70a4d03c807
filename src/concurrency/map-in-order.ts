import pLimit from 'p-limit';
import { unlessAborted } from './abortable.ts';
import { readAhead, type Source } from './read-ahead.ts';

/** The result of one item. */
export type Mapped<Result> =
  | { readonly type: 'done'; readonly result: Result }
  | { readonly type: 'failed'; readonly error: unknown }
  /** Aborted before it was started, or, with `abandon`, before it was done. */
  | { readonly type: 'skipped' };

export interface MappedItem<Item, Result> {
  readonly item: Item;
  readonly mapped: Mapped<Result>;
}

export interface MapInOrderOptions {
  /** How many items are worked on at a time. */
  readonly concurrency: number;
  /**
   * About how many items may be started after the first one that is not done: one slow item does not hold up the others, and the
   * number of items in memory is limited.
   */
  readonly maxAhead: number;
  /** Once it is aborted, no further item is started. The remaining items are yielded as `skipped`. */
  readonly signal?: AbortSignal | undefined;
  /** Whether started items are finished or abandoned once the signal is aborted. Default: `finish`. */
  readonly whenAborted?: 'finish' | 'abandon';
  /** After each item that was taken from the source, with the number of items so far. */
  readonly onTaken?: (count: number) => void;
  /** After each item that was started, whether it is done, failed or skipped. */
  readonly onDone?: () => void;
  /** Once the source has ended, with the number of items. */
  readonly onEnd?: (count: number) => void;
}

/**
 * Maps items a few at a time, and yields their results in the order of the source. One that fails does not stop the others.
 * @throws what the source fails with, after all items that came before
 */
export async function* mapInOrder<Item, Result>(
  source: Source<Item>,
  map: (item: Item) => Promise<Result>,
  options: MapInOrderOptions,
): AsyncGenerator<MappedItem<Item, Result>> {
  const limit = pLimit(options.concurrency);

  const mapOne = async (item: Item): Promise<Mapped<Result>> => {
    if (options.signal?.aborted) return { type: 'skipped' };
    const mapped = await mapStarted(() => map(item), options);
    options.onDone?.();
    return mapped;
  };

  async function* started() {
    let count = 0;
    for await (const item of source) {
      count += 1;
      yield { item, pending: limit(mapOne, item) };
      options.onTaken?.(count);
    }
    options.onEnd?.(count);
  }

  for await (const { item, pending } of readAhead(started(), options.maxAhead)) {
    yield { item, mapped: await pending };
  }
}

async function mapStarted<Result>(
  work: () => Promise<Result>,
  { signal, whenAborted }: MapInOrderOptions,
): Promise<Mapped<Result>> {
  try {
    const worked = await unlessAborted(whenAborted === 'abandon' ? signal : undefined, work);
    return worked.type === 'aborted' ? { type: 'skipped' } : worked;
  } catch (error) {
    return { type: 'failed', error };
  }
}
