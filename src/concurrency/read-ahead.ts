import { Readable } from 'node:stream';
import { unwrap } from './settled.ts';

export type Source<Item> = Iterable<Item> | AsyncIterable<Item>;

/**
 * Reads about `max` items of the source ahead of the consumer and not more, so that a slow consumer slows the source down. Keeps
 * the order of the source; its failure is thrown after the items before it.
 */
export async function* readAhead<Item>(source: Source<Item>, max: number): AsyncGenerator<Item> {
  const ahead: AsyncIterable<PromiseSettledResult<Item>> = Readable.from(settledItems(source), {
    highWaterMark: max,
  });
  for await (const item of ahead) yield unwrap(item);
}

/** A stream that fails drops what it still holds, so a failure is passed on as the last item. */
async function* settledItems<Item>(source: Source<Item>): AsyncGenerator<PromiseSettledResult<Item>> {
  try {
    for await (const value of source) yield { status: 'fulfilled', value };
  } catch (reason) {
    yield { status: 'rejected', reason };
  }
}
