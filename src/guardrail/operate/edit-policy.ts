import type { AccountId, OrganizationalUnitId } from '../../domain/account.ts';
import type { Mode, Policy } from '../../domain/policy.ts';

/** The organizational units and accounts that an edit is about; none of both is the organization. */
export interface EditedScope {
  readonly organizationalUnits: readonly OrganizationalUnitId[];
  readonly accounts: readonly AccountId[];
}

export function isWholeOrganization({ organizationalUnits, accounts }: EditedScope): boolean {
  return organizationalUnits.length + accounts.length === 0;
}

/** Sets the mode of the organization, whose overrides stay, or that of each unit and account. */
export function withMode(policy: Policy, scope: EditedScope, mode: Mode): Policy {
  if (isWholeOrganization(scope)) return { ...policy, mode };
  return {
    ...policy,
    organizationalUnitModes: new Map([
      ...policy.organizationalUnitModes,
      ...scope.organizationalUnits.map((unit) => [unit, mode] as const),
    ]),
    accountModes: new Map([
      ...policy.accountModes,
      ...scope.accounts.map((account) => [account, mode] as const),
    ]),
  };
}

/** Takes the modes of these units and accounts out, so that the next closest applies. */
export function withoutModes(policy: Policy, { organizationalUnits, accounts }: EditedScope): Policy {
  return {
    ...policy,
    organizationalUnitModes: without(policy.organizationalUnitModes, organizationalUnits),
    accountModes: without(policy.accountModes, accounts),
  };
}

function without<Id>(modes: ReadonlyMap<Id, Mode>, ids: readonly Id[]): ReadonlyMap<Id, Mode> {
  return new Map([...modes].filter(([id]) => !ids.includes(id)));
}
