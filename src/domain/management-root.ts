import * as v from 'valibot';
import type { AccountId } from './account.ts';
import { type AwsFailure, awsFailureSchema } from './aws-failure.ts';
import { CREDENTIAL_KINDS, type CredentialKind } from './credentials.ts';
import { isStale } from './posture.ts';
import { type Output, object, utcTimestamp } from './schema.ts';

/*
 * The management account's own root user. AWS opens no root session there, so nothing of it can be removed, and it is no account
 * that audits are about: only its four flags are read, by an ordinary role.
 */

export const managementRootRecordSchema = object({
  readAt: utcTimestamp,
  /** The finished sweep after which it was read. */
  sweepId: v.string(),
  /** The sweep since which it has been exposed in this way or a worse one; until it was read to be protected. */
  exposedSince: v.optional(v.string()),
  /** As GetAccountSummary showed it, or why it could not be read. */
  reading: v.variant('type', [
    v.object({ type: v.literal('readable'), present: v.array(v.picklist(CREDENTIAL_KINDS)) }),
    v.object({ type: v.literal('unreadable'), failure: awsFailureSchema }),
  ]),
});

export type ManagementRootRecord = Output<typeof managementRootRecordSchema>;

export type StoredManagementRoot =
  | { readonly type: 'record'; readonly record: ManagementRootRecord }
  | { readonly type: 'malformed'; readonly issues: readonly string[] };

/** What makes the root user of the management account easier to take over than it has to be, and what to do about it. */
export const MANAGEMENT_ROOT_EXPOSURES = {
  'no-mfa': {
    text: 'It has no MFA device: whoever reads its mail can reset its password and sign in.',
    advice: 'Sign in as that root user and register at least one MFA device.',
  },
  'access-key': {
    text: 'It has an access key: whoever has that key may do everything in the organization.',
    advice: 'Sign in as that root user and delete its access keys.',
  },
  'signing-certificate': {
    text: 'It has a signing certificate, which works like an access key.',
    advice: 'Sign in as that root user and delete its signing certificates.',
  },
} as const satisfies Record<string, { text: string; advice: string }>;

export type ManagementRootExposure = keyof typeof MANAGEMENT_ROOT_EXPOSURES;

/** Its password is none: the root user of a management account cannot do without. */
export function exposuresOf(present: Iterable<CredentialKind>): readonly ManagementRootExposure[] {
  const kinds = new Set(present);
  return [
    ...(kinds.has('mfa-device') ? [] : (['no-mfa'] as const)),
    ...(kinds.has('access-key') ? (['access-key'] as const) : []),
    ...(kinds.has('signing-certificate') ? (['signing-certificate'] as const) : []),
  ];
}

/** What is known of it now. Only what was read, and lately, is ever `protected`. */
export type ManagementRoot = {
  readonly account: AccountId;
  /** Undefined before the first reading. */
  readonly readAt: Date | undefined;
} & (
  | { readonly state: 'protected'; readonly present: readonly CredentialKind[] }
  | {
      readonly state: 'exposed';
      readonly present: readonly CredentialKind[];
      readonly exposures: readonly ManagementRootExposure[];
    }
  | { readonly state: 'unknown'; readonly why: 'unreadable'; readonly failure: AwsFailure }
  | {
      readonly state: 'unknown';
      readonly why: 'never-read' | 'stale' | 'malformed';
      readonly failure: undefined;
    }
);

/** @param sweepEveryHours it is read after each sweep */
export function managementRootOf(
  account: AccountId,
  stored: StoredManagementRoot | undefined,
  now: Date,
  sweepEveryHours: number,
): ManagementRoot {
  const unknown = { account, state: 'unknown', failure: undefined } as const;
  if (stored === undefined) return { ...unknown, why: 'never-read', readAt: undefined };
  if (stored.type === 'malformed') return { ...unknown, why: 'malformed', readAt: undefined };
  const { readAt, reading } = stored.record;
  if (isStale({ auditedAt: readAt }, now, sweepEveryHours)) return { ...unknown, why: 'stale', readAt };
  if (reading.type === 'unreadable') {
    return { ...unknown, why: 'unreadable', failure: reading.failure, readAt };
  }
  const { present } = reading;
  const exposures = exposuresOf(present);
  return exposures.length === 0
    ? { account, readAt, state: 'protected', present }
    : { account, readAt, state: 'exposed', present, exposures };
}
