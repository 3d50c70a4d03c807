import { DEFAULT_NAMES } from '../../installation/names.ts';

/** For descriptions, which do not know the configuration: the names are those of the default prefix. */
export function needsPolicy(name: keyof typeof DEFAULT_NAMES.policies): string {
  return `It needs the permissions of the managed policy ${DEFAULT_NAMES.policies[name]} (namePrefix takes the place of Rootguard).`;
}
