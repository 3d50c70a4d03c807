import { isDeepStrictEqual } from 'node:util';
import { type Configuration, parseConfiguration } from '../src/installation/configuration.ts';
import { ConfigurationError } from '../src/installation/configuration-error.ts';
import { type ConfigurationFile, readConfigurationFile } from '../src/installation/read-file.ts';

/** cdk.json has it as shipped. It is no organization: AWS's documentation uses this id. */
const EXAMPLE_ORGANIZATION = 'o-exampleorgid';

/** Where the operator's configuration may be. */
export interface ConfigurationPlaces {
  /** `context.rootguard` of cdk.json. */
  readonly context: unknown;
  /** The file that the environment names. */
  readonly file: string | undefined;
  /** The working directory: cdk runs the app in that of cdk.json. */
  readonly directory: string;
}

/**
 * Reads `rootguard.json`, else the context of cdk.json. Both may be there only if they say the same: a deployment must not
 * depend on which of them somebody edited. The example in cdk.json counts as no configuration beside a file.
 * @throws ConfigurationError
 */
export function readConfiguration({ context, file, directory }: ConfigurationPlaces): Configuration {
  const found = readConfigurationFile(file, directory);
  if (found === undefined) return parseConfiguration(context);
  if (context !== undefined && !isExample(context)) failUnlessSame(found, parseConfiguration(context));
  return found.configuration;
}

function isExample(context: unknown): boolean {
  return Object(context).organizationId === EXAMPLE_ORGANIZATION;
}

function failUnlessSame({ path, configuration }: ConfigurationFile, context: Configuration): void {
  const [ofFile, ofContext] = [new Map(Object.entries(configuration)), new Map(Object.entries(context))];
  const differing = [...new Set([...ofFile.keys(), ...ofContext.keys()])].filter(
    (name) => !isDeepStrictEqual(ofFile.get(name), ofContext.get(name)),
  );
  if (differing.length === 0) return;
  throw new ConfigurationError(`${path} and cdk.json, context.rootguard`, [
    `they differ in ${differing.join(', ')}`,
    'keep one of them: delete context.rootguard from cdk.json, or the file',
  ]);
}
