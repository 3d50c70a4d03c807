import { isDeepStrictEqual } from 'node:util';
import { PutCommand, paginateQuery, paginateScan } from '@aws-sdk/lib-dynamodb';
import { RootguardError } from '../../domain/errors.ts';
import type { Ledger, LedgerArchive, LedgerReader } from '../../guardrail/ports/records.ts';
import { ledgerItem, parseLedgerItem } from './ledger-item.ts';
import { conditionalWrite, getItem, type Table } from './table.ts';

/** Can add, and can neither change nor delete. */
export function createLedger(table: Table): Ledger {
  return {
    async append(entry) {
      const item = ledgerItem(entry);
      const added = await conditionalWrite(
        table.client.send(
          new PutCommand({
            TableName: table.name,
            Item: item,
            ConditionExpression: 'attribute_not_exists(#account)',
            ExpressionAttributeNames: { '#account': 'account' },
          }),
        ),
      );
      if (added) return;
      // The SDK's retry after a lost answer finds its own entry; any other one must not be written over.
      const { account, at } = item;
      if (isDeepStrictEqual(await getItem(table, { account, at }), item)) return;
      throw new RootguardError(
        'ledger-entry-exists',
        'tool',
        `the ledger has another entry ${String(account)} ${String(at)} already`,
      );
    },
  };
}

export function createLedgerReader({ client, name }: Table): LedgerReader {
  return {
    async *read(account, since) {
      const pages = paginateQuery(
        { client },
        {
          TableName: name,
          ConsistentRead: true,
          KeyConditionExpression: since ? '#account = :account AND #at >= :since' : '#account = :account',
          ExpressionAttributeNames: { '#account': 'account', ...(since && { '#at': 'at' }) },
          ExpressionAttributeValues: {
            ':account': account,
            ...(since && { ':since': since.toISOString() }),
          },
        },
      );
      for await (const { Items = [] } of pages) yield* Items.map(parseLedgerItem);
    },
  };
}

export function createLedgerArchive({ client, name }: Table): LedgerArchive {
  return {
    async *readAll(since) {
      const pages = paginateScan(
        { client },
        {
          TableName: name,
          ConsistentRead: true,
          FilterExpression: '#at >= :since',
          ExpressionAttributeNames: { '#at': 'at' },
          ExpressionAttributeValues: { ':since': since.toISOString() },
        },
      );
      for await (const { Items = [] } of pages) yield* Items.map(parseLedgerItem);
    },
  };
}
