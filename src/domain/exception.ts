import * as v from 'valibot';
import {
  type AccountId,
  isAccountId,
  isOrganizationalUnitId,
  type MemberAccount,
  type OrganizationalUnitId,
} from './account.ts';
import type { Brand } from './brand.ts';
import { CREDENTIAL_KINDS, type Credential } from './credentials.ts';
import { RootguardError } from './errors.ts';
import type { Reading } from './reading.ts';
import { branded, isTimestamp, isWholeNumber, maybe, type Output, object } from './schema.ts';

/** Any non-empty string; unique within its scope. */
export type ExceptionId = Brand<string, 'ExceptionId'>;

/** Which accounts an exception applies to. */
export type Scope =
  | { readonly type: 'account'; readonly account: AccountId }
  | { readonly type: 'organizational-unit'; readonly organizationalUnit: OrganizationalUnitId }
  | { readonly type: 'organization' };

/** More than one account. */
export type WideScope = Exclude<Scope, { type: 'account' }>;

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

export const exceptionIdSchema = branded(isExceptionId, 'must not be empty');

/**
 * An older rootguard ignores an attribute that is added here, except in a row of a newer schema version. So one that narrows an
 * exception has to be malformed in a row without that version.
 */
const ATTRIBUTES = {
  scope,
  id: exceptionIdSchema,
  credentials: strings(v.picklist(CREDENTIAL_KINDS)),
  /** Only these access keys, certificates or devices; undefined covers every one of the kinds. */
  credentialIds: maybe(strings(text)),
  reason: text,
  approvedBy: text,
  ticket: maybe(text),
  createdAt: maybe(timestamp),
  expiresAt: maybe(timestamp),
  permanent: maybe(v.boolean()),
  revokedAt: maybe(timestamp),
  revokedBy: maybe(text),
  /** When the audit after the end of the exception was requested. The stored name stays: docs/decisions/0025. */
  settledAt: maybe(timestamp),
  schemaVersion: maybe(v.custom<number>(isWholeNumber, 'must be a whole number')),
};

export const EXCEPTION_ATTRIBUTES: readonly string[] = Object.keys(ATTRIBUTES);

/** Reads a row of the exceptions table. */
export const exceptionSchema = v.pipe(
  object(ATTRIBUTES),
  v.rawTransform(({ dataset, addIssue, NEVER }) => {
    const { permanent, schemaVersion: _version, ...attributes } = dataset.value;
    const { expiresAt } = attributes;
    const isPermanent = permanent === true;
    const hasEnd = expiresAt !== undefined;
    if (hasEnd !== isPermanent) return { ...attributes, expiresAt: expiresAt ?? ('never' as const) };
    const message = isPermanent
      ? 'must be absent when permanent is true'
      : 'is required unless permanent is true';
    const input = dataset.value;
    addIssue({
      message,
      path: [{ type: 'object', origin: 'value', input, key: 'expiresAt', value: expiresAt }],
    });
    return NEVER;
  }),
);

/** An approved credential, time-boxed unless `expiresAt` is `never`. */
export interface Exception extends Output<typeof exceptionSchema> {}

/** A row that does not parse. Until it is corrected, deletions in its scope are withheld, where the scope can be read. */
export interface MalformedException {
  /** The partition key as it is in the table. */
  readonly scope: string;
  readonly id: string;
  /** Each names its attribute. */
  readonly issues: readonly string[];
}

/** The exceptions that may concern an account, read consistently. */
export type ExceptionReading = Reading<{
  readonly exceptions: readonly Exception[];
  readonly malformed: readonly MalformedException[];
}>;

export function isExceptionId(text: string): text is ExceptionId {
  return text.length > 0;
}

/**
 * The id of an exception that rootguard makes itself.
 * @throws RootguardError `empty-id`
 */
export function newExceptionId(id: string): ExceptionId {
  if (isExceptionId(id)) return id;
  throw new RootguardError('empty-id', 'the id generator gave an empty id');
}

/** `account#111122223333`, `ou#ou-ab12-cdef3456` or `organization`: the partition key of the exceptions table. */
export function formatScope(scope: Scope): string {
  switch (scope.type) {
    case 'account':
      return `account#${scope.account}`;
    case 'organizational-unit':
      return `ou#${scope.organizationalUnit}`;
    case 'organization':
      return 'organization';
  }
}

/** The partition keys of the exceptions that may apply to an account. */
export function scopesOf(account: MemberAccount): readonly string[] {
  return [
    formatScope({ type: 'account', account: account.id }),
    ...account.organizationalUnits.map((organizationalUnit) =>
      formatScope({ type: 'organizational-unit', organizationalUnit }),
    ),
    formatScope({ type: 'organization' }),
  ];
}

export function parseScope(text: string): Scope | undefined {
  if (text === 'organization') return { type: 'organization' };
  const [prefix, id = '', ...rest] = text.split('#');
  if (rest.length > 0) return undefined;
  if (prefix === 'account' && isAccountId(id)) return { type: 'account', account: id };
  if (prefix === 'ou' && isOrganizationalUnitId(id))
    return { type: 'organizational-unit', organizationalUnit: id };
  return undefined;
}

/** The effect of a row that does not parse. Rows are read by scope, so one with an invalid scope is read for no account. */
export function effectOfMalformedRow({ scope }: MalformedException): string {
  return parseScope(scope) === undefined
    ? 'its scope is misspelt, so it approves and protects nothing'
    : 'deletions in its scope wait';
}

/** When the exception expires or was revoked, whichever is earlier; undefined for a permanent one that was not revoked. */
export function endOf(exception: Exception): Date | undefined {
  const expiry = exception.expiresAt === 'never' ? undefined : exception.expiresAt;
  const { revokedAt } = exception;
  if (expiry === undefined) return revokedAt;
  if (revokedAt === undefined) return expiry;
  return new Date(Math.min(revokedAt.getTime(), expiry.getTime()));
}

/** Active while now is before its end. DynamoDB's TTL may lag for days, so it is not used for this. */
export function isActive(exception: Exception, now: Date): boolean {
  const end = endOf(exception);
  return end === undefined || now < end;
}

/** A login profile has no id of its own, so `credentialIds` narrows the other kinds only. */
export function covers(exception: Exception, credential: Credential): boolean {
  if (!exception.credentials.includes(credential.kind)) return false;
  if (credential.kind === 'login-profile' || exception.credentialIds === undefined) return true;
  return exception.credentialIds.includes(credential.id);
}
