import Table from 'cli-table3';
import type { Terminal } from '../terminal/terminal.ts';
import { fittingWidths, wrap, wrapLine } from './columns.ts';
import { formatRecords } from './records.ts';
import { cellTone, cellValue, type Rows } from './result.ts';
import { formatValue } from './value.ts';

/** The characters of a column besides its text: a border and two blanks. */
const FRAME_CHARACTERS = 3;

/** A cell with more lines is hard to read as part of its row. */
const MAX_CELL_LINES = 5;

/**
 * A table no wider than the terminal. A column with the same value in every row is printed once above the table, and leading
 * cells that repeat the row before are left empty. If the longest words do not fit, each row becomes a record with one field
 * per line. Without a terminal, every row is complete and on one line, so that `grep` finds it.
 */
export function formatTable(rows: Rows, terminal: Terminal): string {
  if (rows.rows.length === 0) return '';
  if (terminal.width === undefined) return draw(rows, textsOf(rows), terminal);
  const { constants, rest } = withoutConstants(rows);
  const above = constants
    .flatMap(({ column, cell }) => {
      const tone = cellTone(cell);
      return wrapLine(`${column}: ${formatValue(cellValue(cell))}`, terminal.width ?? 0).map((line) =>
        tone === undefined ? line : terminal.paint(tone, line),
      );
    })
    .map((line) => `${line}\n`)
    .join('');
  return above + fitted(rest, terminal, terminal.width);
}

function fitted(rows: Rows, terminal: Terminal, width: number): string {
  const texts = textsOf(rows);
  const widths = fittingWidths(columnsOf(rows, texts), width - 1 - rows.columns.length * FRAME_CHARACTERS);
  const isTooHigh = () =>
    texts.some((row) => row.some((text, at) => wrap(text, widths?.[at] ?? width).length > MAX_CELL_LINES));
  if (widths === undefined || isTooHigh()) {
    return formatRecords(
      rows.rows.map((row) => rows.columns.map((column, at) => [column, row[at]] as const)),
      terminal,
    );
  }
  return draw(rows, withoutRepetitions(texts), terminal, widths);
}

function draw(
  { columns, rows }: Rows,
  texts: readonly (readonly string[])[],
  terminal: Terminal,
  widths?: readonly number[],
): string {
  const wrapped = (text: string, at: number) => wrap(text, widths?.[at] ?? Number.POSITIVE_INFINITY);
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

function textsOf({ rows }: Rows): readonly (readonly string[])[] {
  return rows.map((row) => row.map((cell) => formatValue(cellValue(cell))));
}

function columnsOf({ columns }: Rows, texts: readonly (readonly string[])[]): readonly (readonly string[])[] {
  return columns.map((column, at) => [column, ...texts.map((row) => row[at] ?? '')]);
}

/** Separates columns with the same value in every row; one whose cells are all empty is dropped. One column always remains. */
function withoutConstants(rows: Rows) {
  const texts = textsOf(rows);
  const isConstant = rows.columns.map(
    (_, at) => texts.length > 1 && texts.every((row) => row[at] === texts[0]?.[at]),
  );
  if (isConstant.every(Boolean)) return { constants: [], rest: rows };
  const varies = (_: unknown, at: number) => isConstant[at] !== true;
  const constants = rows.columns.flatMap((column, at) => {
    const isEmpty = ['', '-'].includes(texts[0]?.[at] ?? '');
    return isConstant[at] && !isEmpty ? [{ column, cell: rows.rows[0]?.[at] }] : [];
  });
  const rest = {
    columns: rows.columns.filter(varies),
    rows: rows.rows.map((row) => row.filter(varies)),
  };
  return { constants, rest };
}

/** The rows of one account follow each other: leading cells that repeat the row before are left empty. */
function withoutRepetitions(texts: readonly (readonly string[])[]): readonly (readonly string[])[] {
  return texts.map((row, number) => {
    const before = texts[number - 1];
    if (before === undefined) return row;
    const differs = row.findIndex((text, at) => text !== before[at]);
    return row.map((text, at) => (at < differs ? '' : text));
  });
}

/** Each line by itself, so that no colour runs into the next column. */
function painted(terminal: Terminal, tone: ReturnType<typeof cellTone>, lines: readonly string[]): string {
  return lines.map((line) => (tone === undefined ? line : terminal.paint(tone, line))).join('\n');
}
