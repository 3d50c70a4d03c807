import { parseConfiguration } from '../../src/installation/configuration.ts';
import { ConfigurationError } from '../../src/installation/configuration-error.ts';
import { EXAMPLE } from './synthesis.ts';

/** Whether the example with these settings is a configuration. */
export function isAccepted(settings: object): boolean {
  try {
    parseConfiguration({ ...EXAMPLE, ...settings });
    return true;
  } catch (error) {
    if (error instanceof ConfigurationError) return false;
    throw error;
  }
}
