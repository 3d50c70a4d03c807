import { isTimestamp } from '../../domain/schema.ts';
import { notAccepted } from './parsers.ts';

const SECONDS = { s: 1, m: 60, h: 60 * 60, d: 24 * 60 * 60, w: 7 * 24 * 60 * 60 } as const;

/** Ten years: a longer duration is probably a mistake. */
const MAX_DURATION_SECONDS = 3650 * SECONDS.d;

/** `30m`, `12h`, `7d` or a sum such as `1d12h`, in seconds. @throws InvalidInputError `invalid-value` */
export function parseDuration(input: string): number {
  const parts = /^(\d+[smhdw])+$/.test(input) ? [...input.matchAll(/(\d+)([smhdw])/g)] : [];
  const seconds = parts.reduce((sum, [, count, unit]) => sum + Number(count) * secondsOf(unit), 0);
  if (seconds > 0 && seconds <= MAX_DURATION_SECONDS) return seconds;
  throw notAccepted('duration', input, 'a duration such as 30m, 12h or 7d, up to ten years');
}

/** A time in ISO 8601 with a zone; the seconds are optional. @throws InvalidInputError `invalid-value` */
export function parseTime(input: string): Date {
  const complete = input.replace(/^(.{10}T\d{2}:\d{2})(?=Z|[+-])/, '$1:00');
  if (isTimestamp(complete)) return new Date(complete);
  throw notAccepted('time', input, 'an ISO 8601 time with a zone, such as 2026-12-31T17:00:00Z');
}

/** A duration before now, or a time. A date without a time means midnight UTC. */
export type Since = { readonly secondsAgo: number } | { readonly timestamp: Date };

/** @throws InvalidInputError `invalid-value` */
export function parseSince(input: string): Since {
  if (/^\d+[smhdw]/.test(input) && !input.includes('-')) return { secondsAgo: parseDuration(input) };
  return { timestamp: parseTime(/^\d{4}-\d{2}-\d{2}$/.test(input) ? `${input}T00:00:00Z` : input) };
}

export function resolveSince(since: Since, now: Date): Date {
  return 'timestamp' in since ? since.timestamp : new Date(now.getTime() - since.secondsAgo * 1000);
}

/** `7d`, `12h`, `1d12h`, `45s`: the two largest units only. */
export function formatDuration(seconds: number): string {
  const units = [
    ['d', SECONDS.d],
    ['h', SECONDS.h],
    ['m', SECONDS.m],
    ['s', SECONDS.s],
  ] as const;
  let left = Math.max(0, Math.floor(seconds));
  const parts: string[] = [];
  for (const [unit, size] of units) {
    const count = Math.floor(left / size);
    left -= count * size;
    if (count > 0) parts.push(`${count}${unit}`);
  }
  return parts.slice(0, 2).join('') || '0s';
}

function secondsOf(unit: string | undefined): number {
  return Object.entries(SECONDS).find(([name]) => name === unit)?.[1] ?? 0;
}
