import type { Operation } from '../../contract/operation.ts';
import { type OrganizationsContext, requireReader } from '../context.ts';
import { describedPolicy, describedPolicySummary } from '../describe.ts';
import { page } from '../page.ts';
import { policyTarget, policyTypeOf, requirePolicy, requireTarget, targetIds } from '../policy-target.ts';

export const listPolicies =
  (context: OrganizationsContext): Operation =>
  (call) => {
    requireReader(context, call);
    const type = policyTypeOf(call, 'Filter');
    const policies = type === undefined ? [] : context.organization.policies.list(type);
    return page(call, 'Policies', policies, describedPolicySummary);
  };

/** Only what is attached to the target itself. */
export const listPoliciesForTarget =
  (context: OrganizationsContext): Operation =>
  (call) => {
    requireReader(context, call);
    const { TargetId } = requireTarget(context, call);
    const type = policyTypeOf(call, 'Filter');
    const policies = type === undefined ? [] : context.organization.policies.attachedTo(type, TargetId);
    return page(call, 'Policies', policies, describedPolicySummary);
  };

export const listTargetsForPolicy =
  (context: OrganizationsContext): Operation =>
  (call) => {
    requireReader(context, call);
    const policy = requirePolicy(context, call);
    const { organization } = context;
    const targets = targetIds(organization).filter((id) => organization.policies.isAttached(policy, id));
    return page(call, 'Targets', targets, (id) => policyTarget(organization, id));
  };

export const describePolicy =
  (context: OrganizationsContext): Operation =>
  (call) => {
    requireReader(context, call);
    return { Policy: describedPolicy(requirePolicy(context, call)) };
  };
