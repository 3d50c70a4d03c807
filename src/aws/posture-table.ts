import { PutCommand, paginateScan } from '@aws-sdk/lib-dynamodb';
import * as v from 'valibot';
import type { Posture } from '../domain/posture.ts';
import { object } from '../domain/schema.ts';
import type { PostureRecorder, PostureStore } from '../guardrail/ports/records.ts';
import { isReservedKey } from './reserved-keys.ts';
import {
  accountId,
  accountState,
  awsFailure,
  credentialResult,
  instant,
  maybe,
  parseStored,
} from './stored-records.ts';
import { getItem, holds, type Item, type Table, toItem } from './table.ts';

const posture = object({
  account: accountId,
  name: v.string(),
  accountState,
  state: v.picklist(['clean', 'excepted', 'violating', 'unknown', 'skipped']),
  credentials: v.array(credentialResult),
  failure: maybe(awsFailure),
  openEnforcementId: maybe(v.string()),
  auditedAt: instant,
  changedAt: instant,
  foundBy: v.string(),
});

const LONGEST_AUDIT_SECONDS = 15 * 60;

export function createPostureRecorder(table: Table): PostureRecorder {
  const { client, name } = table;
  return {
    async read(account) {
      const item = await getItem(table, { account });
      return item && parsePosture(item);
    },
    async record(latest, replaces) {
      const isOpen = replaces === undefined ? 'attribute_not_exists(#open)' : '#open = :open';
      const recorded = await holds(
        client.send(
          new PutCommand({
            TableName: name,
            Item: toItem(latest),
            ConditionExpression: `attribute_not_exists(#account) OR ((#auditedAt <= :auditedAt OR #auditedAt > :plausible) AND ${isOpen})`,
            ExpressionAttributeNames: {
              '#account': 'account',
              '#auditedAt': 'auditedAt',
              '#open': 'openEnforcementId',
            },
            ExpressionAttributeValues: {
              ':auditedAt': latest.auditedAt.toISOString(),
              ':plausible': latestPlausible(latest).toISOString(),
              ...(replaces !== undefined && { ':open': replaces }),
            },
          }),
        ),
      );
      return recorded ? 'recorded' : 'overtaken';
    },
  };
}

/** For whoever reports on all accounts. The consumer does not, and its role cannot. */
export function createPostureStore(table: Table): PostureStore {
  const { client, name } = table;
  return {
    ...createPostureRecorder(table),
    async *readAll() {
      for await (const { Items = [] } of paginateScan(
        { client },
        { TableName: name, ConsistentRead: true },
      )) {
        for (const item of Items) if (!isReservedKey(item.account)) yield parsePosture(item);
      }
    },
  };
}

/** No audit takes so long: what was written for a later time was written by a clock that runs ahead. */
function latestPlausible({ auditedAt }: Posture): Date {
  return new Date(auditedAt.getTime() + LONGEST_AUDIT_SECONDS * 1000);
}

function parsePosture(item: Item): Posture {
  return parseStored(posture, item, `posture of ${String(item.account)}`);
}
