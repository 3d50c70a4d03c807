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
 * The types of resource that each call may name; a call that is not here names none. Without one of its types AWS would
 * refuse the call, and every audit would stop: a test holds this against AWS's own table.
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsorganizations.html
 */
const NAMED: Readonly<Record<string, readonly ResourceType[]>> = {
  'organizations:DescribeAccount': ['account'],
  'organizations:DescribeOrganizationalUnit': ['ou'],
  'organizations:ListAccountsForParent': ['ou', 'root'],
  'organizations:ListOrganizationalUnitsForParent': ['ou', 'root'],
  'organizations:ListParents': ['account', 'ou'],
};

/**
 * Reads of this organization and of no other; of everything where AWS has no resource to narrow them down to. Those that
 * name resources share one statement, as policies of people may not get long: no call takes a type that is not its own.
 */
export function readOrganization(
  organization: Organization,
  adapters: readonly OrganizationAdapter[],
): readonly Permission[] {
  const actions = actionsOf(...adapters);
  const types = new Set(actions.flatMap((action) => NAMED[action] ?? []));
  return [
    { sid: 'ReadOrganization', actions: actions.filter((action) => !(action in NAMED)), resources: ['*'] },
    {
      sid: 'ReadAccountsAndUnits',
      actions: actions.filter((action) => action in NAMED),
      resources: [...types].sort().map((type) => everyOne(organization, type)),
    },
  ];
}

/** They belong to the management account, whichever account asks. */
function everyOne({ managementAccountId, organizationId }: Organization, type: ResourceType): string {
  return `arn:${Aws.PARTITION}:organizations::${managementAccountId}:${type}/${organizationId}/*`;
}
