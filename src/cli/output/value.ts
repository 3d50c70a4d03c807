import { plainText } from '../../domain/plain-text.ts';
import type { Value } from './result.ts';

export function formatValue(value: Value): string {
  if (value === undefined) return '-';
  if (value instanceof Date) return formatTime(value);
  return plainText(String(value));
}

/** To the second, with the zone. */
export function formatTime(time: Date): string {
  return time.toISOString().replace(/\.\d+Z$/, 'Z');
}
