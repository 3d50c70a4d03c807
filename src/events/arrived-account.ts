import { type AccountId, isAccountId } from '../domain/account.ts';
import { isJsonObject, type JsonObject } from '../domain/json-object.ts';
import type { ArrivalReading } from './catalogue/watched-event.ts';
import { valueAt } from './json.ts';
import { type Irrelevant, irrelevant, type Malformed, malformed } from './parsed-message.ts';

export type ArrivedAccount =
  | { readonly type: 'account'; readonly account: AccountId }
  | Irrelevant
  | Malformed;

/** Finds the account that an organization event is about; the envelope names only the account that logged it. */
export function readArrivedAccount(
  envelope: JsonObject,
  reading: ArrivalReading,
  managementAccountId: AccountId,
): ArrivedAccount {
  switch (reading.type) {
    case 'fields':
      return readFields(envelope, reading);
    case 'search':
      return chooseFrom(searchAccounts(envelope), managementAccountId, 'detail.serviceEventDetails');
    case 'handshake':
      return readHandshake(envelope, managementAccountId);
  }
}

function readFields(
  envelope: JsonObject,
  { accountAt, stateAt }: ArrivalReading & { type: 'fields' },
): ArrivedAccount {
  if (stateAt !== undefined) {
    const state = valueAt(envelope, stateAt);
    if (typeof state !== 'string') return malformed(stateAt, 'expected a string');
    if (state !== 'SUCCEEDED') return irrelevant('not-succeeded');
  }
  const account = accountAt.map((path) => valueAt(envelope, path)).find(isAccountIdValue);
  return account === undefined ? noAccountAt(accountAt.join(' or ')) : { type: 'account', account };
}

/**
 * AcceptHandshake accepts many kinds of handshakes. It is logged in the account that accepts, which for an invitation is the
 * account that joins. Where the management account logs it, the account that joins is a party of the handshake.
 * @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_Handshake.html
 */
function readHandshake(envelope: JsonObject, managementAccountId: AccountId): ArrivedAccount {
  const action = valueAt(envelope, 'detail.responseElements.handshake.action');
  if (action !== undefined && action !== 'INVITE') return irrelevant('other-handshake');
  const parties = valueAt(envelope, 'detail.responseElements.handshake.parties');
  const invited = Array.isArray(parties)
    ? parties.filter(isJsonObject).flatMap(({ type, id }) => (type === 'ACCOUNT' ? [id] : []))
    : [];
  const acting = [valueAt(envelope, 'account'), valueAt(envelope, 'detail.userIdentity.accountId')];
  const named = [...acting, ...invited].filter(isAccountIdValue);
  return chooseFrom(named, managementAccountId, 'detail.responseElements.handshake.parties');
}

function chooseFrom(
  accounts: readonly AccountId[],
  managementAccountId: AccountId,
  path: string,
): ArrivedAccount {
  const account = accounts.find((candidate) => candidate !== managementAccountId);
  if (account !== undefined) return { type: 'account', account };
  return accounts.length > 0 ? irrelevant('management-account') : noAccountAt(path);
}

const SEARCHED = ['serviceEventDetails', 'requestParameters', 'responseElements', 'additionalEventData'];

/**
 * Account ids under any key that ends in account id, nearest to the top first. AWS announced AccountJoinedOrganization
 * in May 2026 without publishing its record. `recipientAccountId` says who received the record, so it does not count.
 */
export function searchAccounts(envelope: JsonObject): readonly AccountId[] {
  return SEARCHED.flatMap((part) => searchUnder(valueAt(envelope, `detail.${part}`)));
}

function searchUnder(root: unknown): readonly AccountId[] {
  const found: AccountId[] = [];
  let level = [root];
  while (level.length > 0) {
    const entries = level.flatMap((value) =>
      typeof value === 'object' && value !== null ? Object.entries(value) : [],
    );
    for (const [key, value] of entries) if (namesAccount(key) && isAccountIdValue(value)) found.push(value);
    level = entries.map(([, value]) => value);
  }
  return found;
}

function namesAccount(key: string): boolean {
  return /account_?id$/i.test(key) && key !== 'recipientAccountId';
}

export function isAccountIdValue(value: unknown): value is AccountId {
  return typeof value === 'string' && isAccountId(value);
}

function noAccountAt(path: string): Malformed {
  return malformed(path, 'expected an account id of 12 digits');
}
