import { LEDGER_ENTRY_TYPES, ledgerEntrySchema, type StoredEntry } from '../../domain/ledger-entry.ts';
import { describeIssue, parse } from '../../domain/schema.ts';
import { quoted } from '../../domain/schema-version.ts';
import { timeOf } from './ledger-item.ts';
import type { Item } from './table.ts';
import { replaceUnknownLedgerValues } from './unknown-ledger-values.ts';
import { upgradeLedgerRow } from './upgrade-row.ts';

/** Parses a row of the ledger table. One that does not parse as a whole is returned as `malformed`, with its keys and issues. */
export function parseLedgerItem(item: Item): StoredEntry {
  const row = upgradeLedgerRow({ ...item, at: timeOf(item.at) });
  const parsed = parse(ledgerEntrySchema, row);
  if (parsed.type === 'parsed') return parsed.value;
  const keys = { type: 'malformed', account: String(item.account), key: String(item.at) } as const;
  if (isUnknownType(row.type)) {
    return { ...keys, issues: [`type: ${quoted(row.type)} is no type of entry that rootguard knows`] };
  }
  const { row: knownRow, issues } = replaceUnknownLedgerValues(row);
  const known = parse(ledgerEntrySchema, knownRow);
  if (known.type === 'parsed') return { ...keys, issues, known: known.value };
  return { ...keys, issues: parsed.issues.map((issue) => describeIssue(issue, 'entry')) };
}

function isUnknownType(type: unknown): type is string {
  return typeof type === 'string' && !LEDGER_ENTRY_TYPES.includes(type);
}
