import { isDeepStrictEqual } from 'node:util';
import { PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { z } from 'zod';
import { formatScope, parseScope } from '../domain/exception.ts';
import type { RequestedScope, SweepProgress, SweepState } from '../guardrail/ports/sweep-state.ts';
import { RESERVED_KEYS } from './reserved-keys.ts';
import { instant, maybe, parseStored } from './stored-records.ts';
import { getItem, holds, type Table, toItem } from './table.ts';

const progress = z.object({
  sweepId: z.string(),
  startedAt: instant,
  next: maybe(z.string()),
  accountsQueued: z.number(),
  finishedAt: maybe(instant),
  leasedUntil: instant,
  revision: z.number(),
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
        if (scope === undefined) return [];
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

async function write(table: Table, latest: SweepProgress): Promise<'written' | 'conflict'> {
  const item = toItem({ ...SWEEP_KEY, ...latest });
  const written = await holds(
    table.client.send(
      new PutCommand({
        TableName: table.name,
        Item: item,
        ...(latest.revision === 1
          ? {
              ConditionExpression: 'attribute_not_exists(#account)',
              ExpressionAttributeNames: { '#account': 'account' },
            }
          : {
              ConditionExpression: '#revision = :seen',
              ExpressionAttributeNames: { '#revision': 'revision' },
              ExpressionAttributeValues: { ':seen': latest.revision - 1 },
            }),
      }),
    ),
  );
  // The SDK's retry after a lost answer finds its own write.
  return written || isDeepStrictEqual(await getItem(table, SWEEP_KEY), item) ? 'written' : 'conflict';
}
