import { describe, expect, it } from 'vitest';
import { ledgerItem } from '../../../../src/aws/dynamodb/ledger-item.ts';
import { parseLedgerItem } from '../../../../src/aws/dynamodb/parse-ledger-item.ts';
import { ACCOUNT } from '../../../support/builders.ts';
import { LEDGER_ENTRIES } from '../../../support/ledger-entries.ts';

describe('a ledger entry', () => {
  it.each(LEDGER_ENTRIES.map((entry) => [`${entry.type} ${entry.id}`, entry] as const))(
    'reads back as it was written: %s',
    (_entry, entry) => {
      expect(parseLedgerItem(ledgerItem(entry))).toStrictEqual(entry);
    },
  );
});

describe('a ledger entry that does not parse', () => {
  const item = ledgerItem({
    type: 'notification',
    account: ACCOUNT,
    at: new Date('2026-11-24T12:00:00Z'),
    id: '1',
    key: 'breaker-open',
    fingerprint: 'f',
  });

  it('is named by its keys with what is wrong, never left out', () => {
    expect(parseLedgerItem({ ...item, key: 'not-known' })).toEqual({
      type: 'malformed',
      account: ACCOUNT,
      key: '2026-11-24T12:00:00.000Z#1',
      issues: ['key: is not a key that rootguard knows'],
    });
    expect(parseLedgerItem({ ...item, type: 'not-known' })).toMatchObject({ type: 'malformed' });
  });

  it.each([
    ['2026-11-24T12:60:00.000Z#1', 'at: must be an ISO 8601 time in UTC'],
    ['#1', 'at: must be an ISO 8601 time in UTC'],
    [7, 'at: expected string, got number'],
  ])('says that there is no time in the sort key %s', (key, issue) => {
    expect(parseLedgerItem({ ...item, at: key })).toMatchObject({ key: String(key), issues: [issue] });
  });
});
