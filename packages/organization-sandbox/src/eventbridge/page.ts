import * as v from 'valibot';
import { limitedNumber, limitedText } from '../contract/constraints.ts';
import { object } from '../contract/shapes.ts';
import { validationException } from './errors.ts';

/** The paging members of EventBridge's list operations. */
export const pageEntries = {
  Limit: v.optional(limitedNumber({ min: 1, max: 100 })),
  NextToken: v.optional(limitedText({ min: 1, max: 2048 })),
};

const pageSchema = object(pageEntries);

/** One page of items, of up to 100, and the token of the next one if there is one. */
export function pageOf<Item>(
  items: readonly Item[],
  { Limit = 100, NextToken = '0' }: v.InferOutput<typeof pageSchema>,
) {
  const start = Number(NextToken);
  if (!/^\d{1,9}$/.test(NextToken)) throw validationException('NextToken is not valid.');
  const end = start + Limit;
  return { items: items.slice(start, end), next: end < items.length ? { NextToken: String(end) } : {} };
}
