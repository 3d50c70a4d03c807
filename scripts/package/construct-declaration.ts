import * as v from 'valibot';
import { configurationSchema } from '../configuration-schema.ts';

/** What of JSON Schema the configuration has. */
interface Schema {
  readonly type?: string | undefined;
  readonly description?: string | undefined;
  readonly enum?: readonly (string | number)[] | undefined;
  readonly anyOf?: readonly Schema[] | undefined;
  readonly items?: Schema | undefined;
  readonly properties?: Readonly<Record<string, Schema>> | undefined;
  readonly required?: readonly string[] | undefined;
  readonly additionalProperties?: Schema | boolean | undefined;
  readonly default?: unknown;
}

const schema: v.GenericSchema<unknown, Schema> = v.object({
  type: v.optional(v.string()),
  description: v.optional(v.string()),
  enum: v.optional(v.array(v.union([v.string(), v.number()]))),
  anyOf: v.optional(v.array(v.lazy(() => schema))),
  items: v.optional(v.lazy(() => schema)),
  properties: v.optional(
    v.record(
      v.string(),
      v.lazy(() => schema),
    ),
  ),
  required: v.optional(v.array(v.string())),
  additionalProperties: v.optional(v.union([v.boolean(), v.lazy(() => schema)])),
  default: v.optional(v.unknown()),
});

const IMPORTS = ["import type { Stack } from 'aws-cdk-lib';", "import { Construct } from 'constructs';"].join(
  '\n',
);

/** The types of `rootguard/cdk`, made from the schema of the configuration, so that they need no library of types. */
export function constructDeclaration(): string {
  const configuration = v.parse(schema, JSON.parse(JSON.stringify(configurationSchema())));
  return `${IMPORTS}

/** An installation of rootguard, as rootguard.json describes it: docs/configuration.md. */
export interface RootguardConfiguration ${typeOf(configuration, '')}

export interface RootguardProps {
  readonly configuration: RootguardConfiguration;
}

/** They are deployed in several accounts, in this order, and refer to each other by fixed names. */
export interface RootguardStacks {
  readonly data: Stack;
  readonly home: Stack;
  /** Not needed if the home account is the management account and the root access features are turned on otherwise. */
  readonly management: Stack | undefined;
  /** Only where the home Region of Control Tower is another one. */
  readonly controlTower: Stack | undefined;
  readonly members: Stack;
  /** Of the home and the management account, for each of \`sessionRegions\`. */
  readonly sessions: readonly Stack[];
  readonly memberSessions: Stack | undefined;
}

/** All stacks of rootguard. */
export declare class Rootguard extends Construct {
  readonly stacks: RootguardStacks;
  /** @throws an error that lists every issue of the configuration */
  constructor(scope: Construct, id: string, props: RootguardProps);
}
`;
}

function typeOf(one: Schema, indent: string): string {
  if (one.enum) return one.enum.map((value) => JSON.stringify(value)).join(' | ');
  if (one.anyOf) return [...new Set(one.anyOf.map((part) => typeOf(part, indent)))].join(' | ');
  switch (one.type) {
    case 'object':
      return one.properties ? objectType(one, indent) : recordType(one, indent);
    case 'array':
      return `readonly (${typeOf(one.items ?? {}, indent)})[]`;
    case 'integer':
      return 'number';
    case 'string':
    case 'number':
    case 'boolean':
      return one.type;
    default:
      throw new Error(`no type for ${JSON.stringify(one)}`);
  }
}

function objectType({ properties = {}, required = [] }: Schema, indent: string): string {
  const inner = `${indent}  `;
  const lines = Object.entries(properties).flatMap(([name, property]) => [
    ...(property.description ? [`${inner}/** ${property.description}${defaultOf(property)} */`] : []),
    `${inner}readonly ${name}${required.includes(name) && property.default === undefined ? '' : '?'}: ${typeOf(property, inner)};`,
  ]);
  return `{\n${lines.join('\n')}\n${indent}}`;
}

function recordType({ additionalProperties }: Schema, indent: string): string {
  const value = typeof additionalProperties === 'object' ? additionalProperties : {};
  return `Readonly<Record<string, ${typeOf(value, indent)}>>`;
}

function defaultOf({ default: value }: Schema): string {
  return value === undefined || typeof value === 'object' ? '' : ` Default: ${JSON.stringify(value)}.`;
}
