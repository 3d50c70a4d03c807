import type { OrganizationPolicies } from './organization-policies.ts';

/** The id of the policy that `deniedByScp` of an account stands for. */
export const deniedActionsPolicyId = (accountId: string): string => `p-denied${accountId}`;

/**
 * Attaches a service control policy to an account that denies these actions to everybody; an earlier one is replaced, and
 * with no actions there is none.
 */
export function denyActions(
  policies: OrganizationPolicies,
  accountId: string,
  actions: readonly string[],
): void {
  const id = deniedActionsPolicyId(accountId);
  const earlier = policies.get(id);
  if (earlier !== undefined && policies.isAttached(earlier, accountId)) policies.detach(earlier, accountId);
  if (earlier !== undefined) policies.delete(earlier);
  if (actions.length === 0) return;
  const policy = policies.put({
    id,
    name: `denied-in-${accountId}`,
    description: `Denies actions in account ${accountId}`,
    type: 'SERVICE_CONTROL_POLICY',
    content: JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Deny', Action: actions, Resource: '*' }],
    }),
  });
  policies.attach(policy, accountId);
}
