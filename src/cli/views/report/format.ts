import { formatDuration } from '../../options/duration.ts';
import { html, type Markup } from './html.ts';

export function formatDay(moment: Date): string {
  return moment.toISOString().slice(0, 10);
}

/** To the minute, in UTC: `2026-11-24 12:00`. */
export function formatMinute(moment: Date): string {
  return moment.toISOString().slice(0, 16).replace('T', ' ');
}

export function time(moment: Date): Markup {
  return html`<time datetime="${moment.toISOString()}">${formatMinute(moment)}</time>`;
}

/** Below a minute with a tenth of a second: what a removal takes is told by it. */
export function formatMilliseconds(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  return seconds < 60 ? `${seconds.toFixed(1)} s` : formatDuration(seconds);
}
