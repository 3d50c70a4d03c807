import type {
  SessionArchive,
  SessionPeriod,
  SessionReader,
  SessionRegister,
} from '../../guardrail/ports/session-register.ts';
import { parseSessionItem, sessionItems } from './session-item.ts';
import { SESSION_PARTITIONS } from './session-keys.ts';
import { conditionalWrite, putItem, queryItems, scanItems, type Table } from './table.ts';

export function createSessionRegister(table: Table): SessionRegister {
  return {
    async record(session) {
      for (const item of sessionItems(session)) {
        await conditionalWrite(
          putItem(table, {
            Item: { ...item },
            ConditionExpression: 'attribute_not_exists(#account)',
            ExpressionAttributeNames: { '#account': 'account' },
          }),
        );
      }
    },
  };
}

export function createSessionReader(table: Table): SessionReader {
  return {
    read: (account, period) => readPartition(table, account, period),
    readForeign: (period) => readPartition(table, SESSION_PARTITIONS.foreign, period),
  };
}

export function createSessionArchive(table: Table): SessionArchive {
  return {
    async *readAll(period = {}) {
      const items = scanItems(table, {
        // The foreign sessions are in the partitions of their accounts too.
        FilterExpression: '#account <> :foreign AND #at BETWEEN :since AND :until',
        ExpressionAttributeNames: { '#account': 'account', '#at': 'at' },
        ExpressionAttributeValues: { ':foreign': SESSION_PARTITIONS.foreign, ...boundsOf(period) },
      });
      for await (const item of items) yield parseSessionItem(item);
    },
  };
}

async function* readPartition(table: Table, partition: string, period: SessionPeriod = {}) {
  const items = queryItems(table, {
    KeyConditionExpression: '#account = :account AND #at BETWEEN :since AND :until',
    ExpressionAttributeNames: { '#account': 'account', '#at': 'at' },
    ExpressionAttributeValues: { ':account': partition, ...boundsOf(period) },
  });
  for await (const item of items) yield parseSessionItem(item);
}

/** Behind every sort key, as `$` sorts after the `#` behind a time, and before every other time. */
function boundsOf({ since, until }: SessionPeriod) {
  return { ':since': since?.toISOString() ?? ' ', ':until': until ? `${until.toISOString()}$` : '~' };
}
