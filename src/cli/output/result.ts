import type { Exit } from '../exit-codes.ts';
import type { Write } from './stdout.ts';

export const OUTPUT_FORMATS = ['table', 'json', 'csv'] as const;
export type OutputFormat = (typeof OUTPUT_FORMATS)[number];

/** How a cell is meant: the terminal shows it by colour, and never by colour alone. */
export type Tone = 'good' | 'bad' | 'doubtful' | 'faint';

export type Value = string | number | boolean | Date | undefined;
export type Cell = Value | { readonly value: Value; readonly tone: Tone };

export interface Rows {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

/** A part of what is shown to people. */
export type Block =
  | {
      readonly type: 'lines';
      readonly lines: readonly string[];
      readonly tone?: Tone;
      /** A text whose lines are its own, such as a script: nothing is wrapped. */
      readonly verbatim?: boolean;
    }
  | ({ readonly type: 'table' } & Rows)
  /** One thing after the other, a field to a line: for what is too long for a column. */
  | { readonly type: 'records'; readonly records: readonly Record[] };

export type Record = readonly (readonly [label: string, cell: Cell])[];

/** What a command found or did, for all three outputs. */
export interface Result {
  readonly exit: Exit;
  /** Dates become ISO 8601; what is undefined is left out, so use null for what is known to be absent. */
  readonly json: unknown;
  /** For people: what `--output table` shows, top to bottom. */
  readonly blocks: readonly Block[];
  /** One flat table: what `--output csv` writes. */
  readonly csv: Rows;
}

/** What is too much to be held: it is found out while it is written, and what it comes to is known at the end. */
export interface StreamedResult {
  /** @throws whatever keeps it from being finished; what was written by then does not look complete */
  readonly writeAs: (format: OutputFormat, write: Write) => Promise<Exit>;
}

export function lines(...text: readonly string[]): Block {
  return { type: 'lines', lines: text };
}

export function table(columns: readonly string[], rows: Rows['rows']): Block {
  return { type: 'table', columns, rows };
}

export function records(...each: readonly Record[]): Block {
  return { type: 'records', records: each };
}

export function cellValue(cell: Cell): Value {
  return typeof cell === 'object' && !(cell instanceof Date) ? cell.value : cell;
}

export function cellTone(cell: Cell): Tone | undefined {
  return typeof cell === 'object' && !(cell instanceof Date) ? cell.tone : undefined;
}
