import { Aws, aws_iam as iam } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { Configuration } from '../../src/installation/configuration.ts';
import { resourceNames } from '../../src/installation/names.ts';
import { acknowledge } from '../acknowledge.ts';
import { actionsOf } from '../permissions.ts';

/**
 * Lets the sweeper of the home account read which credentials the root user of this account has, and nothing else. The names of the
 * sweeper's role and of its stack begin it; CloudFormation makes the rest, so the condition has a pattern. A principal in the trust
 * policy itself would have to exist already, and the home stack may come later.
 */
export class ManagementRootRole extends Construct {
  constructor(scope: Construct, id: string, configuration: Configuration) {
    super(scope, id);
    const { homeAccountId, organizationId, namePrefix } = configuration;
    const { rolePath, managementRole, stacks } = resourceNames(namePrefix);
    const role = new iam.Role(this, 'Role', {
      roleName: managementRole,
      path: rolePath,
      description: 'Lets rootguard read which credentials the root user of this account has',
      assumedBy: new iam.AccountPrincipal(homeAccountId).withConditions({
        ArnLike: {
          'aws:PrincipalArn': `arn:${Aws.PARTITION}:iam::${homeAccountId}:role/${stacks.home}-SweeperRole*`,
        },
        StringEquals: { 'aws:PrincipalOrgID': organizationId },
      }),
      inlinePolicies: {
        read: new iam.PolicyDocument({
          statements: [new iam.PolicyStatement({ actions: actionsOf('ownRootReader'), resources: ['*'] })],
        }),
      },
    });
    acknowledge(role, 'IAM5[Resource::*]', 'GetAccountSummary supports no resource-level permissions.');
  }
}
