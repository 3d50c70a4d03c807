import { ACCOUNT_STATES } from '../../domain/account.ts';
import { POSTURE_STATES } from '../../domain/posture-state.ts';
import { findUnknownValues, type IsUnknownValue } from '../../domain/schema-version.ts';
import { type Item, isMap } from './table.ts';
import { type KnownRow, knownCredential, knownFailure, knownResult } from './unknown-values.ts';

/**
 * A row of the posture table without values that only a newer rootguard knows. An open enforcement is marked where a credential was
 * left out, as its removal has to be notified.
 */
export function replaceUnknownPostureValues(row: Item): KnownRow {
  const { isUnknown, issues } = findUnknownValues();
  const { state, accountState, credentials, failure, openEnforcements, lostEvents } = row;
  return {
    row: {
      ...row,
      ...(isUnknown('state', state, POSTURE_STATES) && { state: 'unknown' }),
      ...(isUnknown('accountState', accountState, ACCOUNT_STATES) && { accountState: 'UNKNOWN' }),
      ...(failure !== undefined && { failure: knownFailure('failure', failure, isUnknown) }),
      ...(Array.isArray(credentials) && {
        credentials: credentials.flatMap((one: unknown, at) =>
          knownResult(`credentials.${at}`, one, isUnknown),
        ),
      }),
      ...(Array.isArray(lostEvents) && {
        lostEvents: lostEvents.flatMap((one: unknown, at) =>
          knownCredential(`lostEvents.${at}`, one, isUnknown),
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

function knownEnforcement(path: string, stored: unknown, isUnknown: IsUnknownValue): unknown {
  if (!isMap(stored) || !Array.isArray(stored.credentials)) return stored;
  const credentials = stored.credentials.flatMap((one: unknown, at) =>
    knownCredential(`${path}.credentials.${at}`, one, isUnknown),
  );
  const hasUnknown = credentials.length < stored.credentials.length;
  return { ...stored, credentials, ...(hasUnknown && { hasUnknownCredentials: true }) };
}
