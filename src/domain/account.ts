import type { Brand } from './brand.ts';
import { InvalidInputError } from './errors.ts';

/** Twelve digits. @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_Account.html */
export type AccountId = Brand<string, 'AccountId'>;

/** `ou-` + 4 to 32 characters of the root's id + `-` + 8 to 32 characters. */
export type OrganizationalUnitId = Brand<string, 'OrganizationalUnitId'>;

const ACCOUNT_ID = /^\d{12}$/;
const ORGANIZATIONAL_UNIT_ID = /^ou-[0-9a-z]{4,32}-[0-9a-z]{8,32}$/;

export function isAccountId(text: string): text is AccountId {
  return ACCOUNT_ID.test(text);
}

export function isOrganizationalUnitId(text: string): text is OrganizationalUnitId {
  return ORGANIZATIONAL_UNIT_ID.test(text);
}

/** @throws InvalidInputError `invalid-account-id` */
export function parseAccountId(text: string): AccountId {
  if (isAccountId(text)) return text;
  throw new InvalidInputError('invalid-account-id', 'account id', [
    `got ${JSON.stringify(text)}, expected 12 digits`,
  ]);
}

/** @throws InvalidInputError `invalid-organizational-unit-id` */
export function parseOrganizationalUnitId(text: string): OrganizationalUnitId {
  if (isOrganizationalUnitId(text)) return text;
  throw new InvalidInputError('invalid-organizational-unit-id', 'organizational unit id', [
    `got ${JSON.stringify(text)}, expected the form ou-ab12-cdef3456`,
  ]);
}

/** As Organizations reports it; only an ACTIVE account is audited. */
export type AccountState =
  | 'PENDING_ACTIVATION'
  | 'ACTIVE'
  | 'SUSPENDED'
  | 'PENDING_CLOSURE'
  | 'CLOSED'
  | 'UNKNOWN';

/** A member account as Organizations describes it. */
export interface MemberAccount {
  readonly id: AccountId;
  readonly name: string;
  readonly state: AccountState;
  readonly joinedMethod: 'INVITED' | 'CREATED' | undefined;
  readonly joinedAt: Date | undefined;
  /** From the organization's root down to the parent of the account; empty when it stands in the root. */
  readonly organizationalUnits: readonly OrganizationalUnitId[];
}
