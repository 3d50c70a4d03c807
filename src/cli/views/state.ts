import { counted } from '../../domain/counted.ts';
import { isJsonObject } from '../../domain/json-object.ts';
import type { ImportSummary, TableCounts } from '../../guardrail/operate/import-state.ts';
import { STATE_TABLES, type StoredItem } from '../../guardrail/ports/state-tables.ts';
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
