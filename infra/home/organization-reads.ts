import { Aws } from 'aws-cdk-lib';
import { actionsOf } from '../permissions.ts';
import type { Permission } from '../service-role.ts';

export type OrganizationAdapter =
  | 'accountDirectory'
  | 'accountLister'
  | 'featuresReader'
  | 'organizationReader'
  | 'rootAccessReader'
  | 'unitFinder'
  | 'unitNames';

export interface Organization {
  readonly organizationId: string;
  readonly managementAccountId: string;
}

type ResourceType = 'account' | 'ou' | 'root';

/**
 * The resource types that each action supports; an action that is not listed supports none. If a type were missing, AWS
 * would deny the call and every audit would fail, so a test compares this with AWS's own table.
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsorganizations.html
 */
const RESOURCE_TYPES: Readonly<Record<string, readonly ResourceType[]>> = {
  'organizations:DescribeAccount': ['account'],
  'organizations:DescribeOrganizationalUnit': ['ou'],
  'organizations:ListAccountsForParent': ['ou', 'root'],
  'organizations:ListOrganizationalUnitsForParent': ['ou', 'root'],
  'organizations:ListParents': ['account', 'ou'],
};

/**
 * Read access to this organization only, or to `*` where AWS supports no resource-level permissions. The actions with
 * resource types share one statement, because the size of a managed policy is limited; an action ignores types that it
 * does not support.
 */
export function organizationReadPermissions(
  organization: Organization,
  adapters: readonly OrganizationAdapter[],
): readonly Permission[] {
  const actions = actionsOf(...adapters);
  const types = new Set(actions.flatMap((action) => RESOURCE_TYPES[action] ?? []));
  const permissions: readonly Permission[] = [
    {
      sid: 'ReadOrganization',
      actions: actions.filter((action) => !(action in RESOURCE_TYPES)),
      resources: ['*'],
    },
    {
      sid: 'ReadAccountsAndUnits',
      actions: actions.filter((action) => action in RESOURCE_TYPES),
      resources: [...types].sort().map((type) => anyResourceArn(organization, type)),
    },
  ];
  return permissions.filter((permission) => permission.actions.length > 0);
}

/** The ARNs contain the management account, whichever account calls. */
function anyResourceArn({ managementAccountId, organizationId }: Organization, type: ResourceType): string {
  return `arn:${Aws.PARTITION}:organizations::${managementAccountId}:${type}/${organizationId}/*`;
}
