import { csvLine } from './csv.ts';
import type { Cell } from './result.ts';

/** Formats one result piece by piece, for results with more parts than fit into memory. */
export interface Piecewise<Part, Ending> {
  readonly start: () => string;
  readonly add: (part: Part) => string;
  readonly end: (ending: Ending) => string;
  /** Called instead of `end` when the rest is missing: makes sure that the output does not look complete. */
  readonly abort: () => string;
}

/**
 * A document as `JSON.stringify(…, undefined, 2)` writes it: the fields known at the start, one list, then the fields known
 * at the end. After an abort the document is not closed, so every JSON parser rejects it.
 */
export function piecewiseJson<Part>(beginning: object, list: string): Piecewise<Part, object> {
  let parts = 0;
  return {
    start: () => `${pretty(beginning, '').slice(0, -'\n}'.length)},\n  ${JSON.stringify(list)}: [`,
    add: (part) => {
      parts += 1;
      return `${parts === 1 ? '' : ','}\n    ${pretty(part, '    ')}`;
    },
    end: (ending) => {
      const fields = Object.entries(ending).map(([key, value]) => `  "${key}": ${pretty(value, '  ')}`);
      return `${[parts === 0 ? ']' : '\n  ]', ...fields].join(',\n')}\n}\n`;
    },
    abort: () => '',
  };
}

/** Line breaks inside texts are escaped, so every remaining one starts a new line of the document. */
function pretty(value: unknown, indentation: string): string {
  return JSON.stringify(value, undefined, 2).replaceAll('\n', `\n${indentation}`);
}

/** @param abortRow the last row after an abort: CSV itself has no end marker that could be missing */
export function piecewiseCsv(
  columns: readonly string[],
  abortRow: readonly Cell[],
): Piecewise<readonly (readonly Cell[])[], unknown> {
  return {
    start: () => csvLine(columns),
    add: (rows) => rows.map(csvLine).join(''),
    end: () => '',
    abort: () => csvLine(columns.map((_, at) => abortRow[at])),
  };
}
