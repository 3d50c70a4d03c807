import * as z from 'zod';
import { CREDENTIAL_KINDS } from './credentials.ts';
import {
  type Exception,
  isExceptionId,
  type MalformedException,
  parseScope,
  type Scope,
} from './exception.ts';

/** A string set arrives as a `Set`, a list as an array: rows are made by hand in the DynamoDB console too. */
const strings = <Item extends z.ZodType>(item: Item) =>
  z.preprocess(
    (value) => (value instanceof Set ? [...value] : value),
    z.array(item).min(1, 'must not be empty'),
  );

const instant = z
  .string()
  .refine((text) => z.iso.datetime({ offset: true }).safeParse(text).success, {
    error: 'must be an ISO 8601 time with a zone, such as 2026-12-31T17:00:00Z',
  })
  .transform((text) => new Date(text));

const text = z.string().trim().min(1, 'must not be empty');

const row = z
  .object({
    scope: z.string().transform((value, context): Scope => {
      const scope = parseScope(value);
      if (scope !== undefined) return scope;
      context.addIssue('must be account#<12 digits>, ou#<organizational unit id> or organization');
      return z.NEVER;
    }),
    id: z.string().refine(isExceptionId, 'must not be empty'),
    credentials: strings(z.enum(CREDENTIAL_KINDS)),
    credentialIds: strings(text).optional(),
    reason: text,
    approvedBy: text,
    ticket: text.optional(),
    createdAt: instant.optional(),
    expiresAt: instant.optional(),
    permanent: z.boolean().optional(),
    revokedAt: instant.optional(),
    revokedBy: text.optional(),
    settledAt: instant.optional(),
  })
  .transform(({ expiresAt, permanent, ...rest }, context) => {
    if (expiresAt !== undefined && permanent !== true) return { ...rest, expiresAt };
    if (expiresAt === undefined && permanent === true) return { ...rest, expiresAt: 'never' as const };
    context.addIssue({
      code: 'custom',
      path: ['expiresAt'],
      message:
        permanent === true ? 'must be absent when permanent is true' : 'is required unless permanent is true',
    });
    return z.NEVER;
  });

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
