import { isAccountId } from '../../domain/account.ts';
import { describeIssue, parse, utcTimestamp } from '../../domain/schema.ts';
import { SCHEMA_VERSION } from '../../domain/schema-version.ts';
import type { GraceEnds, MalformedGraceEnd, NotedGraceEnd } from '../../guardrail/ports/grace-ends.ts';
import { RESERVED_KEYS } from './reserved-keys.ts';
import { conditionalWrite, getItem, type Item, type Table, updateItem } from './table.ts';

const SHARDS = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'];

const IS_NONE_OR_LATER = 'attribute_not_exists(#id) OR #id > :at';

const IS_AS_SEEN = '#id = :seen';

/**
 * When the grace of each invited account ends: an attribute for each account, in ten items by the account's last digit. An
 * item has at most 400 KB, which is 10,000 accounts, and the cost of a write depends on the size of the item.
 */
export function createGraceEnds(table: Table): GraceEnds {
  return {
    async note({ account, endsAt }) {
      await conditionalWrite(
        updateItem(table, {
          Key: keyOf(account),
          UpdateExpression: 'SET #id = :at, #schemaVersion = :schemaVersion',
          ConditionExpression: IS_NONE_OR_LATER,
          ExpressionAttributeNames: { '#id': account, '#schemaVersion': 'schemaVersion' },
          ExpressionAttributeValues: { ':at': endsAt.toISOString(), ':schemaVersion': SCHEMA_VERSION },
        }),
      );
    },
    async isNoted({ account, endsAt }) {
      const noted = graceEndsIn((await getItem(table, keyOf(account))) ?? {});
      return noted.some(
        (one) => one.account === account && (one.type === 'malformed' || one.endsAt <= endsAt),
      );
    },
    async read() {
      const items = await Promise.all(SHARDS.map((shard) => getItem(table, keyOf(shard))));
      return items.flatMap((item = {}) => graceEndsIn(item));
    },
    async clear({ account, stored }) {
      await conditionalWrite(
        updateItem(table, {
          Key: keyOf(account),
          UpdateExpression: 'REMOVE #id',
          ConditionExpression: IS_AS_SEEN,
          ExpressionAttributeNames: { '#id': account },
          ExpressionAttributeValues: { ':seen': stored },
        }),
      );
    },
  };
}

/** The key of the item whose digit an account id ends with. */
function keyOf(accountOrDigit: string) {
  return { account: RESERVED_KEYS.graceEnds(accountOrDigit.slice(-1)) };
}

/** Skips attributes whose name is not an account id. */
function graceEndsIn(item: Item): readonly (NotedGraceEnd | MalformedGraceEnd)[] {
  return Object.entries(item).flatMap(([account, stored]): (NotedGraceEnd | MalformedGraceEnd)[] => {
    if (!isAccountId(account)) return [];
    const endsAt = parse(utcTimestamp, stored);
    return endsAt.type === 'parsed'
      ? [{ type: 'noted', account, endsAt: endsAt.value, stored }]
      : [{ type: 'malformed', account, issue: describeIssue(endsAt.issues[0], account), stored }];
  });
}
