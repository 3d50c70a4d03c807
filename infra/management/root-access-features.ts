import { Aws, custom_resources, Duration, aws_iam as iam, aws_logs as logs } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { Configuration } from '../../src/installation/configuration.ts';
import { acknowledge } from '../acknowledge.ts';
import { type Permission, ServiceRole } from '../service-role.ts';

const IAM = 'iam.amazonaws.com';

/**
 * Enables, in the order that AWS requires: trusted access for IAM, both root access features, and the home account as
 * delegated administrator. Each call has no effect if the feature is already enabled. There is no call on deletion, so
 * removing the stack or the option disables nothing.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-enable-root-access.html
 */
export class RootAccessFeatures extends Construct {
  constructor(scope: Construct, id: string, configuration: Configuration) {
    super(scope, id);
    const log = new logs.LogGroup(this, 'Log', { retention: logs.RetentionDays.ONE_YEAR });
    const role = new ServiceRole(this, 'Role', {
      description: 'enables the root access features that rootguard depends on',
      assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
      key: undefined,
    });
    role.allow({
      sid: 'WriteLog',
      actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      resources: [log.logGroupArn],
    });
    acknowledge(
      role,
      'IAM5[Resource::*]',
      'Actions on the organization as a whole do not support resource-level permissions.',
    );

    let previous: Construct | undefined;
    for (const { name, call, permission } of stepsFor(configuration)) {
      role.allow({ sid: name, ...permission });
      const step = new custom_resources.AwsCustomResource(this, name, {
        resourceType: `Custom::Rootguard${name}`,
        onUpdate: { ...call, physicalResourceId: custom_resources.PhysicalResourceId.of(name) },
        role: role.role,
        installLatestAwsSdk: false,
        timeout: Duration.minutes(2),
        logGroup: log,
      });
      if (previous !== undefined) step.node.addDependency(previous);
      previous = step;
    }
  }
}

interface Step {
  readonly name: string;
  readonly call: custom_resources.AwsSdkCall;
  readonly permission: Omit<Permission, 'sid'>;
}

function stepsFor({
  organizationId,
  managementAccountId,
  homeAccountId,
  homeIsManagement,
}: Configuration): readonly Step[] {
  const forIam = { StringEquals: { 'organizations:ServicePrincipal': IAM } };
  const steps: Step[] = [
    {
      name: 'TrustedAccess',
      call: {
        service: 'Organizations',
        action: 'enableAWSServiceAccess',
        parameters: { ServicePrincipal: IAM },
      },
      permission: {
        actions: ['organizations:EnableAWSServiceAccess'],
        resources: ['*'],
        conditions: forIam,
      },
    },
    {
      name: 'RootCredentialsManagement',
      call: { service: 'IAM', action: 'enableOrganizationsRootCredentialsManagement' },
      permission: { actions: ['iam:EnableOrganizationsRootCredentialsManagement'], resources: ['*'] },
    },
    {
      name: 'RootSessions',
      call: { service: 'IAM', action: 'enableOrganizationsRootSessions' },
      permission: { actions: ['iam:EnableOrganizationsRootSessions'], resources: ['*'] },
    },
  ];
  if (homeIsManagement) return steps;
  const home = `arn:${Aws.PARTITION}:organizations::${managementAccountId}:account/${organizationId}/${homeAccountId}`;
  return [
    ...steps,
    {
      name: 'DelegatedAdministrator',
      call: {
        service: 'Organizations',
        action: 'registerDelegatedAdministrator',
        parameters: { AccountId: homeAccountId, ServicePrincipal: IAM },
        ignoreErrorCodesMatching: '^AccountAlreadyRegisteredException$',
      },
      permission: {
        actions: ['organizations:RegisterDelegatedAdministrator'],
        resources: [home],
        conditions: forIam,
      },
    },
  ];
}
