import { collect } from '../../concurrency/collect.ts';
import { scopesOf } from '../../domain/exception.ts';
import { parseExceptionRow, splitRows } from '../../domain/exception-row.ts';
import type { ExceptionReader, ExceptionsTable } from '../../guardrail/ports/exceptions.ts';
import { reading } from '../aws-call.ts';
import { type Item, queryItems, type Table } from './table.ts';

/** Caches nothing, and is read before every decision: an exception that was just approved has to count. */
export function createExceptionReader(table: Table): ExceptionReader {
  return {
    readFor: (account, now) =>
      reading(async () => {
        const rows = await Promise.all(scopesOf(account).map((scope) => queryScope(table, scope)));
        return splitRows(rows.flat().map((row) => parseExceptionRow(row, now)));
      }),
  };
}

export function createExceptionsTable(table: Table): ExceptionsTable {
  return {
    probe: () =>
      reading(async () => {
        await queryScope(table, 'organization');
        return {};
      }),
  };
}

async function queryScope(table: Table, scope: string): Promise<readonly Item[]> {
  const items = queryItems(table, {
    KeyConditionExpression: '#scope = :scope',
    ExpressionAttributeNames: { '#scope': 'scope' },
    ExpressionAttributeValues: { ':scope': scope },
  });
  return collect(items);
}
