import { PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as v from 'valibot';
import { formatScope, parseScope } from '../domain/exception.ts';
import { object } from '../domain/schema.ts';
import type { RequestedScope, SweepProgress, SweepState } from '../guardrail/ports/sweep-state.ts';
import { RESERVED_KEYS } from './reserved-keys.ts';
import { instant, maybe, number, parseStored } from './stored-records.ts';
import { getItem, holds, type Table, toItem } from './table.ts';

const progress = object({
  sweepId: v.string(),
  startedAt: instant,
  next: maybe(v.string()),
  accountsQueued: number,
  finishedAt: maybe(instant),
  leasedUntil: instant,
  revision: number,
});

const SWEEP_KEY = { account: RESERVED_KEYS.sweep };

/** One item with an attribute for each scope, so that requests of several callers do not overwrite each other. */
const REQUESTS_KEY = { account: RESERVED_KEYS.requestedScopes };

export function createSweepState(table: Table): SweepState {
  const { client, name } = table;
  return {
    async read() {
      const item = await getItem(table, SWEEP_KEY);
      return item && parseStored(progress, item, 'the state of the sweep');
    },
    write: (latest) => write(table, latest),
    async requestScope(scope, at) {
      await client.send(
        new UpdateCommand({
          TableName: name,
          Key: REQUESTS_KEY,
          UpdateExpression: 'SET #scope = :at',
          ExpressionAttributeNames: { '#scope': formatScope(scope) },
          ExpressionAttributeValues: { ':at': at.toISOString() },
        }),
      );
    },
    async readRequestedScopes() {
      const item = (await getItem(table, REQUESTS_KEY)) ?? {};
      return Object.entries(item).flatMap(([text, at]): RequestedScope[] => {
        const scope = parseScope(text);
        if (scope === undefined || scope.type === 'account') return [];
        return [{ scope, requestedAt: parseStored(instant, at, `the request to audit ${text}`) }];
      });
    },
    async clearRequestedScope({ scope, requestedAt }) {
      await holds(
        client.send(
          new UpdateCommand({
            TableName: name,
            Key: REQUESTS_KEY,
            UpdateExpression: 'REMOVE #scope',
            ConditionExpression: '#scope = :at',
            ExpressionAttributeNames: { '#scope': formatScope(scope) },
            ExpressionAttributeValues: { ':at': requestedAt.toISOString() },
          }),
        ),
      );
    },
  };
}

/**
 * A retry after a lost answer is a conflict with its own write. The sweeper then leaves the sweep to the next run, which
 * costs the time of a lease; believing it could let two sweepers go on at once.
 */
async function write(table: Table, latest: SweepProgress): Promise<'written' | 'conflict'> {
  const condition =
    latest.revision === 1
      ? {
          ConditionExpression: 'attribute_not_exists(#account)',
          ExpressionAttributeNames: { '#account': 'account' },
        }
      : {
          ConditionExpression: '#revision = :seen',
          ExpressionAttributeNames: { '#revision': 'revision' },
          ExpressionAttributeValues: { ':seen': latest.revision - 1 },
        };
  const Item = toItem({ ...SWEEP_KEY, ...latest });
  const put = new PutCommand({ TableName: table.name, Item, ...condition });
  return (await holds(table.client.send(put))) ? 'written' : 'conflict';
}
