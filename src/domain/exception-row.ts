import * as v from 'valibot';
import { CREDENTIAL_KINDS } from './credentials.ts';
import {
  type Exception,
  isExceptionId,
  type MalformedException,
  parseScope,
  type Scope,
} from './exception.ts';
import { nearMiss } from './near-miss.ts';
import { plainText } from './plain-text.ts';
import {
  branded,
  describeIssue,
  type InputIssue,
  isTimestamp,
  isWholeNumber,
  MAX_ISSUES,
  object,
  parse,
} from './schema.ts';
import { isNewerVersion } from './schema-version.ts';

/** A string set arrives as a `Set`, a list as an array: rows are made by hand in the DynamoDB console too. */
const strings = <Item extends v.GenericSchema>(item: Item) =>
  v.pipe(
    v.unknown(),
    v.transform((value) => (value instanceof Set ? [...value] : value)),
    v.array(item),
    v.nonEmpty('must not be empty'),
  );

const timestamp = v.pipe(
  v.string(),
  v.check(isTimestamp, 'must be an ISO 8601 time with a zone, such as 2026-12-31T17:00:00Z'),
  v.transform((text) => new Date(text)),
);

const text = v.pipe(v.string(), v.trim(), v.nonEmpty('must not be empty'));

const scope = v.pipe(
  v.string(),
  v.rawTransform(({ dataset, addIssue, NEVER }): Scope => {
    const parsed = parseScope(dataset.value);
    if (parsed !== undefined) return parsed;
    addIssue({ message: 'must be account#<12 digits>, ou#<organizational unit id> or organization' });
    return NEVER;
  }),
);

/**
 * An older rootguard ignores an attribute that is added here, except in a row of a newer schema version. So one that narrows an
 * exception has to be malformed in a row without that version.
 */
const ATTRIBUTES = {
  scope,
  id: branded(isExceptionId, 'must not be empty'),
  credentials: strings(v.picklist(CREDENTIAL_KINDS)),
  credentialIds: v.optional(strings(text)),
  reason: text,
  approvedBy: text,
  ticket: v.optional(text),
  createdAt: v.optional(timestamp),
  expiresAt: v.optional(timestamp),
  permanent: v.optional(v.boolean()),
  revokedAt: v.optional(timestamp),
  revokedBy: v.optional(text),
  settledAt: v.optional(timestamp),
  schemaVersion: v.optional(v.custom<number>(isWholeNumber, 'must be a whole number')),
};

const row = v.pipe(
  object(ATTRIBUTES),
  v.rawTransform(({ dataset, addIssue, NEVER }) => {
    const { expiresAt, permanent, ...rest } = dataset.value;
    if (expiresAt !== undefined && permanent !== true) return { ...rest, expiresAt };
    if (expiresAt === undefined && permanent === true) return { ...rest, expiresAt: 'never' as const };
    const message =
      permanent === true ? 'must be absent when permanent is true' : 'is required unless permanent is true';
    const input = dataset.value;
    addIssue({
      message,
      path: [{ type: 'object', origin: 'value', input, key: 'expiresAt', value: expiresAt }],
    });
    return NEVER;
  }),
);

export type ParsedExceptionRow =
  | { readonly type: 'exception'; readonly exception: Exception }
  | { readonly type: 'malformed'; readonly malformed: MalformedException };

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
 */
export function parseExceptionRow(value: unknown): ParsedExceptionRow {
  const parsed = parse(row, value);
  const attributeIssues = issuesOfUnknownAttributes(value);
  if (parsed.type === 'parsed' && attributeIssues.length === 0) {
    return { type: 'exception', exception: withEveryField(parsed.value) };
  }
  const issues = [...attributeIssues, ...(parsed.type === 'invalid' ? parsed.issues : [])].slice(
    0,
    MAX_ISSUES,
  );
  return {
    type: 'malformed',
    malformed: {
      scope: keyOf(value, 'scope'),
      id: keyOf(value, 'id'),
      issues: issues.map((issue) => describeIssue(issue, 'row')),
    },
  };
}

const KNOWN_NAMES = Object.keys(ATTRIBUTES);

/** Invisible characters could make a name as long as the row. */
const MAX_SHOWN_CHARACTERS = 40;

const UNKNOWN_TO_THIS_VERSION =
  'is not an attribute that this version of rootguard knows, and a newer one wrote the row';

function issuesOfUnknownAttributes(value: unknown): readonly InputIssue[] {
  if (typeof value !== 'object' || value === null) return [];
  const isNewer = isNewerVersion(Reflect.get(value, 'schemaVersion'));
  const unknownNames = Object.keys(value).filter((name) => !KNOWN_NAMES.includes(name));
  return unknownNames.flatMap((name): InputIssue[] => {
    const intended = nearMiss(name, KNOWN_NAMES);
    const shown = name.slice(0, MAX_SHOWN_CHARACTERS);
    if (intended !== undefined) {
      return [{ path: intended, message: `is misspelt as ${JSON.stringify(shown)}` }];
    }
    return isNewer ? [{ path: plainText(shown), message: UNKNOWN_TO_THIS_VERSION }] : [];
  });
}

function withEveryField(data: v.InferOutput<typeof row>): Exception {
  return {
    scope: data.scope,
    id: data.id,
    credentials: data.credentials,
    credentialIds: data.credentialIds,
    reason: data.reason,
    approvedBy: data.approvedBy,
    ticket: data.ticket,
    createdAt: data.createdAt,
    expiresAt: data.expiresAt,
    revokedAt: data.revokedAt,
    revokedBy: data.revokedBy,
    settledAt: data.settledAt,
  };
}

function keyOf(value: unknown, attribute: 'scope' | 'id'): string {
  if (typeof value !== 'object' || value === null) return '';
  const key: unknown = Reflect.get(value, attribute);
  return typeof key === 'string' ? key : '';
}
