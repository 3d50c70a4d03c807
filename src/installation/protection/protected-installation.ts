import type { Configuration } from '../configuration.ts';

/** What the policies have to know of an installation. */
export type ProtectedInstallation = Pick<
  Configuration,
  'customerManagedKey' | 'homeAccountId' | 'keyArn' | 'namePrefix' | 'partition' | 'region'
>;
