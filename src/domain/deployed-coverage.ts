import type { AccountId } from './account.ts';

/** What a deployment is to watch, by its configuration. */
export interface DeployedCoverage {
  /**
   * The organizational units whose accounts are to forward their events; the organization's root stands for all. Undefined where they
   * are not known: then every account counts as covered, as one that is not heard must not be taken for one that need not be.
   */
  readonly units: readonly string[] | undefined;
  readonly sweepEveryHours: number;
}

interface InOrganization {
  readonly id: string;
  readonly organizationalUnits: readonly string[];
}

/** Whether its events are to be forwarded. The home account forwards its own, wherever it is. */
export function isCovered(
  account: InOrganization,
  { units }: Pick<DeployedCoverage, 'units'>,
  homeAccountId: AccountId,
): boolean {
  return units === undefined || account.id === homeAccountId || isInUnits(account, units);
}

/** Whether the StackSet deploys to it. The root is named by its own id; an account in the root has no unit above it. */
export function isInUnits(
  { organizationalUnits }: Pick<InOrganization, 'organizationalUnits'>,
  units: readonly string[],
): boolean {
  return units.some((unit) => isRoot(unit) || organizationalUnits.some((above) => above === unit));
}

function isRoot(unit: string): boolean {
  return unit.startsWith('r-');
}
