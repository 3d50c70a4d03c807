import type { Configuration } from './configuration.ts';

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
