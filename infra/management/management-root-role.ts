import { Aws, aws_iam as iam } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { Configuration } from '../../src/installation/configuration.ts';
import { resourceNames } from '../../src/installation/names.ts';
import { acknowledge } from '../acknowledge.ts';
import { actionsOf } from '../permissions.ts';

/**
 * Lets the sweeper of the home account read which credentials the root user of this account has, and nothing else. A principal in the
 * trust policy itself would have to exist already, and the home stack may come later, so a condition names the role.
 */
export class ManagementRootRole extends Construct {
  constructor(scope: Construct, id: string, configuration: Configuration) {
    super(scope, id);
    const { homeAccountId, organizationId, namePrefix } = configuration;
    const { rolePath, managementRole, roles } = resourceNames(namePrefix);
    const role = new iam.Role(this, 'Role', {
      roleName: managementRole,
      path: rolePath,
      description: 'Lets rootguard read which credentials the root user of this account has',
      assumedBy: new iam.AccountPrincipal(homeAccountId).withConditions({
        ArnEquals: { 'aws:PrincipalArn': `arn:${Aws.PARTITION}:iam::${homeAccountId}:role/${roles.sweeper}` },
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
