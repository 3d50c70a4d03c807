import { aws_cloudformation as cloudformation, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Configuration } from '../configuration.ts';
import { synthesizeMemberTemplate } from './member-template.ts';

/**
 * Puts the forwarding rules into every member account, and into every account that joins later. Stands in the
 * management account, or in the account of a delegated administrator for StackSets.
 */
export class MembersStack extends Stack {
  constructor(scope: Construct, id: string, configuration: Configuration) {
    super(scope, id, {
      env: { account: configuration.stackSetsAccountId, region: configuration.region },
      description: 'rootguard: the StackSet with the forwarding rules of the member accounts',
    });
    const delegated = configuration.stackSetsAccountId !== configuration.managementAccountId;
    new cloudformation.CfnStackSet(this, 'StackSet', {
      stackSetName: 'rootguard-members',
      description: 'rootguard: forwards what the root user does to the home account',
      permissionModel: 'SERVICE_MANAGED',
      callAs: delegated ? 'DELEGATED_ADMIN' : 'SELF',
      capabilities: ['CAPABILITY_IAM'],
      // An account that leaves the organization has no business forwarding its events any longer.
      autoDeployment: { enabled: true, retainStacksOnAccountRemoval: false },
      managedExecution: { Active: true },
      operationPreferences: OPERATION_PREFERENCES,
      stackInstancesGroup: [
        {
          deploymentTargets: { organizationalUnitIds: [...configuration.coveredOrganizationalUnits] },
          regions: [configuration.region],
        },
      ],
      templateBody: JSON.stringify(synthesizeMemberTemplate(configuration)),
    });
  }
}

/**
 * Among thousands of accounts some always refuse: a service control policy, an account that is being closed. A tenth may
 * fail without stopping the rest, and failures do not slow the rest down; more than that is a fault of the template.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stacksets-concepts.html
 */
const OPERATION_PREFERENCES = {
  concurrencyMode: 'SOFT_FAILURE_TOLERANCE',
  failureTolerancePercentage: 10,
  maxConcurrentPercentage: 50,
  regionConcurrencyType: 'PARALLEL',
} as const;
