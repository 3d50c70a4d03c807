import * as z from 'zod/mini';
import { isAccountId, isOrganizationalUnitId } from '../domain/account.ts';
import { AWS_FAILURES, type AwsFailureReason } from '../domain/aws-failure.ts';
import { CREDENTIAL_KINDS } from '../domain/credentials.ts';
import { RootguardError } from '../domain/errors.ts';
import { REASONS, type ReasonKey } from '../domain/reasons.ts';
import { branded } from '../domain/schema.ts';

/** What the ledger and the posture table have in common: the domain's shapes as they come back from DynamoDB. */

export const instant = z.pipe(
  z.iso.datetime(),
  z.transform((text: string) => new Date(text)),
);

/** An attribute that was left out because it was undefined. */
export const maybe = <Schema extends z.core.$ZodType>(schema: Schema) =>
  z.pipe(
    z.optional(schema),
    z.transform((value: z.output<Schema> | undefined) => value),
  );

/** A key of one of the registries of the domain. */
export const keyOf = <Key extends string>(registry: Readonly<Record<Key, unknown>>) =>
  branded((text): text is Key => Object.hasOwn(registry, text), 'is not a key that rootguard knows');

export const accountId = branded(isAccountId, 'must be 12 digits');
export const organizationalUnitId = branded(isOrganizationalUnitId, 'must be an organizational unit');
export const accountState = z.enum([
  'PENDING_ACTIVATION',
  'ACTIVE',
  'SUSPENDED',
  'PENDING_CLOSURE',
  'CLOSED',
  'UNKNOWN',
]);

export const reason = keyOf<ReasonKey>(REASONS);

export const awsFailure = z.object({
  reason: keyOf<AwsFailureReason>(AWS_FAILURES),
  call: z.string(),
  code: z.string(),
  message: z.string(),
  requestId: maybe(z.string()),
});

export const credential = z.object({
  kind: z.enum(CREDENTIAL_KINDS),
  id: z.string(),
  createdAt: maybe(instant),
  status: maybe(z.enum(['Active', 'Inactive'])),
});

export const credentialResult = z.object({
  credential,
  result: z.enum(['removed', 'already-absent', 'kept', 'withheld', 'failed']),
  reason,
  exceptionId: maybe(z.string()),
  failedBecause: maybe(z.enum(['refused', 'still-present', 'not-verified', 'password-remains'])),
  failure: maybe(awsFailure),
  requestId: maybe(z.string()),
});

/** @throws RootguardError `stored-record-malformed`: leaving the record out would hide something */
export function parseStored<Schema extends z.ZodMiniType>(
  schema: Schema,
  item: unknown,
  what: string,
): z.output<Schema> {
  const parsed = schema.safeParse(item);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'item'}: ${issue.message}`);
  throw new RootguardError('stored-record-malformed', 'tool', `${what}: ${faults.join('; ')}`);
}
