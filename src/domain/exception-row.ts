import * as z from 'zod/mini';
import { CREDENTIAL_KINDS } from './credentials.ts';
import {
  type Exception,
  isExceptionId,
  type MalformedException,
  parseScope,
  type Scope,
} from './exception.ts';
import { branded } from './schema.ts';

/** A string set arrives as a `Set`, a list as an array: rows are made by hand in the DynamoDB console too. */
const strings = <Item extends z.core.$ZodType>(item: Item) =>
  z.pipe(
    z.transform((value) => (value instanceof Set ? [...value] : value)),
    z.array(item).check(z.minLength(1, 'must not be empty')),
  );

const instant = z.pipe(
  z
    .string()
    .check(
      z.refine(
        (text) => z.iso.datetime({ offset: true }).safeParse(text).success,
        'must be an ISO 8601 time with a zone, such as 2026-12-31T17:00:00Z',
      ),
    ),
  z.transform((text: string) => new Date(text)),
);

const text = z.string().check(z.trim(), z.minLength(1, 'must not be empty'));

const scope = z.pipe(
  z.string(),
  z.transform((value: string, { issues }): Scope => {
    const parsed = parseScope(value);
    if (parsed !== undefined) return parsed;
    const message = 'must be account#<12 digits>, ou#<organizational unit id> or organization';
    issues.push({ code: 'custom', input: value, message });
    return z.NEVER;
  }),
);

const attributes = z.object({
  scope,
  id: branded(isExceptionId, 'must not be empty'),
  credentials: strings(z.enum(CREDENTIAL_KINDS)),
  credentialIds: z.optional(strings(text)),
  reason: text,
  approvedBy: text,
  ticket: z.optional(text),
  createdAt: z.optional(instant),
  expiresAt: z.optional(instant),
  permanent: z.optional(z.boolean()),
  revokedAt: z.optional(instant),
  revokedBy: z.optional(text),
  settledAt: z.optional(instant),
});

const row = z.pipe(
  attributes,
  z.transform(({ expiresAt, permanent, ...rest }: z.output<typeof attributes>, { issues }) => {
    if (expiresAt !== undefined && permanent !== true) return { ...rest, expiresAt };
    if (expiresAt === undefined && permanent === true) return { ...rest, expiresAt: 'never' as const };
    const message =
      permanent === true ? 'must be absent when permanent is true' : 'is required unless permanent is true';
    issues.push({ code: 'custom', input: expiresAt, path: ['expiresAt'], message });
    return z.NEVER;
  }),
);

export type ParsedExceptionRow =
  | { readonly type: 'exception'; readonly exception: Exception }
  | { readonly type: 'malformed'; readonly malformed: MalformedException };

/**
 * Reads a row of the exceptions table as DynamoDB's document client gives it. Attributes that rootguard does not know
 * are left alone: people may keep notes there.
 */
export function parseExceptionRow(value: unknown): ParsedExceptionRow {
  const parsed = row.safeParse(value);
  if (!parsed.success) {
    return {
      type: 'malformed',
      malformed: {
        scope: keyOf(value, 'scope'),
        id: keyOf(value, 'id'),
        faults: parsed.error.issues.map((issue) => `${issue.path.join('.') || 'row'}: ${issue.message}`),
      },
    };
  }
  return { type: 'exception', exception: withEveryField(parsed.data) };
}

function withEveryField(data: z.output<typeof row>): Exception {
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
