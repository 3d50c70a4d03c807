import type { JsonSchema } from '@valibot/to-json-schema';
import { configurationSchema } from './configuration-schema.ts';

/*
 * The table of docs/configuration.md:
 *   npx tsx scripts/configuration-docs.ts
 */

/** A field with its path: `notifications.emails`. */
interface Field {
  readonly path: string;
  readonly isRequired: boolean;
  readonly schema: JsonSchema;
}

/** Markdown, one row for each field. */
export function configurationTable(): string {
  return [
    '| Field | Value | Default | Example | Meaning |',
    '|---|---|---|---|---|',
    ...fieldsOf(configurationSchema()).map(row),
  ].join('\n');
}

/** Every field, those of nested objects after the object. */
export function fieldsOf(schema: JsonSchema, parent = ''): readonly Field[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, property]) => {
    if (typeof property === 'boolean') return [];
    const path = `${parent}${name}`;
    const isRequired = schema.required?.includes(name) ?? false;
    return [{ path, isRequired, schema: property }, ...fieldsOf(property, `${path}.`)];
  });
}

function row({ path, isRequired, schema }: Field): string {
  const byDefault = schema.default === undefined ? '' : code(schema.default);
  const cells = [
    `\`${path}\``,
    kindOf(schema),
    isRequired ? '**required**' : byDefault,
    code(schema.examples?.at(0)),
    schema.description,
  ];
  return `| ${cells.join(' | ')} |`;
}

/** Formats of texts are left to the example: their regular expressions are in rootguard.schema.json. */
function kindOf({ type, minimum, maximum, enum: values }: JsonSchema): string {
  if (values !== undefined) return values.map(String).join(', ');
  switch (type) {
    case 'integer':
      return `${minimum} to ${maximum}`;
    case 'boolean':
      return 'true, false';
    case 'array':
      return 'list';
    case 'object':
      return 'object';
    default:
      return 'text';
  }
}

function code(value: unknown): string {
  return `\`${JSON.stringify(value)}\``;
}

if (process.argv[1] === import.meta.filename) process.stdout.write(`${configurationTable()}\n`);
