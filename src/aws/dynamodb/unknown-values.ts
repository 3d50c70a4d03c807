import { AWS_FAILURES } from '../../domain/aws-failure.ts';
import { CREDENTIAL_RESULTS, FAILURE_CAUSES } from '../../domain/credential-result.ts';
import { CREDENTIAL_KINDS, CREDENTIAL_STATUSES } from '../../domain/credentials.ts';
import { REASONS } from '../../domain/reasons.ts';
import type { IsUnknownValue } from '../../domain/schema-version.ts';
import { type Item, isMap } from './table.ts';

/*
 * After a rollback, rows contain values that only the newer version knows. The rest of the row is used: an unknown value is
 * replaced by the most cautious known one, or its credential is left out, and each is reported.
 */

export interface KnownRow {
  readonly row: Item;
  /** The paths of the unknown values. */
  readonly issues: readonly string[];
}

/** A list without the items that `known` leaves out. What is no list is returned as it is, for the parser to report. */
export function withoutUnknown(
  known: (path: string, stored: unknown, isUnknown: IsUnknownValue) => readonly unknown[],
) {
  return (path: string, stored: unknown, isUnknown: IsUnknownValue): unknown =>
    Array.isArray(stored)
      ? stored.flatMap((one: unknown, at) => known(`${path}.${at}`, one, isUnknown))
      : stored;
}

const REASON_KEYS = Object.keys(REASONS);
const FAILURE_REASONS = Object.keys(AWS_FAILURES);

export function knownResult(path: string, stored: unknown, isUnknown: IsUnknownValue): readonly unknown[] {
  if (!isMap(stored)) return [stored];
  const { result, reason, failedBecause, failure } = stored;
  const credentials = knownCredential(`${path}.credential`, stored.credential, isUnknown);
  if (isUnknown(`${path}.result`, result, CREDENTIAL_RESULTS)) return [];
  return credentials.map((credential) => ({
    ...stored,
    credential,
    ...(isUnknown(`${path}.reason`, reason, REASON_KEYS) && { reason: 'unrecognized' }),
    ...(isUnknown(`${path}.failedBecause`, failedBecause, FAILURE_CAUSES) && {
      failedBecause: 'not-verified',
    }),
    ...(failure !== undefined && { failure: knownFailure(`${path}.failure`, failure, isUnknown) }),
  }));
}

export function knownDecision(path: string, stored: unknown, isUnknown: IsUnknownValue): readonly unknown[] {
  if (!isMap(stored)) return [stored];
  const isUnknownReason = isUnknown(`${path}.reason`, stored.reason, REASON_KEYS);
  return knownCredential(`${path}.credential`, stored.credential, isUnknown).map((credential) => ({
    ...stored,
    credential,
    ...(isUnknownReason && { reason: 'unrecognized' }),
  }));
}

export function knownCredential(
  path: string,
  stored: unknown,
  isUnknown: IsUnknownValue,
): readonly unknown[] {
  if (!isMap(stored)) return [stored];
  if (isUnknown(`${path}.kind`, stored.kind, CREDENTIAL_KINDS)) return [];
  return isUnknown(`${path}.status`, stored.status, CREDENTIAL_STATUSES)
    ? [{ ...stored, status: undefined }]
    : [stored];
}

export function knownFailure(path: string, stored: unknown, isUnknown: IsUnknownValue): unknown {
  return isMap(stored) && isUnknown(`${path}.reason`, stored.reason, FAILURE_REASONS)
    ? { ...stored, reason: 'unexpected' }
    : stored;
}
