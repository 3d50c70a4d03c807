import type { Answer, Call } from '../contract/operation.ts';
import { optionalText } from './context.ts';
import { validationError } from './errors.ts';

/** A page of a list as IAM answers it: `IsTruncated`, and `Marker` when there is more. */
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
