import { AwsError } from '../../contract/aws-error.ts';
import type { Call, Operation } from '../../contract/operation.ts';
import { type OrganizationPolicyType, POLICY_LIMITS } from '../../policy/organization-policy.ts';
import { constraintViolation, type OrganizationsContext, requireManagement, text } from '../context.ts';
import { describedRoot } from '../describe.ts';
import { requirePolicy, requirePolicyType, requireTarget } from '../policy-target.ts';

export const attachPolicy =
  (context: OrganizationsContext): Operation =>
  (call) => {
    const { policies, policy, TargetId } = requireAttachment(context, call);
    if (!policies.isEnabled(policy.type)) throw notEnabled();
    if (policies.isAttached(policy, TargetId)) {
      throw new AwsError(
        'DuplicatePolicyAttachmentException',
        'A policy with the specified name and type already exists.',
      );
    }
    if (policies.attachedTo(policy.type, TargetId).length >= POLICY_LIMITS[policy.type].maxAttached) {
      throw constraintViolation(
        'MAX_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED',
        'You have attached the maximum number of policies of this type to the target.',
      );
    }
    policies.attach(policy, TargetId);
    return {};
  };

/** The last service control policy stays, and so does the policy that a type of policy comes with. */
export const detachPolicy =
  (context: OrganizationsContext): Operation =>
  (call) => {
    const { policies, policy, TargetId } = requireAttachment(context, call);
    if (!policies.isAttached(policy, TargetId)) {
      throw new AwsError('PolicyNotAttachedException', "The policy isn't attached to the specified target.");
    }
    const isLast = policies.attachedTo(policy.type, TargetId).length === 1;
    if (isLast || (policy.awsManaged && policy.type === 'RESOURCE_CONTROL_POLICY')) {
      throw constraintViolation(
        'MIN_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED',
        'You cannot remove the last policy attached to the specified target. You should have at least one attached at any time.',
      );
    }
    policies.detach(policy, TargetId);
    return {};
  };

/** The policy and the target that a call of the management account names. */
function requireAttachment(context: OrganizationsContext, call: Call) {
  requireManagement(context, call);
  const policy = requirePolicy(context, call);
  const { TargetId } = requireTarget(context, call);
  return { policies: context.organization.policies, policy, TargetId };
}

export const enablePolicyType =
  (context: OrganizationsContext): Operation =>
  (call) => {
    const type = requireTypeOfRoot(context, call);
    const { organization } = context;
    if (organization.policies.isEnabled(type)) {
      throw new AwsError(
        'PolicyTypeAlreadyEnabledException',
        'The specified policy type is already enabled.',
      );
    }
    organization.policies.enable(type);
    return { Root: describedRoot(organization) };
  };

export const disablePolicyType =
  (context: OrganizationsContext): Operation =>
  (call) => {
    const type = requireTypeOfRoot(context, call);
    const { organization } = context;
    if (!organization.policies.isEnabled(type)) throw notEnabled();
    // AWS disables it in the background: the answer still has it.
    const Root = describedRoot(organization);
    organization.policies.disable(type);
    return { Root };
  };

function requireTypeOfRoot(context: OrganizationsContext, call: Call): OrganizationPolicyType {
  requireManagement(context, call);
  if (text(call, 'RootId') !== context.organization.rootId) {
    throw new AwsError('RootNotFoundException', "You specified a root that doesn't exist.");
  }
  return requirePolicyType(call, 'PolicyType');
}

const notEnabled = () =>
  new AwsError(
    'PolicyTypeNotEnabledException',
    'This operation can be performed only for enabled policy types.',
  );
