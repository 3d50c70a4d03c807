import { isAccountId, isOrganizationalUnitId } from '../../domain/account.ts';
import { list, required } from './option.ts';
import { notAccepted, text } from './parsers.ts';

export const ACCOUNT = list(
  '-a, --account <account>',
  'only this account, by id or unique name',
  accountText,
);

/** For a command about one account. */
export const ONE_ACCOUNT = required(
  '-a, --account <account>',
  'the account, by id or unique name',
  accountText,
);

export const ORGANIZATIONAL_UNIT = list(
  '--ou <ou>',
  'only accounts in this organizational unit and below it, by id or unique name',
  unitText,
);

/** An id or a name. A text that starts with `ou-` or `r-` has to be a valid id: a mistyped id is not a name. */
export function unitText(input: string): string {
  if (!/^(?:ou|r)-/.test(input) || isOrganizationalUnitId(input)) return text(input);
  throw notAccepted('organizational unit', input, 'an id such as ou-ab12-cdef3456, or the name of a unit');
}

/** An id or a name. A text of digits has to be a valid id: a mistyped id is not a name. */
export function accountText(input: string): string {
  if (!/^\d+$/.test(input) || isAccountId(input)) return text(input);
  throw notAccepted('account', input, '12 digits, or the name of an account');
}
