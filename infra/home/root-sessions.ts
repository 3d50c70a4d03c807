import { Aws } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { type RootTask, taskPolicyArn } from '../../src/aws/root-session/root-tasks.ts';
import { acknowledge } from '../acknowledge.ts';
import { actionsOf } from '../permissions.ts';
import type { Permission } from '../service-role.ts';
import type { Organization } from './organization-reads.ts';

const ANY_ROOT = `arn:${Aws.PARTITION}:iam::*:root`;

/**
 * Opening privileged sessions of member accounts' root users, for these tasks and no other. A consumer without `delete`
 * among them cannot delete, whatever its code says. AssumeRoot works on member accounts alone.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html
 */
export function openRootSessions(tasks: readonly RootTask[]): Permission {
  return {
    sid: 'OpenRootSessions',
    actions: actionsOf('rootAuditor', 'rootRemover', 'rootRecoverer'),
    resources: [ANY_ROOT],
    conditions: {
      StringEquals: { 'sts:TaskPolicyArn': tasks.map((task) => taskPolicyArn(Aws.PARTITION, task)) },
    },
  };
}

/** For whoever opens root sessions or reads the organization. */
export function acknowledgeReach(
  holder: IConstruct,
  { managementAccountId, organizationId }: Organization,
): void {
  acknowledge(
    holder,
    'IAM5[Resource::arn:<AWS::Partition>:iam::*:root]',
    'Every member account, those that join later too; the task policy says what a session may do there.',
  );
  acknowledge(
    holder,
    'IAM5[Resource::*]',
    'Lists of the organization, IAM organization features, alarms and metrics have no resource to narrow reading down to.',
  );
  for (const type of ['account', 'ou', 'root']) {
    acknowledge(
      holder,
      `IAM5[Resource::arn:<AWS::Partition>:organizations::${managementAccountId}:${type}/${organizationId}/*]`,
      'This organization, with the accounts and units that it gets later; and only to be read.',
    );
  }
}
