import { parseScope } from '../../domain/exception.ts';
import { type ParsedExceptionRow, parseExceptionRow } from '../../domain/exception-row.ts';
import { isJsonObject } from '../../domain/json-object.ts';
import { invalidFile, readJsonFile } from '../files/json-file.ts';
import { isTypedRow, readTypedRow } from './dynamodb-json.ts';

/**
 * Rows of the exceptions table: a JSON array of them, or what `aws dynamodb scan` prints. Each may be plain, or typed as
 * DynamoDB's own JSON is.
 * @throws InvalidInputError `unreadable-file` or `invalid-file`
 */
export async function readExceptionRows(path: string): Promise<readonly ParsedExceptionRow[]> {
  const content = await readJsonFile(path);
  const rows = isJsonObject(content) ? content.Items : content;
  if (!Array.isArray(rows)) {
    throw invalidFile(path, [
      'expected an array of rows of the exceptions table, or what aws dynamodb scan prints',
    ]);
  }
  // An exception missing from an incomplete scan would look as if nothing were approved.
  if (isJsonObject(content) && (content.NextToken !== undefined || content.LastEvaluatedKey !== undefined)) {
    throw invalidFile(path, ['the scan is not complete: it says that there are more rows']);
  }
  const issues: string[] = [];
  const parsed = rows.map((row: unknown, at) => {
    if (!isTypedRow(row)) return parseExceptionRow(row);
    const read = readTypedRow(row);
    if (read.type === 'unusable') issues.push(`${at}.${read.attribute}: ${read.message}`);
    return parseExceptionRow(read.type === 'row' ? read.row : row);
  });
  if (issues.length > 0) throw invalidFile(path, issues);
  return parsed;
}

/** Rows whose scope cannot be parsed, so that they apply to no account. */
export function withoutScope(rows: readonly ParsedExceptionRow[]) {
  return rows.flatMap((row) =>
    row.type === 'malformed' && parseScope(row.malformed.scope) === undefined ? [row.malformed] : [],
  );
}
