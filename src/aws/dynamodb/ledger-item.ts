import type { LedgerEntry } from '../../domain/ledger-entry.ts';
import { SCHEMA_VERSION } from '../../domain/schema-version.ts';
import { toItem } from './table.ts';

/** The sort key: entries of one account are in the order of their time. */
function sortKeyOf(at: Date, id: string): string {
  return `${at.toISOString()}#${id}`;
}

/** The time in a sort key; anything that is not text is returned as it is, for the parser to report. */
export function timeOf(sortKey: unknown): unknown {
  return typeof sortKey === 'string' ? sortKey.split('#', 1)[0] : sortKey;
}

export function ledgerItem(entry: LedgerEntry): Record<string, unknown> {
  return { ...toItem(entry), schemaVersion: SCHEMA_VERSION, at: sortKeyOf(entry.at, entry.id) };
}
