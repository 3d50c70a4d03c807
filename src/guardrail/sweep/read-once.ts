import { collect } from '../../concurrency/collect.ts';
import { memoizeOne } from '../../concurrency/memoize.ts';
import type { PostureReader } from '../ports/posture.ts';

/** The same rows for all who ask, as the first of them reads them: the whole table costs a read of every row. */
export function readOnce(postures: PostureReader): PostureReader {
  const rows = memoizeOne(() => collect(postures.readAll()));
  return {
    async *readAll() {
      yield* await rows();
    },
  };
}
