import { paginateScan, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { formatScope } from '../../domain/exception.ts';
import { parseExceptionRow } from '../../domain/exception-row.ts';
import type { ExceptionWatch } from '../../guardrail/ports/exceptions.ts';
import { conditionalWrite, type Table } from './table.ts';

/** Can change one attribute of a row that is there, and make none. */
export function createExceptionWatch(table: Table): ExceptionWatch {
  const { client, name } = table;
  return {
    async *scan() {
      for await (const { Items = [] } of paginateScan(
        { client },
        { TableName: name, ConsistentRead: true },
      )) {
        yield* Items.map(parseExceptionRow);
      }
    },
    markProcessed: (scope, id, at) =>
      conditionalWrite(
        client.send(
          new UpdateCommand({
            TableName: name,
            Key: { scope: formatScope(scope), id },
            UpdateExpression: 'SET #settledAt = :at',
            ConditionExpression: 'attribute_exists(#scope)',
            ExpressionAttributeNames: { '#scope': 'scope', '#settledAt': 'settledAt' },
            ExpressionAttributeValues: { ':at': at.toISOString() },
          }),
        ),
      ),
  };
}
