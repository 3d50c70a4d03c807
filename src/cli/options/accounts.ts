import { isAccountId, isOrganizationalUnitId } from '../../domain/account.ts';
import { resolveOrganizationalUnits } from '../../guardrail/operate/resolve-organizational-units.ts';
import type { AccountSelection } from '../../guardrail/operate/select-accounts.ts';
import type { OperatorPorts } from '../../runtime/operator/ports.ts';
import { list } from './option.ts';
import { notAccepted, text } from './parsers.ts';

export const ACCOUNT = list(
  '-a, --account <account>',
  'only this account, by id or unique name',
  accountText,
);

export const ORGANIZATIONAL_UNIT = list(
  '--ou <ou>',
  'only accounts in this organizational unit and below it, by id or unique name',
  unitText,
);

/** @throws InvalidInputError `unknown-organizational-unit`; AwsCallError when the units cannot be listed */
export async function selectionOf(
  ports: Pick<OperatorPorts, 'unitFinder'>,
  args: { readonly accounts: readonly string[]; readonly organizationalUnits: readonly string[] },
): Promise<AccountSelection> {
  return {
    accounts: args.accounts,
    organizationalUnits: await resolveOrganizationalUnits(ports, args.organizationalUnits),
  };
}

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
