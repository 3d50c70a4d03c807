import type { Answer, Call } from '../contract/operation.ts';
import { optionalText } from './context.ts';
import { validationError } from './errors.ts';

/** One page of a list, in the form of IAM: `IsTruncated`, and `Marker` if there are more items. */
export function page(call: Call, name: string, items: readonly unknown[]): Answer {
  const size = Number(optionalText(call, 'MaxItems') ?? 100);
  const marker = optionalText(call, 'Marker') ?? '0';
  if (!/^\d{1,9}$/.test(marker)) throw validationError('Invalid Marker.');
  const start = Number(marker);
  const end = start + size;
  const isTruncated = end < items.length;
  return {
    [name]: items.slice(start, end),
    IsTruncated: isTruncated,
    ...(isTruncated ? { Marker: String(end) } : {}),
  };
}
