import { isDeepStrictEqual } from 'node:util';
import { RootguardError } from '../../domain/errors.ts';
import type { Ledger } from '../../guardrail/ports/ledger.ts';
import { ledgerItem } from './ledger-item.ts';
import { conditionalWrite, getItem, putItem, type Table } from './table.ts';

/** Can append entries, and can neither change nor delete them. */
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
      // After a lost answer the SDK's retry finds the entry that its first attempt wrote; any other must not be overwritten.
      const { account, at } = item;
      if (isDeepStrictEqual(await getItem(table, { account, at }), item)) return;
      throw new RootguardError(
        'ledger-entry-exists',
        `the ledger has another entry ${String(account)} ${String(at)} already`,
      );
    },
  };
}
