import { type AccountId, isAccountId, isOrganizationalUnitId } from '../../domain/account.ts';
import { AwsCallError, InvalidInputError } from '../../domain/errors.ts';
import type { Scope } from '../../domain/exception.ts';
import type { Policy } from '../../domain/policy.ts';
import { type EditedScope, isWholeOrganization } from './edit-policy.ts';
import { requireOrganizationalUnits, resolveOrganizationalUnits } from './resolve-organizational-units.ts';
import { type AccountSelection, type SelectDependencies, selectAccounts } from './select-accounts.ts';

/**
 * The units and accounts that a command names. All of them exist: a mode of a unit that does not would apply to nothing, without
 * anybody noticing.
 * @throws InvalidInputError `unknown-account`, `unknown-organizational-unit`; AwsCallError
 */
export async function resolveModeScope(
  deps: SelectDependencies,
  { accounts, organizationalUnits }: AccountSelection,
): Promise<EditedScope> {
  const units = await resolveOrganizationalUnits(deps, organizationalUnits);
  await requireOrganizationalUnits(deps, units);
  const selected = await selectAccounts(deps, { accounts, organizationalUnits: [] });
  if (selected.includesManagementAccount) {
    throw new InvalidInputError('unknown-account', 'accounts', [
      '--account: the management account has no mode, as AWS opens no root sessions in it',
    ]);
  }
  const [unreadable] = selected.unreadable;
  if (unreadable !== undefined) throw new AwsCallError(unreadable.failure);
  return { organizationalUnits: units, accounts: selected.members.map(({ id }) => id) };
}

/**
 * The units and accounts whose mode is to be taken out. By their ids they are not looked up, as they may have left the organization.
 * @throws InvalidInputError `no-override`, with each that has no mode of its own; AwsCallError
 */
export async function resolveOverrides(
  deps: SelectDependencies,
  policy: Policy,
  { accounts, organizationalUnits }: AccountSelection,
): Promise<EditedScope> {
  const names = accounts.filter((account) => !isAccountId(account));
  const unitNames = organizationalUnits.filter((unit) => !isOrganizationalUnitId(unit));
  const named = await resolveModeScope(deps, { accounts: names, organizationalUnits: unitNames });
  const scope = {
    accounts: [...accounts.filter(isAccountId), ...named.accounts],
    organizationalUnits: [
      ...organizationalUnits.filter(isOrganizationalUnitId),
      ...named.organizationalUnits,
    ],
  };
  const issues = [
    ...scope.accounts.filter((id: AccountId) => !policy.accountModes.has(id)).map((id) => `--account: ${id}`),
    ...scope.organizationalUnits
      .filter((id) => !policy.organizationalUnitModes.has(id))
      .map((id) => `--ou: ${id}`),
  ].map((issue) => `${issue} has no mode of its own`);
  if (issues.length > 0) throw new InvalidInputError('no-override', 'overrides', issues);
  return scope;
}

/** As scopes to be audited again. */
export function scopesToAudit(scope: EditedScope): readonly Scope[] {
  if (isWholeOrganization(scope)) return [{ type: 'organization' }];
  return [
    ...scope.accounts.map((account) => ({ type: 'account', account }) as const),
    ...scope.organizationalUnits.map(
      (organizationalUnit) => ({ type: 'organizational-unit', organizationalUnit }) as const,
    ),
  ];
}
