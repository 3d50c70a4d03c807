import type { Write } from '../../runtime/stdout.ts';
import type { Exit } from '../exit-codes.ts';
import type { Tone } from '../terminal/terminal.ts';

export const OUTPUT_FORMATS = ['table', 'json', 'csv'] as const;
export type OutputFormat = (typeof OUTPUT_FORMATS)[number];

export type Value = string | number | boolean | Date | undefined;
export type Cell = Value | { readonly value: Value; readonly tone: Tone };

export interface Rows {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

/** A part of the output for people. */
export type Block =
  | {
      readonly type: 'lines';
      readonly lines: readonly string[];
      readonly tone?: Tone;
      /** For a text such as a script: its lines are not wrapped. */
      readonly verbatim?: boolean;
    }
  | ({ readonly type: 'table' } & Rows)
  /** One field per line, for texts that are too long for a column. */
  | { readonly type: 'records'; readonly records: readonly Record[] };

export type Record = readonly (readonly [label: string, cell: Cell])[];

/** What a command found or did, for all three output formats. */
export interface Result {
  readonly exit: Exit;
  /** Dates become ISO 8601. Undefined fields are left out, so use null for a value that is known to be absent. */
  readonly json: unknown;
  /** For people: what `--output table` shows, top to bottom. */
  readonly blocks: readonly Block[];
  /** One flat table: what `--output csv` writes. */
  readonly csv: Rows;
}

/** A result that does not fit into memory: it is written while it is determined, and its exit code is known at the end. */
export interface StreamedResult {
  /** @throws the error that prevents its completion; the output so far does not look complete */
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
