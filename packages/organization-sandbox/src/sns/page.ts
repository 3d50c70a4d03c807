import type { Call } from '../contract/operation.ts';
import { invalidParameter, optionalField } from './query-input.ts';

const PAGE_SIZE = 100;

/** One page of items, and the token of the next one if there is one. */
export function pageOf<Item>(items: readonly Item[], input: Call['input']) {
  const token = optionalField(input, 'NextToken') ?? '0';
  if (!/^\d{1,9}$/.test(token)) throw invalidParameter('NextToken');
  const end = Number(token) + PAGE_SIZE;
  return {
    items: items.slice(Number(token), end),
    next: end < items.length ? { NextToken: String(end) } : {},
  };
}
