import { decideByLevels, type Levels } from '../policy/levels.ts';
import { isProtectedService, type OrganizationPolicyType } from '../policy/organization-policy.ts';
import type { PolicyRequest } from '../policy/policy.ts';
import type { Organization } from '../world/organization.ts';
import type { OrganizationPolicy } from '../world/organization-policies.ts';

/**
 * The policies that may restrict an account: none in the management account, which no policy of the organization binds, and
 * in accounts outside the organization.
 */
export function restrictingPolicies(
  organization: Organization,
  type: OrganizationPolicyType,
  accountId: string | undefined,
): Levels<OrganizationPolicy> {
  const account = accountId === undefined ? undefined : organization.accounts.get(accountId);
  if (account === undefined || organization.isManagement(account.id)) return [];
  return organization.policies.restrictingLevels(type, account);
}

/** Why policies of the organization refuse a request, as AWS ends its message; undefined if they do not. */
export type Refusal = string | undefined;

/** https://aws.amazon.com/blogs/security/enhanced-access-denied-error-messages-with-policy-arns */
export function refusalByPrincipalPolicies(
  levels: Levels<OrganizationPolicy>,
  request: PolicyRequest,
): Refusal {
  const decision = decideByLevels(levels, request);
  switch (decision.type) {
    case 'allowed':
      return undefined;
    case 'explicit-deny':
      return `with an explicit deny in a service control policy: ${decision.policy.arn}`;
    case 'implicit-deny':
      return `because no service control policy allows the ${request.action} action`;
  }
}

/** Resource control policies of the resource's account; they bind callers of every account. */
export function refusalByResourcePolicies(
  organization: Organization,
  request: PolicyRequest,
  resourceAccountId: string | undefined,
): Refusal {
  const [service = ''] = request.action.split(':');
  if (!isProtectedService(service)) return undefined;
  const levels = restrictingPolicies(organization, 'RESOURCE_CONTROL_POLICY', resourceAccountId);
  const decision = decideByLevels(levels, request);
  return decision.type === 'explicit-deny'
    ? `with an explicit deny in a resource control policy: ${decision.policy.arn}`
    : undefined;
}
