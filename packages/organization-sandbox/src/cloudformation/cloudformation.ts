import * as v from 'valibot';
import {
  limitedNumberText,
  limitedText,
  oneOf,
  validationMessage,
  withRequestChecks,
} from '../contract/constraints.ts';
import type { Operation, Service } from '../contract/operation.ts';
import { object } from '../contract/shapes.ts';
import type { Organization } from '../world/organization.ts';
import { validationError } from './errors.ts';
import {
  activateOrganizationsAccess,
  describeOrganizationsAccess,
} from './operations/organizations-access.ts';
import { describeStackSet, listStackInstances, listStackSets } from './operations/stack-sets.ts';
import { describeStacks } from './operations/stacks.ts';

/*
 * The constraints on the members of the requests, from CloudFormation's API model:
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_Operations.html
 */

const nextToken = v.optional(limitedText({ min: 1, max: 1024 }));
const callAs = v.optional(oneOf('SELF', 'DELEGATED_ADMIN'));
const maxResults = v.optional(limitedNumberText({ min: 1, max: 100 }));
const stackSetName = limitedText({
  min: 1,
  pattern:
    '[a-zA-Z][-a-zA-Z0-9]*(?::[a-zA-Z0-9]{8}-[a-zA-Z0-9]{4}-[a-zA-Z0-9]{4}-[a-zA-Z0-9]{4}-[a-zA-Z0-9]{12})?',
});

const REQUESTS = {
  DescribeStacks: object({ StackName: v.optional(limitedText({ min: 1 })), NextToken: nextToken }),
  DescribeStackSet: object({ StackSetName: stackSetName, CallAs: callAs }),
  ListStackSets: object({
    NextToken: nextToken,
    MaxResults: maxResults,
    Status: v.optional(oneOf('ACTIVE', 'DELETED')),
    CallAs: callAs,
  }),
  ListStackInstances: object({
    StackSetName: stackSetName,
    NextToken: nextToken,
    MaxResults: maxResults,
    CallAs: callAs,
  }),
  DescribeOrganizationsAccess: object({ CallAs: callAs }),
  ActivateOrganizationsAccess: object({}),
} satisfies Readonly<Record<string, v.GenericSchema>>;

/** What an account sees of its stacks and StackSets. It deploys nothing: the world says what there is. */
export function createCloudFormation(organization: Organization, now: () => Date): Service {
  const operations: Readonly<Record<keyof typeof REQUESTS, Operation>> = {
    DescribeStacks: describeStacks(organization, now),
    DescribeStackSet: describeStackSet(organization),
    ListStackSets: listStackSets(organization),
    ListStackInstances: listStackInstances(organization),
    DescribeOrganizationsAccess: describeOrganizationsAccess(organization),
    ActivateOrganizationsAccess: activateOrganizationsAccess(organization, now),
  };
  return {
    name: 'cloudformation',
    operations: withRequestChecks(REQUESTS, operations, (violations) =>
      validationError(validationMessage(violations)),
    ),
  };
}
