import * as v from 'valibot';
import { AwsError } from '../../contract/aws-error.ts';
import { parseJsonObject } from '../../contract/json.ts';
import type { Call, Operation } from '../../contract/operation.ts';
import {
  type OrganizationPolicyType,
  organizationPolicySchema,
  POLICY_LIMITS,
} from '../../policy/organization-policy.ts';
import type { OrganizationPolicies, OrganizationPolicy } from '../../world/organization-policies.ts';
import {
  constraintViolation,
  invalidInput,
  type OrganizationsContext,
  requireManagement,
  text,
} from '../context.ts';
import { describedPolicy } from '../describe.ts';
import { requirePolicy, requirePolicyType, targetIds } from '../policy-target.ts';

export const createPolicy =
  (context: OrganizationsContext): Operation =>
  (call) => {
    requireManagement(context, call);
    const { policies } = context.organization;
    const type = requirePolicyType(call, 'Type');
    const name = text(call, 'Name');
    requireFreeName(policies, type, name);
    const content = requireDocument(type, text(call, 'Content'));
    const description = optionalText(call, 'Description') ?? '';
    const id = `p-${context.ids.hex(10)}`;
    return { Policy: describedPolicy(policies.put({ id, name, description, type, content })) };
  };

/** What is left out stays as it is. */
export const updatePolicy =
  (context: OrganizationsContext): Operation =>
  (call) => {
    requireManagement(context, call);
    const { policies } = context.organization;
    const policy = requireOwnPolicy(context, call);
    const name = optionalText(call, 'Name') ?? policy.name;
    if (name !== policy.name) requireFreeName(policies, policy.type, name);
    const changed = optionalText(call, 'Content');
    const content = changed === undefined ? policy.content : requireDocument(policy.type, changed);
    const description = optionalText(call, 'Description') ?? policy.description;
    return { Policy: describedPolicy(policies.put({ ...policy, name, description, content })) };
  };

export const deletePolicy =
  (context: OrganizationsContext): Operation =>
  (call) => {
    requireManagement(context, call);
    const { organization } = context;
    const policy = requireOwnPolicy(context, call);
    if (targetIds(organization).some((id) => organization.policies.isAttached(policy, id))) {
      throw new AwsError(
        'PolicyInUseException',
        'The policy is attached to one or more entities. You must detach it from all roots, OUs, and accounts before performing this operation.',
      );
    }
    organization.policies.delete(policy);
    return {};
  };

function requireOwnPolicy(context: OrganizationsContext, call: Call): OrganizationPolicy {
  const policy = requirePolicy(context, call);
  if (!policy.awsManaged) return policy;
  throw invalidInput(
    'IMMUTABLE_POLICY',
    "You specified a policy that is managed by AWS and can't be modified.",
  );
}

function requireFreeName(policies: OrganizationPolicies, type: OrganizationPolicyType, name: string): void {
  if (policies.list(type).every((policy) => policy.name !== name)) return;
  throw new AwsError('DuplicatePolicyException', 'A policy with the specified name and type already exists.');
}

function requireDocument(type: OrganizationPolicyType, content: string): string {
  const { maxCharacters } = POLICY_LIMITS[type];
  if (content.length > maxCharacters) {
    throw constraintViolation('POLICY_CONTENT_LIMIT_EXCEEDED', 'You have exceeded the maximum policy size.');
  }
  if (v.safeParse(organizationPolicySchema(type), parseJsonObject(content)).success) return content;
  throw new AwsError(
    'MalformedPolicyDocumentException',
    'The provided policy document does not meet the requirements of the specified policy type.',
  );
}

const optionalText = ({ input }: Call, name: string): string | undefined => {
  const value = input[name];
  return typeof value === 'string' ? value : undefined;
};
