import * as v from 'valibot';
import type { Brand } from './brand.ts';
import { InvalidInputError } from './errors.ts';
import { branded, maybe, type Output, object } from './schema.ts';

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

export const accountIdSchema = branded(isAccountId, 'must be 12 digits');

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

/** The states that AWS Organizations reports; `UNKNOWN` for none or for a new one. Only an ACTIVE account is audited. */
export const ACCOUNT_STATES = [
  'PENDING_ACTIVATION',
  'ACTIVE',
  'SUSPENDED',
  'PENDING_CLOSURE',
  'CLOSED',
  'UNKNOWN',
] as const;

export type AccountState = (typeof ACCOUNT_STATES)[number];

export const JOINED_METHODS = ['INVITED', 'CREATED'] as const;

export type JoinedMethod = (typeof JOINED_METHODS)[number];

/**
 * The schema of a stored or sent member account. Messages and tables have names and times in different forms, so the schemas
 * of these two are parameters.
 */
export function memberAccountSchema<
  Name extends v.GenericSchema<string, string>,
  Time extends v.GenericSchema<string, Date>,
>({ name, time }: { readonly name: Name; readonly time: Time }) {
  return object({
    id: accountIdSchema,
    name,
    state: v.picklist(ACCOUNT_STATES),
    joinedMethod: maybe(v.picklist(JOINED_METHODS)),
    joinedAt: maybe(time),
    /** From the organization's root down to the parent of the account; empty when it is in the root. */
    organizationalUnits: v.array(branded(isOrganizationalUnitId, 'must be an organizational unit')),
  });
}

/** A member account as Organizations describes it. */
export interface MemberAccount extends Output<ReturnType<typeof memberAccountSchema>> {}
