import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Configuration, parseConfiguration } from './configuration.ts';
import { ConfigurationError } from './configuration-error.ts';
import { CONFIGURATION_FILE } from './file-name.ts';

/** A configuration and the file that it was read from. */
export interface ConfigurationFile {
  readonly path: string;
  readonly configuration: Configuration;
}

/**
 * Reads the named file, or `rootguard.json` in the directory if there is one.
 * @param named a path, as an option or the environment has it; a file that is named has to exist
 * @param directory the working directory
 * @throws ConfigurationError
 */
export function readConfigurationFile(
  named: string | undefined,
  directory: string,
): ConfigurationFile | undefined {
  if (named === undefined || named === '') {
    const path = join(directory, CONFIGURATION_FILE);
    return existsSync(path) ? { path, configuration: read(path) } : undefined;
  }
  return { path: named, configuration: read(named) };
}

function read(path: string): Configuration {
  return parseConfiguration(parseJson(path, readText(path)), { name: path, whole: CONFIGURATION_FILE });
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new ConfigurationError(path, [`cannot be read: ${messageOf(error)}`]);
  }
}

/** Some editors begin a file with a byte order mark. */
function parseJson(path: string, text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new ConfigurationError(path, [`is not JSON: ${messageOf(error)}`]);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
