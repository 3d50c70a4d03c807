import Table from 'cli-table3';
import stringWidth from 'string-width';
import type { Terminal } from '../terminal.ts';
import { plainText } from './plain-text.ts';
import { type Cell, cellTone, cellValue, type Rows, type Value } from './result.ts';

/** What a column needs besides its text: a border and two blanks. */
const FRAME = 3;

/** Narrower than that nothing can be read. */
const LEAST = 6;

/** A table no wider than the terminal: what does not fit is wrapped. Elsewhere nothing is, so that `grep` finds it. */
export function formatTable({ columns, rows }: Rows, terminal: Terminal): string {
  if (rows.length === 0) return '';
  const texts = rows.map((row) => row.map((cell) => formatValue(cellValue(cell))));
  const widths = columns.map((column, index) =>
    Math.max(column.length, ...texts.map((row) => stringWidth(row[index] ?? ''))),
  );
  const table = new Table({
    head: columns.map((column) => terminal.paint('faint', column)),
    style: { head: [], border: [], compact: true },
    wordWrap: true,
    wrapOnWordBoundary: false,
    ...(terminal.width !== undefined && { colWidths: fitted(widths, terminal.width) }),
  });
  table.push(...rows.map((row, at) => row.map((cell, index) => paint(cell, texts[at]?.[index], terminal))));
  return `${table.toString()}\n`;
}

/** Takes from the widest columns first. */
function fitted(widths: readonly number[], width: number): number[] {
  const room = width - 1 - widths.length * FRAME;
  const result = [...widths];
  while (result.reduce((sum, one) => sum + one, 0) > room) {
    const widest = Math.max(...result);
    if (widest <= LEAST) break;
    result[result.indexOf(widest)] = widest - 1;
  }
  return result.map((one) => one + FRAME - 1);
}

function paint(cell: Cell, text = '', terminal: Terminal): string {
  const tone = cellTone(cell);
  return tone === undefined ? text : terminal.paint(tone, text);
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
