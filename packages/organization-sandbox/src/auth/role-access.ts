import type { Organization } from '../world/organization.ts';
import { refusalByPrincipalPolicies, restrictingPolicies } from './organization-access.ts';
import { accountContext, accountOf } from './policy-request.ts';

/** Service control policies bind no role that a service made for itself. */
const SERVICE_LINKED = /:role\/aws-service-role\//;

/**
 * Whether service control policies let a role act on a resource, in the Region of that resource. The sandbox has no roles,
 * so that of their own policies nothing is known.
 */
export function roleMay(
  organization: Organization,
  roleArn: string,
  action: string,
  resource: string,
): boolean {
  const accountId = accountOf(roleArn);
  if (accountId === undefined || SERVICE_LINKED.test(roleArn)) return true;
  const levels = restrictingPolicies(organization, 'SERVICE_CONTROL_POLICY', accountId);
  if (levels.length === 0) return true;
  const refusal = refusalByPrincipalPolicies(levels, {
    action,
    resource,
    context: {
      'aws:PrincipalArn': roleArn,
      'aws:PrincipalType': 'AssumedRole',
      'aws:PrincipalIsAWSService': 'false',
      'aws:RequestedRegion': resource.split(':')[3] ?? '',
      ...accountContext('Principal', organization, accountId),
      ...accountContext('Resource', organization, accountOf(resource) ?? accountId),
    },
  });
  return refusal === undefined;
}
