import { isDeepStrictEqual } from 'node:util';
import { RootguardError } from '../../domain/errors.ts';
import type { Ledger, LedgerArchive, LedgerReader } from '../../guardrail/ports/records.ts';
import { ledgerItem, parseLedgerItem } from './ledger-item.ts';
import { conditionalWrite, getItem, putItem, queryItems, scanItems, type Table } from './table.ts';

/** Can add, and can neither change nor delete. */
export function createLedger(table: Table): Ledger {
  return {
    async append(entry) {
      const item = ledgerItem(entry);
      const added = await conditionalWrite(
        putItem(table, {
          Item: item,
          ConditionExpression: 'attribute_not_exists(#account)',
          ExpressionAttributeNames: { '#account': 'account' },
        }),
      );
      if (added) return;
      // The SDK's retry after a lost answer finds its own entry; any other one must not be written over.
      const { account, at } = item;
      if (isDeepStrictEqual(await getItem(table, { account, at }), item)) return;
      throw new RootguardError(
        'ledger-entry-exists',
        `the ledger has another entry ${String(account)} ${String(at)} already`,
      );
    },
  };
}

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
