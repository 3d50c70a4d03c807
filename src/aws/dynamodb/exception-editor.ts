import { isDeepStrictEqual } from 'node:util';
import { RootguardError } from '../../domain/errors.ts';
import {
  type Exception,
  type ExceptionId,
  formatScope,
  isActive,
  type Scope,
} from '../../domain/exception.ts';
import { parseExceptionAttributes } from '../../domain/exception-row.ts';
import type { ExceptionEditor } from '../../guardrail/ports/exceptions.ts';
import { exceptionItem, malformedException } from './exception-item.ts';
import { conditionalWrite, getItem, putItem, type Table, updateItem } from './table.ts';

export function createExceptionEditor(table: Table): ExceptionEditor {
  return {
    add: (exception) => add(table, exception),
    async revoke(scope, id, by, at) {
      for (;;) {
        const row = await getItem(table, { scope: formatScope(scope), id });
        if (row === undefined) return 'not-found';
        const parsed = parseExceptionAttributes(row);
        if (parsed.type === 'malformed') throw malformedException(parsed.malformed);
        const { exception } = parsed;
        if (exception.revokedAt?.getTime() === at.getTime() && exception.revokedBy === by) return 'revoked';
        if (!isActive(exception, at)) return 'already-ended';
        // Another write has ended or deleted the row meanwhile, so the next iteration returns.
        if (await markRevoked(table, scope, id, { by, at, seen: row.revokedAt })) return 'revoked';
      }
    },
  };
}

const IS_NEW = 'attribute_not_exists(#scope)';

async function add(table: Table, exception: Exception): Promise<void> {
  const item = exceptionItem(exception);
  const { scope, id } = item;
  const added = await conditionalWrite(
    putItem(table, {
      Item: item,
      ConditionExpression: IS_NEW,
      ExpressionAttributeNames: { '#scope': 'scope' },
    }),
  );
  // After a lost answer the SDK's retry finds the row that its first attempt wrote.
  if (added || isDeepStrictEqual(await getItem(table, { scope, id }), item)) return;
  throw new RootguardError(
    'exception-exists',
    `the exception ${exception.id} of ${formatScope(exception.scope)} exists already; choose another id or revoke it`,
  );
}

interface Revocation {
  readonly by: string;
  readonly at: Date;
  /** The stored `revokedAt`, which may be in the future; it is replaced only if it has not changed since it was read. */
  readonly seen: unknown;
}

const IS_STILL_UNREVOKED = 'attribute_exists(#scope) AND attribute_not_exists(#revokedAt)';

const IS_REVOKED_AS_SEEN = '#revokedAt = :seen';

function markRevoked(table: Table, scope: Scope, id: ExceptionId, { by, at, seen }: Revocation) {
  const isUnrevoked = seen === undefined;
  return conditionalWrite(
    updateItem(table, {
      Key: { scope: formatScope(scope), id },
      UpdateExpression: 'SET #revokedAt = :at, #revokedBy = :by',
      ConditionExpression: isUnrevoked ? IS_STILL_UNREVOKED : IS_REVOKED_AS_SEEN,
      ExpressionAttributeNames: {
        '#revokedAt': 'revokedAt',
        '#revokedBy': 'revokedBy',
        ...(isUnrevoked && { '#scope': 'scope' }),
      },
      ExpressionAttributeValues: {
        ':at': at.toISOString(),
        ':by': by,
        ...(!isUnrevoked && { ':seen': seen }),
      },
    }),
  );
}
