import type { Answer, Call } from '../contract/operation.ts';
import { invalidInput } from './context.ts';

const MAX_PAGE_SIZE = 20;

/** One page of a list, of at most 20 items, with a NextToken if there are more. */
export function page<T>(
  { input }: Call,
  name: string,
  items: readonly T[],
  describe: (item: T) => unknown,
): Answer {
  const size = typeof input.MaxResults === 'number' ? input.MaxResults : MAX_PAGE_SIZE;
  const start = startOf(input.NextToken);
  const end = start + size;
  return {
    [name]: items.slice(start, end).map(describe),
    ...(end < items.length ? { NextToken: Buffer.from(`next:${end}`).toString('base64') } : {}),
  };
}

function startOf(token: unknown): number {
  if (token === undefined) return 0;
  const [, start] = /^next:(\d{1,9})$/.exec(Buffer.from(String(token), 'base64').toString('utf8')) ?? [];
  if (start === undefined) throw invalidInput('INVALID_NEXT_TOKEN', 'The NextToken is not valid.');
  return Number(start);
}
