import { counted } from '../../domain/counted.ts';
import { isJsonObject } from '../../domain/json-object.ts';
import type { ImportDone, ImportSummary, TableCounts } from '../../guardrail/operate/import-state.ts';
import { STATE_TABLES, type StoredItem } from '../../guardrail/ports/state-tables.ts';
import type { Exit } from '../exit-codes.ts';
import { type Block, lines, type Rows, table } from '../output/result.ts';

export function describeCounts({ exceptions, ledger, settings }: TableCounts): string {
  return `${counted(exceptions, 'exception')}, ${counted(ledger, 'ledger item')}, ${counted(settings, 'settings item')}`;
}

/** @param column the heading of the items that were added, or would be */
export function summaryBlocks(
  { counts, differing }: ImportSummary,
  column: 'added' | 'to add',
): readonly Block[] {
  return [
    table(
      ['table', column, 'there already', 'there, and different'],
      STATE_TABLES.map((name) => [name, counts.added[name], counts.same[name], counts.different[name]]),
    ),
    lines(...differing.map(({ table: name, key }) => `different, and kept as it is: ${name} ${key}`)),
  ];
}

export function summaryCsv({ counts }: ImportSummary): Rows {
  return {
    columns: ['table', 'added', 'same', 'different'],
    rows: STATE_TABLES.map((name) => [name, counts.added[name], counts.same[name], counts.different[name]]),
  };
}

/** What the settings of a file would put in force, as far as a line can say it. */
export function describeSettings(item: StoredItem): string {
  return `The settings of the file apply as soon as they are written: version ${contentOf(item.version)}, mode ${contentOf(item.mode)}. rootguard mode show shows them whole.`;
}

function contentOf(value: unknown): string {
  const [content] = isJsonObject(value) ? Object.values(value) : [];
  return typeof content === 'string' ? content : 'unknown';
}

export function exitOfImport({ counts }: ImportSummary): Exit {
  return STATE_TABLES.some((name) => counts.different[name] > 0) ? 'violations' : 'ok';
}

export interface ImportEnding {
  readonly result: 'imported' | 'interrupted';
  readonly exit: Exit;
  readonly blocks: readonly Block[];
}

export function importEnding(summary: ImportDone): ImportEnding {
  const warnings = summary.mayHaveEnforced ? [ENFORCED_MEANWHILE] : [];
  if (!summary.isComplete) {
    const blocks = [...warnings, lines('Interrupted: run the command again to add the rest.')];
    return { result: 'interrupted', exit: 'failure', blocks };
  }
  const exit = summary.mayHaveEnforced ? 'violations' : exitOfImport(summary);
  return { result: 'imported', exit, blocks: [...warnings, lines('Imported.')] };
}

const ENFORCED_MEANWHILE = doubtful(
  'This home account was set to enforce while exceptions were added. An account may have been audited before all of its exceptions were there: rootguard report names what was removed, and rootguard history of an account why.',
);

export function doubtful(text: string): Block {
  return { type: 'lines', lines: [text], tone: 'doubtful' };
}
