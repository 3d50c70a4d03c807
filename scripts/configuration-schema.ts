import { type JsonSchema, toJsonSchema } from '@valibot/to-json-schema';
import { CONFIGURATION_FILE } from '../src/installation/file-name.ts';
import { fieldsSchema } from '../src/installation/schema.ts';

/*
 * Generates rootguard.schema.json, with which editors complete and check rootguard.json:
 *   npx tsx scripts/configuration-schema.ts > rootguard.schema.json && npx biome format --write rootguard.schema.json
 */

/** Checks between fields cannot be written in JSON Schema; rootguard itself makes them. */
export function configurationSchema(): JsonSchema {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: CONFIGURATION_FILE,
    description: 'An installation of rootguard. docs/configuration.md describes each field.',
    // The flag `u` of a regular expression is lost, and editors set it anyway.
    ...toJsonSchema(fieldsSchema, { typeMode: 'output', errorMode: 'ignore' }),
  };
}

if (process.argv[1] === import.meta.filename) {
  process.stdout.write(`${JSON.stringify(configurationSchema(), null, 2)}\n`);
}
