import { CREDENTIAL_KINDS } from '../../domain/credentials.ts';
import { RECOVERY_RESULTS } from '../../domain/ledger-entry.ts';
import { findUnknownValues, type IsUnknownValue } from '../../domain/schema-version.ts';
import { AUDIT_REQUEST_REASONS, TRIGGER_TYPES } from '../../domain/trigger.ts';
import { knownListedAccount, knownSoughtCredentials } from '../../domain/unknown-trigger-values.ts';
import { type Item, isMap } from './table.ts';
import {
  type KnownRow,
  knownCredential,
  knownDecision,
  knownFailure,
  knownResult,
  withoutUnknown,
} from './unknown-values.ts';

/** A row of the ledger without values that only a newer rootguard knows. */
export function replaceUnknownLedgerValues(row: Item): KnownRow {
  const { isUnknown, issues } = findUnknownValues('quote');
  const known: Record<string, unknown> = { ...row };
  const replace = (name: string, knownValue: KnownValue) => {
    if (row[name] !== undefined) known[name] = knownValue(name, row[name], isUnknown);
  };
  replace('triggers', knownTriggers);
  replace('inventory', knownInventory);
  replace('before', withoutUnknown(knownCredential));
  replace('decisions', withoutUnknown(knownDecision));
  replace('results', withoutUnknown(knownResult));
  replace('after', knownInventory);
  replace('exceptionsFailure', knownFailure);
  replace('failure', knownFailure);
  if (row.type === 'recovery') replace('result', knownRecoveryResult);
  return { row: known, issues };
}

type KnownValue = (path: string, stored: unknown, isUnknown: IsUnknownValue) => unknown;

/** Every recovery has started, whatever its result. */
function knownRecoveryResult(path: string, stored: unknown, isUnknown: IsUnknownValue): unknown {
  return isUnknown(path, stored, RECOVERY_RESULTS) ? 'started' : stored;
}

/** An inventory in which a credential was left out must not look like that of an account without it. */
function knownInventory(path: string, stored: unknown, isUnknown: IsUnknownValue): unknown {
  if (!isMap(stored)) return stored;
  const { credentials, failure } = stored;
  if (failure !== undefined)
    return { ...stored, failure: knownFailure(`${path}.failure`, failure, isUnknown) };
  if (!Array.isArray(credentials)) return stored;
  const known = credentials.flatMap((one: unknown, at) =>
    knownCredential(`${path}.credentials.${at}`, one, isUnknown),
  );
  return known.length < credentials.length
    ? { type: 'unreadable', failure: UNKNOWN_CREDENTIAL }
    : { ...stored, credentials: known };
}

const UNKNOWN_CREDENTIAL = {
  reason: 'unexpected',
  call: 'dynamodb:Query',
  code: 'UnknownCredential',
  message: 'a newer version of rootguard wrote it, with a credential of a kind that this one does not know',
};

function knownTriggers(path: string, stored: unknown, isUnknown: IsUnknownValue): unknown {
  if (!Array.isArray(stored)) return stored;
  return stored.map((one: unknown, at) => knownTrigger(`${path}.${at}`, one, isUnknown));
}

function knownTrigger(path: string, stored: unknown, isUnknown: IsUnknownValue): unknown {
  if (!isMap(stored)) return stored;
  const { type, kind, why, sought, listed } = stored;
  if (isUnknown(`${path}.type`, type, [...TRIGGER_TYPES, 'guardrail-weakened', 'own-part-changed'])) {
    return { ...stored, type: 'audit-requested', why: 'unrecognized', sought: undefined };
  }
  return {
    ...stored,
    ...(isUnknown(`${path}.kind`, kind, CREDENTIAL_KINDS) && { kind: undefined }),
    ...(isUnknown(`${path}.why`, why, AUDIT_REQUEST_REASONS) && { why: 'unrecognized' }),
    ...(Array.isArray(sought) && { sought: knownSoughtCredentials(`${path}.sought`, sought, isUnknown) }),
    ...(isMap(listed) && { listed: knownListedAccount(`${path}.listed`, listed, isUnknown) }),
  };
}
