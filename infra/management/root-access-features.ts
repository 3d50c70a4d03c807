import {
  Aws,
  CustomResource,
  Duration,
  aws_iam as iam,
  aws_lambda as lambda,
  aws_logs as logs,
} from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { Configuration } from '../../src/installation/configuration.ts';
import { acknowledge } from '../acknowledge.ts';
import { type Permission, ServiceRole } from '../service-role.ts';
import { ROOT_ACCESS_FUNCTION } from './root-access-function.ts';

const IAM = 'iam.amazonaws.com';
const TIMEOUT = Duration.minutes(2);

/**
 * Enables trusted access for IAM, both root access features, and the home account as delegated administrator. The function
 * does nothing when the resource is deleted, so removing the stack or the option disables nothing.
 */
export class RootAccessFeatures extends Construct {
  constructor(scope: Construct, id: string, configuration: Configuration) {
    super(scope, id);
    const log = new logs.LogGroup(this, 'Log', { retention: configuration.logRetentionDays });
    const role = new ServiceRole(this, 'Role', {
      description: 'enables the root access features that rootguard depends on',
      assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
      key: undefined,
    });
    acknowledge(
      role,
      'IAM5[Resource::*]',
      'Actions on the organization as a whole do not support resource-level permissions.',
    );
    role.allow(
      {
        sid: 'WriteLog',
        actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        resources: [log.logGroupArn],
      },
      ...permissionsFor(configuration),
    );
    const enabler = new lambda.Function(this, 'Function', {
      description: 'rootguard: enables the root access features that rootguard depends on',
      runtime: lambda.Runtime.NODEJS_24_X,
      architecture: lambda.Architecture.ARM_64,
      handler: 'index.handler',
      code: lambda.Code.fromInline(ROOT_ACCESS_FUNCTION),
      timeout: TIMEOUT,
      role: role.role,
      logGroup: log,
    });
    new CustomResource(this, 'Enabled', {
      serviceToken: enabler.functionArn,
      // Otherwise CloudFormation waits for an hour if the function cannot answer.
      serviceTimeout: TIMEOUT.plus(Duration.minutes(1)),
      resourceType: 'Custom::RootguardRootAccess',
      properties: configuration.homeIsManagement
        ? {}
        : { DelegatedAdministrator: configuration.homeAccountId },
    });
  }
}

function permissionsFor(configuration: Configuration): readonly Permission[] {
  const { organizationId, managementAccountId, homeAccountId, homeIsManagement } = configuration;
  const conditions = { StringEquals: { 'organizations:ServicePrincipal': IAM } };
  const features: Permission[] = [
    {
      sid: 'TrustedAccess',
      actions: ['organizations:EnableAWSServiceAccess'],
      resources: ['*'],
      conditions,
    },
    {
      sid: 'RootAccess',
      actions: ['iam:EnableOrganizationsRootCredentialsManagement', 'iam:EnableOrganizationsRootSessions'],
      resources: ['*'],
    },
  ];
  if (homeIsManagement) return features;
  const home = `arn:${Aws.PARTITION}:organizations::${managementAccountId}:account/${organizationId}/${homeAccountId}`;
  return [
    ...features,
    {
      sid: 'DelegatedAdministrator',
      actions: ['organizations:RegisterDelegatedAdministrator'],
      resources: [home],
      conditions,
    },
  ];
}
