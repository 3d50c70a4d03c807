import { ACCOUNT_STATES } from '../../domain/account.ts';
import { AWS_FAILURES } from '../../domain/aws-failure.ts';
import { CREDENTIAL_RESULTS, FAILURE_CAUSES } from '../../domain/credential-result.ts';
import { CREDENTIAL_KINDS, CREDENTIAL_STATUSES } from '../../domain/credentials.ts';
import { REASONS } from '../../domain/reasons.ts';
import { findUnknownValues, type IsUnknownValue } from '../../domain/schema-version.ts';
import { type Item, isMap } from './table.ts';

/*
 * After a rollback, rows of the posture table contain values that only the newer version knows. The rest of the row is used:
 * an unknown value is replaced by the most cautious known one, or its credential is left out, and each is reported. An open
 * enforcement is marked where a credential was left out, as its removal has to be notified.
 */

export interface KnownRow {
  readonly row: Item;
  /** The paths of the unknown values. */
  readonly issues: readonly string[];
}

/** A row of the posture table without values that only a newer rootguard knows. */
export function replaceUnknownValues(row: Item): KnownRow {
  const { isUnknown, issues } = findUnknownValues();
  const { accountState, credentials, failure, openEnforcements } = row;
  return {
    row: {
      ...row,
      ...(isUnknown('accountState', accountState, ACCOUNT_STATES) && { accountState: 'UNKNOWN' }),
      ...(failure !== undefined && { failure: knownFailure('failure', failure, isUnknown) }),
      ...(Array.isArray(credentials) && {
        credentials: credentials.flatMap((one: unknown, at) =>
          knownResult(`credentials.${at}`, one, isUnknown),
        ),
      }),
      ...(isMap(openEnforcements) && {
        openEnforcements: Object.fromEntries(
          Object.entries(openEnforcements).map(([id, entry]) => [
            id,
            knownEnforcement(`openEnforcements.${id}`, entry, isUnknown),
          ]),
        ),
      }),
    },
    issues,
  };
}

const REASON_KEYS = Object.keys(REASONS);
const FAILURE_REASONS = Object.keys(AWS_FAILURES);

function knownResult(path: string, stored: unknown, isUnknown: IsUnknownValue): readonly unknown[] {
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

function knownCredential(path: string, stored: unknown, isUnknown: IsUnknownValue): readonly unknown[] {
  if (!isMap(stored)) return [stored];
  if (isUnknown(`${path}.kind`, stored.kind, CREDENTIAL_KINDS)) return [];
  return isUnknown(`${path}.status`, stored.status, CREDENTIAL_STATUSES)
    ? [{ ...stored, status: undefined }]
    : [stored];
}

function knownFailure(path: string, stored: unknown, isUnknown: IsUnknownValue): unknown {
  return isMap(stored) && isUnknown(`${path}.reason`, stored.reason, FAILURE_REASONS)
    ? { ...stored, reason: 'unexpected' }
    : stored;
}

function knownEnforcement(path: string, stored: unknown, isUnknown: IsUnknownValue): unknown {
  if (!isMap(stored) || !Array.isArray(stored.credentials)) return stored;
  const credentials = stored.credentials.flatMap((one: unknown, at) =>
    knownCredential(`${path}.credentials.${at}`, one, isUnknown),
  );
  const hasUnknown = credentials.length < stored.credentials.length;
  return { ...stored, credentials, ...(hasUnknown && { hasUnknownCredentials: true }) };
}
