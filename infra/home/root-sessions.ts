import { Aws } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { type RootTask, taskPolicyArn } from '../../src/aws/root-session/root-tasks.ts';
import { acknowledge } from '../acknowledge.ts';
import { actionsOf } from '../permissions.ts';
import type { Permission } from '../service-role.ts';
import type { Organization } from './organization-reads.ts';

const ANY_ROOT = `arn:${Aws.PARTITION}:iam::*:root`;

/**
 * Allows privileged root sessions in member accounts for these tasks only. A consumer without the `delete` task cannot
 * delete, whatever its code does. AssumeRoot works for member accounts only.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html
 * @param accountId in this member account only
 */
export function rootSessionPermission(tasks: readonly RootTask[], accountId?: string): Permission {
  return {
    sid: 'OpenRootSessions',
    actions: actionsOf('rootAuditor', 'rootRemover', 'rootRecoverer'),
    resources: [accountId === undefined ? ANY_ROOT : `arn:${Aws.PARTITION}:iam::${accountId}:root`],
    conditions: {
      StringEquals: { 'sts:TaskPolicyArn': tasks.map((task) => taskPolicyArn(Aws.PARTITION, task)) },
    },
  };
}

/** For roles and policies that open root sessions or read the organization. */
export function acknowledgeOrganizationWideAccess(
  holder: IConstruct,
  { managementAccountId, organizationId }: Organization,
): void {
  acknowledge(
    holder,
    'IAM5[Resource::arn:<AWS::Partition>:iam::*:root]',
    'All member accounts, also those that join later. The task policy limits what a session may do there.',
  );
  acknowledge(
    holder,
    'IAM5[Resource::*]',
    'Organization lists, IAM organization features, alarms and metrics do not support resource-level permissions.',
  );
  for (const type of ['account', 'ou', 'root']) {
    acknowledge(
      holder,
      `IAM5[Resource::arn:<AWS::Partition>:organizations::${managementAccountId}:${type}/${organizationId}/*]`,
      'This organization only, including accounts and units that are added later; read access.',
    );
  }
}
