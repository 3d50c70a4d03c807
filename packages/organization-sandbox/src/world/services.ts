import * as v from 'valibot';
import { matching, record, strictObject, text } from '../contract/shapes.ts';

const NAME = /^[A-Za-z][A-Za-z0-9-]{0,127}$/;

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

const stack = strictObject({
  name: matching(NAME, 'expected the name of a stack'),
  status: v.optional(matching(/^[A-Z_]+$/, 'expected a status such as CREATE_COMPLETE'), 'CREATE_COMPLETE'),
  outputs: v.optional(record(v.string()), {}),
});

const stackSetName = matching(NAME, 'expected the name of a StackSet');

/** What an account has in services of which the sandbox has only the calls that read. */
export const servicesSchema = strictObject({
  cloudFormation: v.optional(
    strictObject({
      stacks: v.optional(v.array(stack), []),
      stackSets: v.optional(v.array(stackSetName), []),
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
  /** Names of customer managed policies. */
  managedPolicies: v.optional(v.array(matching(/^[\w+=,.@-]{1,128}$/, 'expected the name of a policy')), []),
  metricFilters: v.optional(v.array(strictObject({ logGroup: text, name: text, pattern: v.string() })), []),
});

export type AccountServices = v.InferOutput<typeof servicesSchema>;

/** Of an account of which the world says nothing. */
export const DEFAULT_SERVICES: AccountServices = v.parse(servicesSchema, {});
