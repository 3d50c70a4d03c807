import { bootstrapRoleArn } from '../../domain/cdk-bootstrap.ts';
import type { Configuration } from '../configuration.ts';
import { resourceNames } from '../names.ts';
import { IDENTITY_CENTER_PATH, permissionSetRole } from '../permission-set-role.ts';

/** Whose roles an organization may name itself: patterns of the ARNs of roles. */
export interface NamedRoles {
  /** Who runs the CDK or CloudFormation: people, or a pipeline. */
  readonly deployers: readonly string[];
  readonly auditors: readonly string[];
  readonly exceptionAdmins: readonly string[];
  readonly operators: readonly string[];
}

/** Of whom the policies speak. */
export interface Principals extends NamedRoles {
  /** The roles of the CDK's bootstrap in the home account, that deployers assume and pass. */
  readonly cdkDeployRole: string;
  readonly cdkExecutionRole: string;
  /** It puts the code of the functions into the bucket of the bootstrap. */
  readonly cdkPublishingRole: string;
  readonly stackSets: string;
}

type Place = Pick<Configuration, 'deployerRoles' | 'homeAccountId' | 'namePrefix' | 'partition' | 'region'>;

/**
 * By default, roles of IAM Identity Center: nobody but Identity Center can make a role with this path, so a pattern for it cannot be
 * met by a role that somebody makes up. A permission set is named as the managed policy that it has.
 * @param named roles instead of those of the configuration and the permission sets; an empty list names none
 * @see https://docs.aws.amazon.com/singlesignon/latest/userguide/referencingpermissionsets.html
 */
export function principalsOf(
  { deployerRoles, homeAccountId, namePrefix, partition, region }: Place,
  named: Partial<NamedRoles> = {},
): Principals {
  const { policies, deployerPermissionSet } = resourceNames(namePrefix);
  const role = (name: string, account = homeAccountId) => `arn:${partition}:iam::${account}:role/${name}`;
  const permissionSet = (name: string, account?: string) => role(permissionSetRole(name), account);
  const cdkRole = (purpose: string) => bootstrapRoleArn(purpose, { partition, homeAccountId, region });
  return {
    // In any account: the account that owns the StackSet may be another member account.
    deployers: namedOr(permissionSet(deployerPermissionSet, '*'), named.deployers, deployerRoles),
    auditors: namedOr(permissionSet(policies.auditor), named.auditors),
    exceptionAdmins: namedOr(permissionSet(policies.exceptionAdmin), named.exceptionAdmins),
    operators: namedOr(permissionSet(policies.operator), named.operators),
    cdkDeployRole: cdkRole('deploy'),
    cdkExecutionRole: cdkRole('cfn-exec'),
    cdkPublishingRole: cdkRole('file-publishing'),
    stackSets: role('stacksets-exec-*', '*'),
  };
}

/** The first list that names any. */
function namedOr(
  permissionSet: string,
  ...lists: readonly (readonly string[] | undefined)[]
): readonly string[] {
  return lists.find((named) => named !== undefined && named.length > 0) ?? [permissionSet];
}

/** Everybody who changes resources in a deployment. */
export function deploying({ deployers, cdkDeployRole, cdkExecutionRole }: Principals): readonly string[] {
  return [cdkDeployRole, cdkExecutionRole, ...deployers];
}

export function isOfPermissionSet(role: string): boolean {
  return role.includes(`:role/${IDENTITY_CENTER_PATH}`);
}

/** The organization's own roles that deploy, as far as they are in the home account. */
export function ownDeployers(
  { deployers }: Principals,
  { homeAccountId }: Pick<Place, 'homeAccountId'>,
): readonly string[] {
  return deployers.filter(
    (role) => !isOfPermissionSet(role) && [homeAccountId, '*'].includes(role.split(':')[4] ?? ''),
  );
}
