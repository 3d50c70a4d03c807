import { AwsError } from '../../contract/aws-error.ts';
import type { Answer, Call, Operation } from '../../contract/operation.ts';
import type { Organization } from '../../world/organization.ts';
import type { AccountServices } from '../../world/services.ts';
import { validationError } from '../errors.ts';
import { STACK_SETS_SERVICE } from './organizations-access.ts';

type StackSet = AccountServices['cloudFormation']['stackSets'][number];

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStackSet.html */
export const describeStackSet =
  (organization: Organization): Operation =>
  (call) => {
    const stackSet = requireStackSet(organization, call);
    return { StackSet: { ...described(stackSet), TemplateBody: stackSet.templateBody } };
  };

/** None has been deleted. https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ListStackSets.html */
export const listStackSets =
  (organization: Organization): Operation =>
  (call) => {
    const stackSets = stackSetsOf(organization, call);
    return { Summaries: call.input.Status === 'DELETED' ? [] : stackSets.map(described) };
  };

/** No StackSet of the sandbox has instances. https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ListStackInstances.html */
export const listStackInstances =
  (organization: Organization): Operation =>
  (call): Answer => {
    requireStackSet(organization, call);
    return { Summaries: [] };
  };

function requireStackSet(organization: Organization, call: Call): StackSet {
  const name = String(call.input.StackSetName);
  const found = stackSetsOf(organization, call).find((stackSet) => stackSet.name === name);
  if (found !== undefined) return found;
  throw new AwsError('StackSetNotFoundException', `StackSet ${name} not found`, 404);
}

/** A delegated administrator sees the StackSets of the management account. */
function stackSetsOf(organization: Organization, { caller, input }: Call): readonly StackSet[] {
  const asDelegate = input.CallAs === 'DELEGATED_ADMIN';
  if (asDelegate && !organization.isDelegate(caller.accountId, STACK_SETS_SERVICE)) {
    throw validationError('Account used is not a delegated administrator');
  }
  const owner = asDelegate ? organization.managementAccountId : caller.accountId;
  return organization.accounts.get(owner)?.services.cloudFormation.stackSets ?? [];
}

const described = ({ name }: StackSet) => ({
  StackSetName: name,
  StackSetId: `${name}:00000000-0000-0000-0000-000000000000`,
  Status: 'ACTIVE',
  PermissionModel: 'SERVICE_MANAGED',
});
