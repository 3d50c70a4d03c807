import { AwsError } from '../contract/aws-error.ts';
import type { Call } from '../contract/operation.ts';
import { ORGANIZATION_POLICY_TYPES, type OrganizationPolicyType } from '../policy/organization-policy.ts';
import type { Organization } from '../world/organization.ts';
import type { OrganizationPolicy } from '../world/organization-policies.ts';
import { type OrganizationsContext, text } from './context.ts';
import { describedAccount, describedRoot, describedUnit } from './describe.ts';

/** The policy type that a call names; undefined for one of which the sandbox has no policies. */
export function policyTypeOf(
  call: Call,
  member: 'Filter' | 'Type' | 'PolicyType',
): OrganizationPolicyType | undefined {
  const named = text(call, member);
  return ORGANIZATION_POLICY_TYPES.find((type) => type === named);
}

/** @throws AwsError PolicyTypeNotAvailableForOrganizationException */
export function requirePolicyType(call: Call, member: 'Type' | 'PolicyType'): OrganizationPolicyType {
  const type = policyTypeOf(call, member);
  if (type !== undefined) return type;
  throw new AwsError(
    'PolicyTypeNotAvailableForOrganizationException',
    'The sandbox has service control policies and resource control policies only.',
  );
}

/** @throws AwsError PolicyNotFoundException */
export function requirePolicy({ organization }: OrganizationsContext, call: Call): OrganizationPolicy {
  const policy = organization.policies.get(text(call, 'PolicyId'));
  if (policy !== undefined) return policy;
  throw new AwsError('PolicyNotFoundException', "You specified a policy that doesn't exist.");
}

/** The root, a unit or an account, to which policies can be attached. */
export interface PolicyTarget {
  readonly TargetId: string;
  readonly Arn: string;
  readonly Name: string;
  readonly Type: 'ROOT' | 'ORGANIZATIONAL_UNIT' | 'ACCOUNT';
}

export function policyTarget(organization: Organization, id: string): PolicyTarget | undefined {
  if (id === organization.rootId) {
    const { Arn, Name } = describedRoot(organization);
    return { TargetId: id, Arn, Name, Type: 'ROOT' };
  }
  const unit = organization.units.get(id);
  if (unit !== undefined) {
    const { Arn, Name } = describedUnit(organization, unit);
    return { TargetId: id, Arn, Name, Type: 'ORGANIZATIONAL_UNIT' };
  }
  const account = organization.accounts.get(id);
  if (account === undefined) return undefined;
  const { Arn, Name } = describedAccount(organization, account);
  return { TargetId: id, Arn, Name, Type: 'ACCOUNT' };
}

/** @throws AwsError TargetNotFoundException */
export function requireTarget({ organization }: OrganizationsContext, call: Call): PolicyTarget {
  const target = policyTarget(organization, text(call, 'TargetId'));
  if (target !== undefined) return target;
  throw new AwsError('TargetNotFoundException', "You specified a target that doesn't exist.");
}

export const targetIds = ({ rootId, units, accounts }: Organization): readonly string[] => [
  rootId,
  ...units.keys(),
  ...accounts.keys(),
];
