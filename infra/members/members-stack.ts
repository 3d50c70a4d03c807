import { aws_cloudformation as cloudformation, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Configuration } from '../../src/installation/configuration.ts';
import { resourceNames } from '../../src/installation/names.ts';
import { withoutBootstrap } from '../synthesizer.ts';
import { synthesizeMemberTemplate } from './member-template.ts';

/**
 * The StackSet that deploys the forwarding rules to every member account, also to those that join later. Deployed in the
 * management account or in a delegated administrator account for StackSets.
 */
export class MembersStack extends Stack {
  constructor(scope: Construct, id: string, configuration: Configuration) {
    super(scope, id, {
      stackName: id,
      env: { account: configuration.stackSetsAccountId, region: configuration.region },
      description: 'rootguard: the StackSet with the forwarding rules of the member accounts',
      synthesizer: withoutBootstrap(),
    });
    const delegated = configuration.stackSetsAccountId !== configuration.managementAccountId;
    new cloudformation.CfnStackSet(this, 'StackSet', {
      stackSetName: resourceNames(configuration.namePrefix).membersStackSet,
      description: 'rootguard: forwards root user events to the home account',
      permissionModel: 'SERVICE_MANAGED',
      callAs: delegated ? 'DELEGATED_ADMIN' : 'SELF',
      capabilities: ['CAPABILITY_IAM'],
      // An account that has left the organization must not forward its events any longer.
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
 * In any organization the deployment fails in some accounts, e.g. due to a service control policy or because an account is
 * being closed. No number of them may stop the others, or roll back the first deployment: `rootguard doctor` names them, and
 * an account in which an update fails keeps its rules. The tolerance is therefore the largest organization's number of
 * accounts; a percentage would be rounded down, to none of fewer than ten accounts at 10 %.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_StackSetOperationPreferences.html
 * @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html
 */
const OPERATION_PREFERENCES = {
  concurrencyMode: 'SOFT_FAILURE_TOLERANCE',
  failureToleranceCount: 50_000,
  maxConcurrentPercentage: 50,
  regionConcurrencyType: 'PARALLEL',
} as const;
