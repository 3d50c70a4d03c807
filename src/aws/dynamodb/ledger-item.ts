import type { LedgerEntry } from '../../domain/ledger-entry.ts';
import { SCHEMA_VERSION } from '../../domain/schema-version.ts';
import { toItem } from './table.ts';

/** The sort key: entries of one account are in the order of their time. */
export function sortKeyOf(at: Date, id: string): string {
  return `${at.toISOString()}#${id}`;
}

export function ledgerItem(entry: LedgerEntry): Record<string, unknown> {
  return { ...toItem(entry), schemaVersion: SCHEMA_VERSION, at: sortKeyOf(entry.at, entry.id) };
}
