import type { Configuration } from '../configuration.ts';
import { resourceNames } from '../names.ts';

/** Of whom the policies speak: patterns of the ARNs of roles. */
export interface Principals {
  /** Who runs the CDK or CloudFormation: people, or a pipeline. */
  readonly deployers: readonly string[];
  /** The roles of the CDK's bootstrap in the home account, that deployers assume and pass. */
  readonly cdkDeployRole: string;
  readonly cdkExecutionRole: string;
  readonly stackSets: string;
  readonly auditors: string;
  readonly exceptionAdmins: string;
  readonly operators: string;
}

/** The qualifier of the CDK's bootstrap unless one chooses another. */
const QUALIFIER = 'hnb659fds';

type Place = Pick<Configuration, 'homeAccountId' | 'namePrefix' | 'partition' | 'region'>;

/**
 * Roles of IAM Identity Center: nobody but Identity Center can make a role with this path, so a pattern for it cannot be
 * met by a role that somebody makes up. A permission set is named as the managed policy that it has.
 * @see https://docs.aws.amazon.com/singlesignon/latest/userguide/referencingpermissionsets.html
 */
export function principalsOf({ homeAccountId, namePrefix, partition, region }: Place): Principals {
  const { policies, deployerPermissionSet } = resourceNames(namePrefix);
  const role = (name: string, account = homeAccountId) => `arn:${partition}:iam::${account}:role/${name}`;
  const permissionSet = (name: string, account?: string) =>
    role(`aws-reserved/sso.amazonaws.com/*AWSReservedSSO_${name}_*`, account);
  const cdkRole = (name: string) => role(`cdk-${QUALIFIER}-${name}-role-${homeAccountId}-${region}`);
  return {
    // In any account: the account that owns the StackSet may be another member account.
    deployers: [permissionSet(deployerPermissionSet, '*')],
    cdkDeployRole: cdkRole('deploy'),
    cdkExecutionRole: cdkRole('cfn-exec'),
    stackSets: role('stacksets-exec-*', '*'),
    auditors: permissionSet(policies.auditor),
    exceptionAdmins: permissionSet(policies.exceptionAdmin),
    operators: permissionSet(policies.operator),
  };
}

/** Everybody who changes resources in a deployment. */
export function deploying({ deployers, cdkDeployRole, cdkExecutionRole }: Principals): readonly string[] {
  return [cdkDeployRole, cdkExecutionRole, ...deployers];
}
