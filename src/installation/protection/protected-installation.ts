import type { Configuration } from '../configuration.ts';
import { REGION } from '../defaults.ts';
import { DEFAULT_NAME_PREFIX } from '../names.ts';

/** What the policies have to know of an installation. */
export type ProtectedInstallation = Pick<
  Configuration,
  | 'canary'
  | 'customerManagedKey'
  | 'deployerRoles'
  | 'homeAccountId'
  | 'keyArn'
  | 'namePrefix'
  | 'partition'
  | 'permissionsBoundary'
  | 'region'
  | 'sessionRegions'
>;

/** An installation with the defaults of the configuration, of which nothing but the home account is known. */
export function defaultInstallation(homeAccountId: string): ProtectedInstallation {
  return {
    homeAccountId,
    partition: 'aws',
    region: REGION,
    namePrefix: DEFAULT_NAME_PREFIX,
    customerManagedKey: false,
    sessionRegions: [],
  };
}
