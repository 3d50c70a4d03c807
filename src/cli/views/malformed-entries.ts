import type { MalformedEntry } from '../../domain/ledger-entry.ts';
import { type Block, lines } from '../output/result.ts';

/** Lists ledger entries that do not parse as a whole, by their keys in the table. */
export function malformedEntryBlocks(entries: readonly MalformedEntry[]): readonly Block[] {
  if (entries.length === 0) return [];
  return [
    { type: 'lines', lines: ['These entries of the ledger cannot be read, or only in part:'], tone: 'bad' },
    lines(...entries.map(({ account, key, issues }) => `  ${account} ${key}: ${issues.join('; ')}`)),
  ];
}
