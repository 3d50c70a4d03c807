import { isAccountId, type OrganizationalUnitId, parseOrganizationalUnitId } from '../../domain/account.ts';
import type { AccountSelection } from '../../guardrail/select-accounts.ts';
import { type Given, list } from '../option.ts';
import { notAccepted, text } from '../values.ts';

export const ACCOUNT = list(
  '-a, --account <account>',
  'only this account: its id, or its name where one account has it',
  accountText,
);

export const ORGANIZATIONAL_UNIT = list<OrganizationalUnitId>(
  '--ou <ou>',
  'only accounts in this organizational unit and below it',
  parseOrganizationalUnitId,
);

export function selectionOf(given: Given): AccountSelection {
  return { accounts: given(ACCOUNT), organizationalUnits: given(ORGANIZATIONAL_UNIT) };
}

/** An id or a name. Digits alone are meant as an id, and a mistyped id is no name. */
export function accountText(given: string): string {
  if (!/^\d+$/.test(given) || isAccountId(given)) return text(given);
  throw notAccepted('account', given, '12 digits, or the name of an account');
}
