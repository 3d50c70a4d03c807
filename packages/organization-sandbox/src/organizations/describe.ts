import { ORGANIZATION_POLICY_TYPES } from '../policy/organization-policy.ts';
import type { Account, AccountState } from '../world/account.ts';
import type { Organization, OrganizationalUnit } from '../world/organization.ts';
import type { OrganizationPolicy } from '../world/organization-policies.ts';

/** Status is the older member, with three values only. */
const STATUS: Readonly<Partial<Record<AccountState, string>>> = {
  ACTIVE: 'ACTIVE',
  SUSPENDED: 'SUSPENDED',
  CLOSED: 'SUSPENDED',
  PENDING_CLOSURE: 'PENDING_CLOSURE',
};

const accountArn = ({ id, managementAccountId }: Organization, accountId: string) =>
  `arn:aws:organizations::${managementAccountId}:account/${id}/${accountId}`;

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_Account.html */
export const describedAccount = (organization: Organization, account: Account) => ({
  Id: account.id,
  Arn: accountArn(organization, account.id),
  Email: account.email,
  Name: account.name,
  Status: STATUS[account.state],
  State: account.state,
  Paths: [`${[organization.id, ...organization.ancestors(account.parent), account.id].join('/')}/`],
  JoinedMethod: account.joinedMethod,
  JoinedTimestamp: account.joinedAt,
});

export const describedUnit = (
  { id: organizationId, managementAccountId }: Organization,
  { id, name }: OrganizationalUnit,
) => ({
  Id: id,
  Arn: `arn:aws:organizations::${managementAccountId}:ou/${organizationId}/${id}`,
  Name: name,
});

export function describedOrganization(organization: Organization) {
  const { id, managementAccountId, accounts } = organization;
  return {
    Id: id,
    Arn: `arn:aws:organizations::${managementAccountId}:organization/${id}`,
    FeatureSet: 'ALL',
    MasterAccountArn: accountArn(organization, managementAccountId),
    MasterAccountId: managementAccountId,
    MasterAccountEmail: accounts.get(managementAccountId)?.email,
    AvailablePolicyTypes: [{ Type: 'SERVICE_CONTROL_POLICY', Status: 'ENABLED' }],
  };
}

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_Root.html: its policy types are those that are enabled. */
export const describedRoot = ({ id, rootId, managementAccountId, policies }: Organization) => ({
  Id: rootId,
  Arn: `arn:aws:organizations::${managementAccountId}:root/${id}/${rootId}`,
  Name: 'Root',
  PolicyTypes: ORGANIZATION_POLICY_TYPES.filter((type) => policies.isEnabled(type))
    .sort()
    .map((Type) => ({ Type, Status: 'ENABLED' })),
});

export const describedPolicySummary = (policy: OrganizationPolicy) => ({
  Id: policy.id,
  Arn: policy.arn,
  Name: policy.name,
  Description: policy.description,
  Type: policy.type,
  AwsManaged: policy.awsManaged,
});

export const describedPolicy = (policy: OrganizationPolicy) => ({
  PolicySummary: describedPolicySummary(policy),
  Content: policy.content,
});
