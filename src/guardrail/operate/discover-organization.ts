import type { AccountId } from '../../domain/account.ts';
import type { AwsFailure } from '../../domain/aws-failure.ts';
import type { ValueReading } from '../../domain/reading.ts';
import type { AccountSample, OrganizationDiscovery, TrailHome } from '../ports/organization-discovery.ts';
import type { RootAccessReader } from '../ports/root-access.ts';
import { planEnabling, type RootAccess, readRootAccess } from './root-access.ts';

/** Fifty pages: AWS allows a few of them a second, and nobody wants to wait for 50,000 accounts to be named. */
const MAX_ACCOUNTS = 1_000;

const STACK_SETS = 'member.org.stacksets.cloudformation.amazonaws.com';
const CONTROL_TOWER = 'controltower.amazonaws.com';

/**
 * The organization trail that AWS Control Tower makes in its home Region.
 * @see https://docs.aws.amazon.com/controltower/latest/userguide/shared-account-resources.html
 */
const CONTROL_TOWER_TRAIL = 'aws-controltower-BaselineCloudTrail';

/** `unknown`: whether it is in use could not be read. `in-use` without a Region: its trail was not found. */
export type ControlTower =
  | { readonly type: 'not-in-use' }
  | { readonly type: 'in-use'; readonly region: string | undefined }
  | { readonly type: 'unknown'; readonly failure: AwsFailure };

/** What an organization has, as far as the credentials may read it. */
export interface DiscoveredOrganization {
  readonly rootId: ValueReading<string>;
  readonly accounts: ValueReading<AccountSample>;
  readonly rootAccess: RootAccess;
  readonly stackSetsAdministrators: ValueReading<readonly AccountId[]>;
  readonly controlTower: ControlTower;
  readonly trails: ValueReading<readonly TrailHome[]>;
}

export interface DiscoverDependencies {
  readonly discovery: OrganizationDiscovery;
  readonly rootAccess: RootAccessReader;
}

/** Reads, and changes nothing. */
export async function discoverOrganization({
  discovery,
  rootAccess,
}: DiscoverDependencies): Promise<DiscoveredOrganization> {
  const [rootId, accounts, access, stackSetsAdministrators, services, trails] = await Promise.all([
    discovery.readRootId(),
    discovery.readAccounts(MAX_ACCOUNTS),
    readRootAccess(rootAccess),
    discovery.readDelegatedAdministrators(STACK_SETS),
    discovery.readTrustedServices(),
    discovery.readTrails(),
  ]);
  return {
    rootId,
    accounts,
    rootAccess: access,
    stackSetsAdministrators,
    controlTower: controlTowerOf(services, trails),
    trails,
  };
}

function controlTowerOf(
  services: ValueReading<readonly string[]>,
  trails: ValueReading<readonly TrailHome[]>,
): ControlTower {
  const trail =
    trails.type === 'readable' ? trails.value.find(({ name }) => name === CONTROL_TOWER_TRAIL) : undefined;
  if (trail !== undefined) return { type: 'in-use', region: trail.homeRegion || undefined };
  if (services.type === 'unreadable') return { type: 'unknown', failure: services.failure };
  return services.value.includes(CONTROL_TOWER)
    ? { type: 'in-use', region: undefined }
    : { type: 'not-in-use' };
}

/** Whether root sessions can be opened from the home account; undefined where that could not be read. */
export function isRootAccessReady(
  access: RootAccess,
  home: AccountId,
  isManagement: boolean,
): boolean | undefined {
  const { trustedAccess, features, delegatedAdministrators } = access;
  const steps = planEnabling(access, isManagement ? undefined : home);
  if (steps.length === 0) return true;
  const isRead = [trustedAccess, features, delegatedAdministrators].every(({ type }) => type === 'readable');
  return isRead ? false : undefined;
}
