import { aws_cloudformation as cloudformation, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Configuration } from '../../src/installation/configuration.ts';
import { resourceNames } from '../../src/installation/names.ts';
import { withoutBootstrap } from '../synthesizer.ts';
import { MemberSessionsTemplate, MemberTemplate, synthesizeMemberTemplate } from './member-template.ts';

/**
 * The StackSet that deploys the forwarding rules to every member account, also to those that join later. Deployed in the
 * management account or in a delegated administrator account for StackSets.
 */
export class MembersStack extends Stack {
  constructor(scope: Construct, id: string, configuration: Configuration) {
    super(
      scope,
      id,
      propsOf(id, configuration, 'the StackSet with the forwarding rules of the member accounts'),
    );
    addStackSet(this, configuration, {
      name: resourceNames(configuration.namePrefix).membersStackSet,
      description: 'rootguard: forwards root user events to the home account',
      regions: [configuration.region],
      template: synthesizeMemberTemplate((app) => new MemberTemplate(app, 'rootguard-member', configuration)),
    });
  }
}

/**
 * The StackSet for further Regions. It is another one than that of the main Region, as operations on one StackSet wait for each other,
 * a StackSet has a limit of stacks, and whether an account has its rules must not depend on how many Regions it has enabled.
 */
export class MemberSessionsStack extends Stack {
  constructor(scope: Construct, id: string, configuration: Configuration) {
    super(
      scope,
      id,
      propsOf(id, configuration, 'the StackSet with the rules of member accounts in further Regions'),
    );
    addStackSet(this, configuration, {
      name: resourceNames(configuration.namePrefix).memberSessionsStackSet,
      description: 'rootguard: forwards from further Regions to the home account',
      regions: configuration.sessionRegions,
      template: synthesizeMemberTemplate(
        (app) => new MemberSessionsTemplate(app, 'rootguard-member-sessions', configuration),
      ),
    });
  }
}

function propsOf(
  stackName: string,
  { stackSetsAccountId, region }: Configuration,
  description: string,
): StackProps {
  return {
    stackName,
    env: { account: stackSetsAccountId, region },
    description: `rootguard: ${description}`,
    synthesizer: withoutBootstrap(),
  };
}

interface StackSetProps {
  readonly name: string;
  readonly description: string;
  readonly regions: readonly string[];
  readonly template: object;
}

function addStackSet(
  stack: Stack,
  { coveredOrganizationalUnits, managementAccountId, stackSetsAccountId }: Configuration,
  { name, description, regions, template }: StackSetProps,
): void {
  new cloudformation.CfnStackSet(stack, 'StackSet', {
    stackSetName: name,
    description,
    permissionModel: 'SERVICE_MANAGED',
    callAs: stackSetsAccountId === managementAccountId ? 'SELF' : 'DELEGATED_ADMIN',
    capabilities: ['CAPABILITY_IAM'],
    // An account that has left the organization must not forward its events any longer.
    autoDeployment: { enabled: true, retainStacksOnAccountRemoval: false },
    managedExecution: { Active: true },
    operationPreferences: OPERATION_PREFERENCES,
    stackInstancesGroup: [
      {
        deploymentTargets: { organizationalUnitIds: [...coveredOrganizationalUnits] },
        regions: [...regions],
      },
    ],
    templateBody: JSON.stringify(template),
  });
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
