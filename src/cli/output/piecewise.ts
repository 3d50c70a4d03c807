import { csvLine } from './csv.ts';
import type { Cell } from './result.ts';

/** The text of one result, made piece by piece from parts that are too many to be held. */
export interface Piecewise<Part, Ending> {
  readonly start: () => string;
  /** In their order. */
  readonly add: (part: Part) => string;
  readonly end: (ending: Ending) => string;
  /** When the rest will not come: keeps what was written from looking complete. */
  readonly abort: () => string;
}

/**
 * A document as `JSON.stringify(…, undefined, 2)` writes it, with a list in it: first what is known at the beginning, then
 * the list, then what is known at the end. One that is broken off is not closed, so no parser takes it.
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

/** A line break inside of a text is escaped, so each that is there begins a line of the document. */
function pretty(value: unknown, indentation: string): string {
  return JSON.stringify(value, undefined, 2).replaceAll('\n', `\n${indentation}`);
}

/** @param brokenOff a row to end with where the rest will not come: CSV itself has no end that could be missing */
export function piecewiseCsv(
  columns: readonly string[],
  brokenOff: readonly Cell[],
): Piecewise<readonly (readonly Cell[])[], unknown> {
  return {
    start: () => csvLine(columns),
    add: (rows) => rows.map(csvLine).join(''),
    end: () => '',
    abort: () => csvLine(columns.map((_, at) => brokenOff[at])),
  };
}
