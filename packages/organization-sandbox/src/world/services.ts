import * as v from 'valibot';
import { matching, record, strictObject, text } from '../contract/shapes.ts';
import { policySchema } from '../policy/policy.ts';

const NAME = /^[A-Za-z][A-Za-z0-9-]{0,127}$/;

const EMPTY_TEMPLATE = '{"Resources":{}}';

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

const stack = strictObject({
  name: matching(NAME, 'expected the name of a stack'),
  status: v.optional(matching(/^[A-Z_]+$/, 'expected a status such as CREATE_COMPLETE'), 'CREATE_COMPLETE'),
  outputs: v.optional(record(v.string()), {}),
  /** The service role that it was deployed with. */
  roleArn: v.optional(matching(/^arn:[^:]+:iam::\d{12}:role\/.+$/, 'expected the ARN of a role')),
  /** Without one, the stack is in every Region. */
  region: v.optional(matching(/^[a-z]{2,}(-[a-z]+)+-\d$/, 'expected a Region')),
});

const stackSetName = matching(NAME, 'expected the name of a StackSet');

const policyName = matching(/^[\w+=,.@-]{1,128}$/, 'expected the name of a policy');

const ALLOW_EVERYTHING: unknown = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
};

/** It stays as it is written: that it is a policy is only checked. */
const policyDocument = v.pipe(
  v.unknown(),
  v.rawCheck(({ dataset, addIssue }) => {
    for (const { message, path } of v.safeParse(policySchema, dataset.value).issues ?? []) {
      addIssue({ message, ...(path !== undefined && { path }) });
    }
  }),
);

const managedPolicy = v.union([
  v.pipe(
    policyName,
    v.transform((name) => ({ name, document: ALLOW_EVERYTHING })),
  ),
  strictObject({ name: policyName, document: policyDocument }),
]);

const kmsKey = strictObject({
  id: matching(/^[a-zA-Z0-9-]{1,128}$/, 'expected the id of a key'),
  enabled: v.optional(v.boolean(), true),
  usage: v.optional(matching(/^[A-Z_]+$/, 'expected a usage such as ENCRYPT_DECRYPT'), 'ENCRYPT_DECRYPT'),
  spec: v.optional(
    matching(/^[A-Z0-9_]+$/, 'expected a spec such as SYMMETRIC_DEFAULT'),
    'SYMMETRIC_DEFAULT',
  ),
});

/** The name alone is short for one with a template of nothing. */
const stackSet = v.pipe(
  v.union([
    stackSetName,
    strictObject({ name: stackSetName, templateBody: v.optional(text, EMPTY_TEMPLATE) }),
  ]),
  v.transform((one) => (typeof one === 'string' ? { name: one, templateBody: EMPTY_TEMPLATE } : one)),
);

/** What an account has in services of which the sandbox has only the calls that read. */
export const servicesSchema = strictObject({
  cloudFormation: v.optional(
    strictObject({
      stacks: v.optional(v.array(stack), []),
      stackSets: v.optional(v.array(stackSet), []),
    }),
    {},
  ),
  lambda: v.optional(
    strictObject({
      concurrentExecutions: v.optional(count, 1000),
      unreservedConcurrentExecutions: v.optional(count, 1000),
    }),
    {},
  ),
  /** Whether GuardDuty has a detector. */
  guardDuty: v.optional(v.boolean(), false),
  /** Names of Slack channels in Amazon Q Developer. */
  chatConfigurations: v.optional(
    v.array(matching(/^[A-Za-z0-9-_]{1,128}$/, 'expected the name of a chat configuration')),
    [],
  ),
  /** Customer managed policies, by name; one of which only the name is given allows everything. */
  managedPolicies: v.optional(v.array(managedPolicy), []),
  /** Names of roles. */
  roles: v.optional(v.array(matching(/^[\w+=,.@-]{1,64}$/, 'expected the name of a role')), []),
  /** Keys of KMS, in the Region of the sandbox. */
  kmsKeys: v.optional(v.array(kmsKey), []),
  metricFilters: v.optional(v.array(strictObject({ logGroup: text, name: text, pattern: v.string() })), []),
});

export type AccountServices = v.InferOutput<typeof servicesSchema>;

/** Of an account of which the world says nothing. */
export const DEFAULT_SERVICES: AccountServices = v.parse(servicesSchema, {});
