import * as v from 'valibot';
import { object } from '../shapes.ts';
import { validationException } from './errors.ts';

/** The paging fields of EventBridge's list operations. */
export const pageEntries = {
  Limit: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(100))),
  NextToken: v.optional(v.string()),
};

const pageSchema = object(pageEntries);

/** One page of items, of up to 100, and the token of the next one if there is one. */
export function pageOf<Item>(
  items: readonly Item[],
  { Limit = 100, NextToken }: v.InferOutput<typeof pageSchema>,
) {
  const start = NextToken === undefined ? 0 : Number(NextToken);
  if (!Number.isInteger(start)) throw validationException('NextToken is not valid.');
  const end = start + Limit;
  return { items: items.slice(start, end), next: end < items.length ? { NextToken: String(end) } : {} };
}
