import * as v from 'valibot';
import { ConfigurationError, describeIssue } from './configuration-error.ts';
import { enforces, type FieldIssue, findInconsistencies } from './consistency.ts';
import { operatorRolesOf, sessionPrincipalsOf } from './operators.ts';
import { fieldsSchema } from './schema.ts';

/** What is shown of where the configuration comes from. */
export interface ConfigurationSource {
  /** For the head of an error. */
  readonly name: string;
  /** Stands for the whole configuration where an issue has no path. */
  readonly whole: string;
}

/** The context of the CDK app, in cdk.json. */
export const CDK_CONTEXT: ConfigurationSource = {
  name: 'cdk.json, context.rootguard',
  whole: 'rootguard',
};

const schema = v.pipe(
  fieldsSchema,
  // A raw check also runs if there are other issues, so its own are reported together with them.
  v.rawCheck(({ dataset: { value }, addIssue }) => {
    for (const issue of findInconsistencies(value)) {
      addIssue({ message: issue.message, path: pathOf(value, issue) });
    }
  }),
);

type Fields = v.InferOutput<typeof schema>;

/** An installation of rootguard, as its operator configures it. */
export interface Configuration
  extends Readonly<
    Omit<
      Fields,
      '$schema' | 'stackSetsAccountId' | 'allowEnforcement' | 'operatorRoles' | 'sessionPrincipals'
    >
  > {
  readonly stackSetsAccountId: string;
  readonly operatorRoles: readonly string[];
  /** ARN patterns. */
  readonly sessionPrincipals: readonly string[];
  readonly homeIsManagement: boolean;
  /** Whether the configuration itself puts any account in enforce mode. */
  readonly enforcesAnywhere: boolean;
  /** False: the consumer's role lacks the delete task policy, so that no setting at run time can enforce. */
  readonly allowEnforcement: boolean;
}

/** @throws ConfigurationError with every issue and its path */
export function parseConfiguration(input: unknown, source: ConfigurationSource = CDK_CONTEXT): Configuration {
  const parsed = v.safeParse(schema, input);
  if (!parsed.success) {
    throw new ConfigurationError(
      source.name,
      parsed.issues.map((issue) => describeIssue(issue, source.whole)),
    );
  }
  const { $schema: _, ...fields } = parsed.output;
  const enforcesAnywhere = enforces(fields);
  return {
    ...fields,
    stackSetsAccountId: fields.stackSetsAccountId ?? fields.managementAccountId,
    homeIsManagement: fields.homeAccountId === fields.managementAccountId,
    enforcesAnywhere,
    allowEnforcement: fields.allowEnforcement ?? enforcesAnywhere,
    operatorRoles: operatorRolesOf(fields),
    sessionPrincipals: sessionPrincipalsOf(fields),
  };
}

/** As valibot describes paths. */
function pathOf(whole: unknown, { path }: FieldIssue): [v.IssuePathItem, ...v.IssuePathItem[]] {
  const [first, ...others] = path;
  const items: [v.IssuePathItem, ...v.IssuePathItem[]] = [itemOf(whole, first)];
  for (const key of others) items.push(itemOf(items.at(-1)?.value, key));
  return items;
}

function itemOf(input: unknown, key: string): v.IssuePathItem {
  const object: Record<string, unknown> = { ...Object(input) };
  return { type: 'object', origin: 'value', input: object, key, value: object[key] };
}
