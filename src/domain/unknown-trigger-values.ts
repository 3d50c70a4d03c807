import { ACCOUNT_STATES, JOINED_METHODS } from './account.ts';
import { CREDENTIAL_KINDS } from './credentials.ts';
import type { IsUnknownValue } from './schema-version.ts';

/** The stored or sent credentials that an event names, without those of a kind that only another version knows. */
export function knownSoughtCredentials(
  path: string,
  sought: readonly unknown[],
  isUnknown: IsUnknownValue,
): readonly unknown[] {
  const isKnown = (one: unknown, at: number) =>
    typeof one !== 'object' ||
    one === null ||
    !isUnknown(`${path}.${at}.kind`, Reflect.get(one, 'kind'), CREDENTIAL_KINDS);
  return sought.filter(isKnown);
}

/** The stored or sent account of a sweep, where its state and joined method are known ones. */
export function knownListedAccount(
  path: string,
  account: Readonly<Record<string, unknown>>,
  isUnknown: IsUnknownValue,
): Readonly<Record<string, unknown>> {
  const { state, joinedMethod } = account;
  return {
    ...account,
    state: isUnknown(`${path}.state`, state, ACCOUNT_STATES) ? 'UNKNOWN' : state,
    joinedMethod: isUnknown(`${path}.joinedMethod`, joinedMethod, JOINED_METHODS) ? undefined : joinedMethod,
  };
}
