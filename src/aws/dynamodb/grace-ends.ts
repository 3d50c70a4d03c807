import { type AccountId, isAccountId } from '../../domain/account.ts';
import { parse } from '../../domain/schema.ts';
import { SCHEMA_VERSION } from '../../domain/schema-version.ts';
import type { GraceEnd, SweepState } from '../../guardrail/ports/sweep-state.ts';
import { RESERVED_KEYS } from './reserved-keys.ts';
import { timestamp } from './stored-shapes.ts';
import { conditionalWrite, getItem, type Item, type Table, updateItem } from './table.ts';

const SHARDS = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'];

/**
 * When the grace of each invited account ends: an attribute for each account, in ten items by the account's last digit. An
 * item has at most 400 KB, which is 10,000 accounts, and the cost of a write depends on the size of the item.
 */
export function createGraceEnds(
  table: Table,
): Pick<SweepState, 'noteGraceEnd' | 'readGraceEnds' | 'clearGraceEnd'> {
  const update = (account: AccountId, at: Date, expression: string, condition: string, isNoted = false) =>
    conditionalWrite(
      updateItem(table, {
        Key: { account: RESERVED_KEYS.graceEnds(account.slice(-1)) },
        UpdateExpression: expression,
        ConditionExpression: condition,
        ExpressionAttributeNames: { '#id': account, ...(isNoted && { '#schemaVersion': 'schemaVersion' }) },
        ExpressionAttributeValues: {
          ':at': at.toISOString(),
          ...(isNoted && { ':schemaVersion': SCHEMA_VERSION }),
        },
      }),
    );
  return {
    async noteGraceEnd({ account, endsAt }) {
      await update(
        account,
        endsAt,
        'SET #id = :at, #schemaVersion = :schemaVersion',
        'attribute_not_exists(#id) OR #id > :at',
        true,
      );
    },
    async readGraceEnds() {
      const items = await Promise.all(
        SHARDS.map((shard) => getItem(table, { account: RESERVED_KEYS.graceEnds(shard) })),
      );
      return items.flatMap((item = {}) => graceEndsIn(item));
    },
    async clearGraceEnd({ account, endsAt }) {
      await update(account, endsAt, 'REMOVE #id', '#id = :at');
    },
  };
}

/** An entry that does not parse is skipped, so that it does not block the others: the next sweep audits its account anyway. */
function graceEndsIn(item: Item): readonly GraceEnd[] {
  return Object.entries(item).flatMap(([account, at]): GraceEnd[] => {
    const endsAt = parse(timestamp, at);
    return isAccountId(account) && endsAt.type === 'parsed' ? [{ account, endsAt: endsAt.value }] : [];
  });
}
