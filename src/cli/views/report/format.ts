import { formatDuration } from '../../options/duration.ts';
import { html, type Markup } from './html.ts';

export function formatDay(date: Date): string {
  return date.toISOString().slice(0, 10);
}

/** To the minute, in UTC: `2026-11-24 12:00`. */
export function formatMinute(date: Date): string {
  return date.toISOString().slice(0, 16).replace('T', ' ');
}

export function time(date: Date): Markup {
  return html`<time datetime="${date.toISOString()}">${formatMinute(date)}</time>`;
}

/** With tenths of a second below a minute, as a removal takes seconds. */
export function formatMilliseconds(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  return seconds < 60 ? `${seconds.toFixed(1)} s` : formatDuration(seconds);
}
