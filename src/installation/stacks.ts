import type { Configuration } from './configuration.ts';
import { resourceNames } from './names.ts';

/** Not needed if the home account is the management account and the features are enabled otherwise. */
export function needsManagementStack({
  homeIsManagement,
  turnOnRootAccess,
}: Pick<Configuration, 'homeIsManagement' | 'turnOnRootAccess'>): boolean {
  return !homeIsManagement || turnOnRootAccess;
}

type Regions = Pick<Configuration, 'controlTowerRegion' | 'region'>;

/** The home Region of Control Tower where it is another one than rootguard's: then its events need a stack of their own. */
export function otherControlTowerRegion({ controlTowerRegion, region }: Regions): string | undefined {
  return controlTowerRegion === region ? undefined : controlTowerRegion;
}

/** A stack that watches the default bus of an account in another Region than rootguard's. */
export interface SessionsStackPlace {
  readonly where: 'home' | 'management';
  readonly name: string;
  readonly accountId: string;
  readonly region: string;
}

type SessionRegions = Pick<
  Configuration,
  'homeAccountId' | 'homeIsManagement' | 'managementAccountId' | 'namePrefix' | 'sessionRegions'
>;

/** In the order in which they are deployed: the queue that both use is in that of home. */
export function sessionsStacks(configuration: SessionRegions): readonly SessionsStackPlace[] {
  const { homeAccountId, homeIsManagement, managementAccountId, namePrefix, sessionRegions } = configuration;
  const { stacks } = resourceNames(namePrefix);
  return sessionRegions.flatMap((region): readonly SessionsStackPlace[] => [
    { where: 'home', name: `${stacks.sessions}-${region}`, accountId: homeAccountId, region },
    ...(homeIsManagement
      ? []
      : [
          {
            where: 'management' as const,
            name: `${stacks.managementSessions}-${region}`,
            accountId: managementAccountId,
            region,
          },
        ]),
  ]);
}
