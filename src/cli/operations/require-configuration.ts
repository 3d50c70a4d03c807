import { InvalidInputError } from '../../domain/errors.ts';
import type { Configuration } from '../../installation/configuration.ts';
import { CONFIGURATION_FILE } from '../../installation/file-name.ts';
import type { CliContext } from '../context.ts';

/** For a command that means nothing without a configuration. @throws InvalidInputError `no-configuration` */
export async function requireConfiguration(context: CliContext): Promise<Configuration> {
  const file = await context.installation();
  if (file !== undefined) return file.configuration;
  throw new InvalidInputError('no-configuration', CONFIGURATION_FILE, [
    `there is no ${CONFIGURATION_FILE} in the working directory: run rootguard init, or name the file with --config`,
  ]);
}
