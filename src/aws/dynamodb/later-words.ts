import { ACCOUNT_STATES } from '../../domain/account.ts';
import { AWS_FAILURES } from '../../domain/aws-failure.ts';
import { CREDENTIAL_RESULTS, FAILURE_CAUSES } from '../../domain/credential-result.ts';
import { CREDENTIAL_KINDS, CREDENTIAL_STATUSES } from '../../domain/credentials.ts';
import { REASONS } from '../../domain/reasons.ts';
import { MAX_ISSUES } from '../../domain/schema.ts';
import { type Item, isMap } from './table.ts';

/*
 * After a rollback, rows of the posture table have words of the newer version. What this one knows of them is used: an
 * unknown word is replaced by the one that claims least, or its credential is left out, and each is named.
 */

export interface FamiliarRow {
  readonly row: Item;
  /** Where a word was that rootguard does not know. */
  readonly issues: readonly string[];
}

/** A row of the posture table without the words that only a newer rootguard knows. */
export function withoutLaterWords(row: Item): FamiliarRow {
  const issues: string[] = [];
  const isLater: IsLater = (path, value, words) => {
    const later = typeof value === 'string' && !words.includes(value);
    if (later && issues.length < MAX_ISSUES) issues.push(`${path}: is not a word that rootguard knows`);
    return later;
  };
  const { accountState, credentials, failure, openEnforcements } = row;
  return {
    row: {
      ...row,
      ...(isLater('accountState', accountState, ACCOUNT_STATES) && { accountState: 'UNKNOWN' }),
      ...(failure !== undefined && { failure: familiarFailure('failure', failure, isLater) }),
      ...(Array.isArray(credentials) && {
        credentials: credentials.flatMap((one: unknown, at) =>
          familiarResult(`credentials.${at}`, one, isLater),
        ),
      }),
      ...(isMap(openEnforcements) && {
        openEnforcements: Object.fromEntries(
          Object.entries(openEnforcements).map(([id, entry]) => [
            id,
            familiarEnforcement(`openEnforcements.${id}`, entry, isLater),
          ]),
        ),
      }),
    },
    issues,
  };
}

type IsLater = (path: string, value: unknown, words: readonly string[]) => boolean;

const REASON_KEYS = Object.keys(REASONS);
const FAILURE_REASONS = Object.keys(AWS_FAILURES);

function familiarResult(path: string, stored: unknown, isLater: IsLater): readonly unknown[] {
  if (!isMap(stored)) return [stored];
  const { result, reason, failedBecause, failure } = stored;
  const credentials = familiarCredential(`${path}.credential`, stored.credential, isLater);
  if (isLater(`${path}.result`, result, CREDENTIAL_RESULTS)) return [];
  return credentials.map((credential) => ({
    ...stored,
    credential,
    ...(isLater(`${path}.reason`, reason, REASON_KEYS) && { reason: 'unrecognized' }),
    ...(isLater(`${path}.failedBecause`, failedBecause, FAILURE_CAUSES) && {
      failedBecause: 'not-verified',
    }),
    ...(failure !== undefined && { failure: familiarFailure(`${path}.failure`, failure, isLater) }),
  }));
}

function familiarCredential(path: string, stored: unknown, isLater: IsLater): readonly unknown[] {
  if (!isMap(stored)) return [stored];
  if (isLater(`${path}.kind`, stored.kind, CREDENTIAL_KINDS)) return [];
  return isLater(`${path}.status`, stored.status, CREDENTIAL_STATUSES)
    ? [{ ...stored, status: undefined }]
    : [stored];
}

function familiarFailure(path: string, stored: unknown, isLater: IsLater): unknown {
  return isMap(stored) && isLater(`${path}.reason`, stored.reason, FAILURE_REASONS)
    ? { ...stored, reason: 'unexpected' }
    : stored;
}

function familiarEnforcement(path: string, stored: unknown, isLater: IsLater): unknown {
  if (!isMap(stored) || !Array.isArray(stored.credentials)) return stored;
  return {
    ...stored,
    credentials: stored.credentials.flatMap((one: unknown, at) =>
      familiarCredential(`${path}.credentials.${at}`, one, isLater),
    ),
  };
}
