import { formatScope } from '../../domain/exception.ts';
import { parseExceptionRow } from '../../domain/exception-row.ts';
import type { ExceptionWatch } from '../../guardrail/ports/exceptions.ts';
import type { Clock } from '../../guardrail/ports/platform.ts';
import { conditionalWrite, scanItems, type Table, updateItem } from './table.ts';

const EXISTS = 'attribute_exists(#scope)';

/** Can change one attribute of an existing row, and cannot create a row. */
export function createExceptionWatch(table: Table, clock: Clock): ExceptionWatch {
  return {
    async *scan() {
      for await (const row of scanItems(table)) yield parseExceptionRow(row, clock.now());
    },
    markProcessed: (scope, id, at) =>
      conditionalWrite(
        updateItem(table, {
          Key: { scope: formatScope(scope), id },
          UpdateExpression: 'SET #settledAt = :at',
          ConditionExpression: EXISTS,
          ExpressionAttributeNames: { '#scope': 'scope', '#settledAt': 'settledAt' },
          ExpressionAttributeValues: { ':at': at.toISOString() },
        }),
      ),
  };
}
