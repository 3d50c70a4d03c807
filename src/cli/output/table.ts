import Table from 'cli-table3';
import { plainText } from '../../domain/plain-text.ts';
import type { Terminal } from '../terminal.ts';
import { fittingWidths, wrap } from './columns.ts';
import { cellTone, cellValue, type Rows, type Value } from './result.ts';

/** What a column needs besides its text: a border and two blanks. */
const FRAME = 3;

/** A table no wider than the terminal: what does not fit is wrapped. Elsewhere nothing is, so that `grep` finds it. */
export function formatTable({ columns, rows }: Rows, terminal: Terminal): string {
  if (rows.length === 0) return '';
  const texts = rows.map((row) => row.map((cell) => formatValue(cellValue(cell))));
  const widths = fittingWidths(
    columns.map((column, at) => [column, ...texts.map((row) => row[at] ?? '')]),
    terminal.width === undefined ? Number.POSITIVE_INFINITY : terminal.width - 1 - columns.length * FRAME,
  );
  const wrapped = (text: string, at: number) => wrap(text, widths[at] ?? text.length);
  const table = new Table({
    head: columns.map((column, at) => painted(terminal, 'faint', wrapped(column, at))),
    style: { head: [], border: [], compact: true },
  });
  table.push(
    ...rows.map((row, number) =>
      row.map((cell, at) => painted(terminal, cellTone(cell), wrapped(texts[number]?.[at] ?? '', at))),
    ),
  );
  return `${table.toString()}\n`;
}

/** Line by line, so that no colour runs into the next column. */
function painted(terminal: Terminal, tone: ReturnType<typeof cellTone>, lines: readonly string[]): string {
  return lines.map((line) => (tone === undefined ? line : terminal.paint(tone, line))).join('\n');
}

export function formatValue(value: Value): string {
  if (value === undefined) return '-';
  if (value instanceof Date) return formatTime(value);
  return plainText(String(value));
}

/** Seconds are enough for people, and the zone has to be said. */
export function formatTime(time: Date): string {
  return time.toISOString().replace(/\.\d+Z$/, 'Z');
}
