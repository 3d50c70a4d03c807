import { impossibleCredentialIds } from './credential-ids.ts';
import {
  EXCEPTION_ATTRIBUTES,
  type Exception,
  exceptionSchema,
  isActive,
  type MalformedException,
} from './exception.ts';
import { parseHandEdited } from './hand-edited-row.ts';
import { itemBytes } from './item-size.ts';
import { describeIssue, type InputIssue, MAX_ISSUES } from './schema.ts';

export type ParsedExceptionRow =
  | { readonly type: 'exception'; readonly exception: Exception }
  | {
      readonly type: 'malformed';
      readonly malformed: MalformedException;
      /** Set where only its ids are wrong: it can be revoked. */
      readonly exception?: Exception;
    };

/** Rows by whether they parse, each kind in the order of the rows. */
export async function splitRows(rows: Iterable<ParsedExceptionRow> | AsyncIterable<ParsedExceptionRow>) {
  const exceptions: Exception[] = [];
  const malformed: MalformedException[] = [];
  for await (const row of rows) {
    if (row.type === 'exception') exceptions.push(row.exception);
    else malformed.push(row.malformed);
  }
  return { exceptions, malformed };
}

/**
 * Reads a row of the exceptions table as DynamoDB's document client gives it. Unknown attributes are ignored, as people may keep
 * notes in them. A name that is nearly that of a known attribute is an issue: without `credentialIds` a row approves every
 * credential of its kinds, so a misspelt `credentialids` must not be ignored. An unknown attribute is an issue too in a row that a
 * newer rootguard wrote: it may narrow the approval, or extend it.
 *
 * So is an id in `credentialIds` that no credential can have, such as a key in small letters: the row approves something, and not
 * what somebody meant.
 * @param now where it is given, the ids of a row that has ended are no issue: it approves nothing any more
 */
export function parseExceptionRow(value: unknown, now?: Date): ParsedExceptionRow {
  const parsed = parseExceptionAttributes(value);
  if (parsed.type === 'malformed') return parsed;
  const { exception } = parsed;
  const hasEnded = now !== undefined && !isActive(exception, now);
  const issues = hasEnded ? [] : impossibleCredentialIds(exception);
  return issues.length === 0 ? parsed : { ...malformedRow(value, issues), exception };
}

/** As `parseExceptionRow`, without looking at the ids: a row with wrong ids can still be revoked. */
export function parseExceptionAttributes(value: unknown): ParsedExceptionRow {
  const parsed = parseHandEdited(exceptionSchema, value, EXCEPTION_ATTRIBUTES);
  if (parsed.type === 'invalid') return malformedRow(value, parsed.issues);
  const issues = parsed.value.settledAt === undefined ? issuesOfSize(value) : [];
  return issues.length === 0 ? { type: 'exception', exception: parsed.value } : malformedRow(value, issues);
}

/**
 * DynamoDB stores an item of at most 409,600 bytes. Without room for `revokedAt`, `revokedBy` and `settledAt` nobody could end the
 * exception, and its end would be processed by each run of the watch.
 */
const MAX_ROW_BYTES = 400_000;

function issuesOfSize(row: unknown): readonly InputIssue[] {
  const bytes = itemBytes(Object(row));
  if (bytes <= MAX_ROW_BYTES) return [];
  return [{ path: '', message: `must take at most ${MAX_ROW_BYTES} bytes in DynamoDB, and takes ${bytes}` }];
}

function malformedRow(value: unknown, issues: readonly InputIssue[]) {
  return {
    type: 'malformed' as const,
    malformed: {
      scope: keyOf(value, 'scope'),
      id: keyOf(value, 'id'),
      issues: issues.slice(0, MAX_ISSUES).map((issue) => describeIssue(issue, 'row')),
    },
  };
}

function keyOf(value: unknown, attribute: 'scope' | 'id'): string {
  if (typeof value !== 'object' || value === null) return '';
  const key: unknown = Reflect.get(value, attribute);
  return typeof key === 'string' ? key : '';
}
