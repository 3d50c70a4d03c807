import type { LedgerArchive, LedgerReader } from '../../guardrail/ports/ledger.ts';
import { parseLedgerItem } from './parse-ledger-item.ts';
import { queryItems, scanItems, type Table } from './table.ts';

export function createLedgerReader(table: Table): LedgerReader {
  return {
    async *read(account, since) {
      const items = queryItems(table, {
        KeyConditionExpression: since ? '#account = :account AND #at >= :since' : '#account = :account',
        ExpressionAttributeNames: { '#account': 'account', ...(since && { '#at': 'at' }) },
        ExpressionAttributeValues: {
          ':account': account,
          ...(since && { ':since': since.toISOString() }),
        },
      });
      for await (const item of items) yield parseLedgerItem(item);
    },
  };
}

export function createLedgerArchive(table: Table): LedgerArchive {
  return {
    async *readAll(since) {
      const items = scanItems(table, {
        FilterExpression: '#at >= :since',
        ExpressionAttributeNames: { '#at': 'at' },
        ExpressionAttributeValues: { ':since': since.toISOString() },
      });
      for await (const item of items) yield parseLedgerItem(item);
    },
  };
}
