import { LEDGER_ENTRY_TYPES, ledgerEntrySchema, type StoredEntry } from '../../domain/ledger-entry.ts';
import { plainText } from '../../domain/plain-text.ts';
import { describeIssue, parse } from '../../domain/schema.ts';
import { timeOf } from './ledger-item.ts';
import type { Item } from './table.ts';
import { upgradeLedgerRow } from './upgrade-row.ts';

/** Parses a row of the ledger table. One that does not parse is returned as `malformed`, with its keys and issues. */
export function parseLedgerItem(item: Item): StoredEntry {
  const row = upgradeLedgerRow(item);
  const parsed = parse(ledgerEntrySchema, { ...row, at: timeOf(row.at) });
  if (parsed.type === 'parsed') return parsed.value;
  return {
    type: 'malformed',
    account: String(item.account),
    key: String(item.at),
    issues: isUnknownType(row.type)
      ? [`type: ${JSON.stringify(printableType(row.type))} is no type of entry that rootguard knows`]
      : parsed.issues.map((issue) => describeIssue(issue, 'entry')),
  };
}

/** Longer than any type. The text is cut, as the row may have been written by anything. */
const MAX_TYPE_CHARACTERS = 40;

function printableType(type: string): string {
  return plainText(type).slice(0, MAX_TYPE_CHARACTERS);
}

function isUnknownType(type: unknown): type is string {
  return typeof type === 'string' && !LEDGER_ENTRY_TYPES.includes(type);
}
