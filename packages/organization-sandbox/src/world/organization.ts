import { type Account, accountFromWorld } from './account.ts';
import { denyActions } from './denied-actions.ts';
import { OrganizationPolicies } from './organization-policies.ts';
import type { World } from './schema.ts';

export type Feature = World['organization']['features'][number];

export interface OrganizationalUnit {
  readonly id: string;
  readonly name: string;
  readonly parent: string;
}

/** The service principal of centralized root access. */
export const IAM_SERVICE = 'iam.amazonaws.com';

/** The state of the organization: its accounts and units, and what is enabled. */
export class Organization {
  readonly id: string;
  readonly rootId: string;
  readonly managementAccountId: string;
  readonly accounts: Map<string, Account>;
  readonly units: Map<string, OrganizationalUnit>;
  readonly features: Set<Feature>;
  /** When trusted access was enabled, by service principal. */
  readonly trustedServices: Map<string, Date>;
  /** When trusted access was disabled, by service principal. */
  readonly distrustedServices = new Map<string, Date>();
  /** When each delegated administrator was registered, by service principal and account. */
  readonly delegatedAdministrators: Map<string, Map<string, Date>>;
  readonly policies: OrganizationPolicies;

  constructor(world: World, now: Date) {
    const { organization, accounts } = world;
    this.id = organization.id;
    this.rootId = rootIdOf(world);
    this.managementAccountId = organization.managementAccountId;
    this.features = new Set(organization.features);
    this.trustedServices = new Map(organization.trustedServices.map((service) => [service, now]));
    this.delegatedAdministrators = new Map(
      Object.entries(organization.delegatedAdministrators).map(([service, ids]) => [
        service,
        new Map(ids.map((id) => [id, now])),
      ]),
    );
    this.units = new Map(
      organization.organizationalUnits.map(({ id, name = id, parent }) => [
        id,
        { id, name, parent: parent?.startsWith('ou-') ? parent : this.rootId },
      ]),
    );
    this.accounts = new Map(accounts.map((account) => [account.id, accountFromWorld(account, this.rootId)]));
    this.policies = new OrganizationPolicies({
      organizationId: this.id,
      managementAccountId: this.managementAccountId,
      ancestors: (parent) => this.ancestors(parent),
    });
    addWorldPolicies(this.policies, world, this.rootId);
  }

  /** The delegated administrator for IAM, else the management account. */
  get homeAccountId(): string {
    const [delegate] = this.delegatedAdministrators.get(IAM_SERVICE)?.keys() ?? [];
    return delegate ?? this.managementAccountId;
  }

  isManagement(accountId: string): boolean {
    return accountId === this.managementAccountId;
  }

  isDelegate(accountId: string, service?: string): boolean {
    return service === undefined
      ? [...this.delegatedAdministrators.values()].some((delegates) => delegates.has(accountId))
      : (this.delegatedAdministrators.get(service)?.has(accountId) ?? false);
  }

  isParent(id: string): boolean {
    return id === this.rootId || this.units.has(id);
  }

  /** From the organization's root down to the account's own parent, as ids. */
  ancestors(parent: string): string[] {
    const unit = this.units.get(parent);
    return unit === undefined ? [this.rootId] : [...this.ancestors(unit.parent), unit.id];
  }
}

function addWorldPolicies(
  policies: OrganizationPolicies,
  { policies: given, accounts }: World,
  rootId: string,
): void {
  for (const { id, name, description, type, content, targets } of given) {
    const policy = policies.put({ id, name, description, type, content: JSON.stringify(content) });
    policies.enable(type);
    for (const target of targets) policies.attach(policy, target.startsWith('r-') ? rootId : target);
  }
  for (const { id, deniedByScp } of accounts) denyActions(policies, id, deniedByScp);
}

/** The id of a unit contains that of the root: `ou-sbox-work0001` is in `r-sbox`. */
function rootIdOf({ organization, accounts, policies }: World): string {
  const parents = [...organization.organizationalUnits, ...accounts].map(({ parent }) => parent);
  const targets = policies.flatMap((policy) => policy.targets);
  const named = [...parents, ...targets].find((id) => id?.startsWith('r-'));
  return named ?? `r-${organization.organizationalUnits[0]?.id.split('-')[1] ?? 'sbox'}`;
}
