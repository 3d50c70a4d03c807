import { paginateQuery } from '@aws-sdk/lib-dynamodb';
import { scopesOf } from '../../domain/exception.ts';
import { parseExceptionRow, splitRows } from '../../domain/exception-row.ts';
import type { ExceptionReader } from '../../guardrail/ports/exceptions.ts';
import { failureOf } from '../failures.ts';
import type { Table } from './table.ts';

/** Reads before every decision and caches nothing: an exception that was just approved has to count. */
export function createExceptionReader(table: Table): ExceptionReader {
  return {
    async readFor(account) {
      try {
        const rows = await Promise.all(scopesOf(account).map((scope) => queryScope(table, scope)));
        return { type: 'readable', ...(await splitRows(rows.flat().map(parseExceptionRow))) };
      } catch (error) {
        return { type: 'unreadable', failure: failureOf('dynamodb:Query', error) };
      }
    },
  };
}

async function queryScope({ client, name }: Table, scope: string): Promise<readonly unknown[]> {
  const rows: unknown[] = [];
  const pages = paginateQuery(
    { client },
    {
      TableName: name,
      ConsistentRead: true,
      KeyConditionExpression: '#scope = :scope',
      ExpressionAttributeNames: { '#scope': 'scope' },
      ExpressionAttributeValues: { ':scope': scope },
    },
  );
  for await (const { Items = [] } of pages) rows.push(...Items);
  return rows;
}
