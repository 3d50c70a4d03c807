import { InvalidInputError } from '../../domain/errors.ts';
import { type Exception, formatScope } from '../../domain/exception.ts';
import { parseExceptionRow } from '../../domain/exception-row.ts';
import { SCHEMA_VERSION } from '../../domain/schema-version.ts';
import { toItem } from './table.ts';

/**
 * The row of an exception, as the DynamoDB console shows it.
 * @throws InvalidInputError `exception-malformed` for an exception whose row would not parse: it would withhold deletions
 */
export function exceptionItem(exception: Exception): Record<string, unknown> {
  const { scope, credentials, credentialIds, expiresAt, ...rest } = exception;
  const item = toItem({
    ...rest,
    scope: formatScope(scope),
    credentials: new Set(credentials),
    credentialIds: credentialIds && new Set(credentialIds),
    expiresAt: expiresAt === 'never' ? undefined : expiresAt,
    permanent: expiresAt === 'never' ? true : undefined,
    schemaVersion: SCHEMA_VERSION,
  });
  const parsed = parseExceptionRow(item);
  if (parsed.type === 'malformed') throw malformedException(parsed.malformed);
  return item;
}

export function malformedException(malformed: {
  readonly scope: string;
  readonly id: string;
  readonly issues: readonly string[];
}): InvalidInputError {
  const name = `exception ${malformed.id} of ${malformed.scope}`;
  const issues = malformed.issues.map((issue) => `${name}: ${issue}`);
  return new InvalidInputError('exception-malformed', name, issues);
}
