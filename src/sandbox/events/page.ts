import { z } from 'zod';
import { validationException } from './errors.ts';

/** The paging fields of EventBridge's list operations. */
export const pageSchema = z.object({
  Limit: z.number().int().min(1).max(100).optional(),
  NextToken: z.string().optional(),
});

/** One page of items, of up to 100, and the token of the next one if there is one. */
export function pageOf<Item>(items: readonly Item[], { Limit = 100, NextToken }: z.infer<typeof pageSchema>) {
  const start = NextToken === undefined ? 0 : Number(NextToken);
  if (!Number.isInteger(start)) throw validationException('NextToken is not valid.');
  const end = start + Limit;
  return { items: items.slice(start, end), next: end < items.length ? { NextToken: String(end) } : {} };
}
