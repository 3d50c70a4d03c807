import { isAccountId, isOrganizationalUnitId } from '../../domain/account.ts';
import { resolveOrganizationalUnits } from '../../guardrail/operate/resolve-organizational-units.ts';
import type { AccountSelection } from '../../guardrail/operate/select-accounts.ts';
import type { OperatorPorts } from '../../runtime/operator-ports.ts';
import { type Given, list } from '../option.ts';
import { notAccepted, text } from '../values.ts';

export const ACCOUNT = list(
  '-a, --account <account>',
  'only this account: its id, or its name where one account has it',
  accountText,
);

export const ORGANIZATIONAL_UNIT = list(
  '--ou <ou>',
  'only accounts in this organizational unit and below it: its id, or its name where one unit has it',
  unitText,
);

/** @throws InvalidInputError `unknown-organizational-unit`; AwsCallError when the units cannot be listed */
export async function selectionOf(
  ports: Pick<OperatorPorts, 'unitFinder'>,
  given: Given,
): Promise<AccountSelection> {
  return {
    accounts: given(ACCOUNT),
    organizationalUnits: await resolveOrganizationalUnits(ports, given(ORGANIZATIONAL_UNIT)),
  };
}

/** An id or a name. What begins like the id of a unit or a root is meant as one, and a mistyped id is no name. */
export function unitText(given: string): string {
  if (!/^(?:ou|r)-/.test(given) || isOrganizationalUnitId(given)) return text(given);
  throw notAccepted('organizational unit', given, 'an id such as ou-ab12-cdef3456, or the name of a unit');
}

/** An id or a name. Digits alone are meant as an id, and a mistyped id is no name. */
export function accountText(given: string): string {
  if (!/^\d+$/.test(given) || isAccountId(given)) return text(given);
  throw notAccepted('account', given, '12 digits, or the name of an account');
}
