import * as v from 'valibot';
import { isAccountId } from '../../domain/account.ts';
import { AWS_FAILURES, type AwsFailureReason } from '../../domain/aws-failure.ts';
import { FAILURE_CAUSES, GONE_RESULTS, UNTOUCHED_RESULTS } from '../../domain/credential-result.ts';
import { CREDENTIAL_KINDS, CREDENTIAL_STATUSES } from '../../domain/credentials.ts';
import { REASONS, type ReasonKey } from '../../domain/reasons.ts';
import { branded, isTimestamp, maybe, object } from '../../domain/schema.ts';

/** Schemas that the ledger and the posture table share: the domain's types as DynamoDB returns them. */

/** As `toISOString` writes it, in UTC. */
export const timestamp = v.pipe(
  v.string(),
  v.check((text) => text.endsWith('Z') && isTimestamp(text), 'must be an ISO 8601 time in UTC'),
  v.transform((text) => new Date(text)),
);

export const number = v.pipe(v.number(), v.finite('must be finite'));

/** A key of one of the registries of the domain. */
export const keyOf = <Key extends string>(registry: Readonly<Record<Key, unknown>>) =>
  branded((text): text is Key => Object.hasOwn(registry, text), 'is not a key that rootguard knows');

export const accountId = branded(isAccountId, 'must be 12 digits');

export const reason = keyOf<ReasonKey>(REASONS);

export const awsFailure = object({
  reason: keyOf<AwsFailureReason>(AWS_FAILURES),
  call: v.string(),
  code: v.string(),
  message: v.string(),
  requestId: maybe(v.string()),
  resource: v.optional(v.string()),
});

export const credential = object({
  kind: v.picklist(CREDENTIAL_KINDS),
  id: v.string(),
  createdAt: maybe(timestamp),
  status: maybe(v.picklist(CREDENTIAL_STATUSES)),
});

const decided = { credential, reason, exceptionId: maybe(v.string()) };

export const credentialResult = v.variant('result', [
  v.object({ ...decided, result: v.picklist(GONE_RESULTS), requestId: maybe(v.string()) }),
  v.object({ ...decided, result: v.picklist(UNTOUCHED_RESULTS) }),
  v.object({
    ...decided,
    result: v.literal('failed'),
    failedBecause: v.picklist(FAILURE_CAUSES),
    failure: maybe(awsFailure),
    requestId: maybe(v.string()),
  }),
]);
