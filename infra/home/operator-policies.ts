import { aws_iam as iam, type aws_kms as kms, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { REPLAY_NAME_PREFIX } from '../../src/events/rules.ts';
import type { ResourceNames } from '../../src/installation/names.ts';
import { acknowledge } from '../acknowledge.ts';
import { actionsOf } from '../permissions.ts';
import { keyPermission, type Permission, statementOf } from '../service-role.ts';
import { type Organization, organizationReadPermissions } from './organization-reads.ts';
import { posturePermissions, scopeAuditRequestPermission } from './posture-permissions.ts';
import type { Queues } from './queues.ts';
import { acknowledgeOrganizationWideAccess, rootSessionPermission } from './root-sessions.ts';
import type { ServiceFunction } from './service-function.ts';
import type { Tables } from './tables.ts';

/** What the CLI commands read of the organization. */
const ORGANIZATION_READS = [
  'accountDirectory',
  'accountLister',
  'featuresReader',
  'organizationReader',
  'rootAccessReader',
  'unitFinder',
  'unitNames',
] as const;

export interface OperatorPoliciesProps {
  readonly names: Pick<ResourceNames, 'bus' | 'rulePrefix' | 'policies' | 'sessionsUndelivered'>;
  readonly organization: Organization;
  readonly key: kms.IKey | undefined;
  readonly tables: Tables;
  readonly queues: Queues;
  readonly busArn: string;
  readonly archiveArns: readonly string[];
  readonly sessionRegions: readonly string[];
  readonly topicArn: string;
  readonly consumer: ServiceFunction;
  readonly sweeper: ServiceFunction;
}

/**
 * Managed policies in the home account, to attach to roles or permission sets: auditor, exception administrator and
 * operator. They can be combined. Do not change their descriptions: IAM cannot update one, so CloudFormation would have to
 * replace the policy, which fails because the policy is named.
 */
export class OperatorPolicies extends Construct {
  constructor(scope: Construct, id: string, props: OperatorPoliciesProps) {
    super(scope, id);
    acknowledgeOrganizationWideAccess(this, props.organization);
    const { region, account } = Stack.of(this);
    acknowledge(
      this,
      `IAM5[Resource::arn:<AWS::Partition>:events:${region}:${account}:replay/${REPLAY_NAME_PREFIX}*]`,
      'The name of a replay is chosen when it is started.',
    );
    acknowledge(
      this,
      `IAM5[Resource::arn:<AWS::Partition>:events:${region}:${account}:rule/${props.names.bus}/${props.names.rulePrefix}*]`,
      'All rules on the bus of rootguard, and no other rules.',
    );
    if (props.sessionRegions.length > 0) {
      acknowledge(
        this,
        `IAM5[Resource::arn:<AWS::Partition>:sqs:*:${account}:${props.names.sessionsUndelivered}]`,
        'A queue of that name is in each of the further Regions, and a policy has a maximum size.',
      );
    }
    const names = props.names.policies;
    const useKey = props.key === undefined ? [] : [keyPermission(props.key)];
    this.policy(
      'RootguardAuditor',
      names.auditor,
      'reads everything of rootguard and audits accounts; changes nothing',
      [...auditorPermissions(props), rootSessionPermission(['audit']), ...useKey],
    );
    this.policy('RootguardExceptionAdmin', names.exceptionAdmin, 'approves and revokes exceptions', [
      ...exceptionAdminPermissions(props),
      ...useKey,
    ]);
    this.policy(
      'RootguardOperator',
      names.operator,
      'enforces, recovers, puts messages back, and lets removals go on',
      [
        ...operatorPermissions(props),
        rootSessionPermission(['audit', 'delete', 'create-password']),
        ...useKey,
      ],
    );
  }

  private policy(id: string, name: string, purpose: string, permissions: readonly Permission[]): void {
    new iam.ManagedPolicy(this, id, {
      managedPolicyName: name,
      description: `rootguard: ${purpose}`,
      statements: permissions.map(statementOf),
    });
  }
}

function auditorPermissions({
  organization,
  tables,
  queues,
  consumer,
  sweeper,
}: OperatorPoliciesProps): Permission[] {
  return [
    ...organizationReadPermissions(organization, ORGANIZATION_READS),
    {
      sid: 'ReadTables',
      actions: ['dynamodb:DescribeTable', 'dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:Scan'],
      resources: tableArns(tables),
    },
    {
      sid: 'ReadQueues',
      actions: ['sqs:GetQueueAttributes', 'sqs:GetQueueUrl', 'sqs:ListMessageMoveTasks'],
      resources: Object.values(queueArns(queues)),
    },
    {
      sid: 'ReadLogs',
      actions: ['logs:DescribeLogStreams', 'logs:FilterLogEvents', 'logs:GetLogEvents', 'logs:StartQuery'],
      resources: [consumer, sweeper].map(({ logGroup }) => logGroup.logGroupArn),
    },
    {
      sid: 'ReadMetrics',
      actions: [
        'cloudwatch:DescribeAlarms',
        'cloudwatch:GetDashboard',
        'cloudwatch:GetMetricData',
        'cloudwatch:ListMetrics',
        'logs:GetQueryResults',
      ],
      resources: ['*'],
    },
    inspectionPermission(),
  ];
}

/** What `doctor` reads, beside the organization. List actions do not support resource-level permissions. */
function inspectionPermission(): Permission {
  const organization = actionsOf(...ORGANIZATION_READS);
  const actions = actionsOf('inspector').filter((action) => !organization.includes(action));
  return { sid: 'Inspect', actions, resources: ['*'] };
}

/**
 * Rows are revoked and never deleted: they are the history of what was approved. After an edit, the audit of an account is
 * requested by a message, and the audit of a wider scope in one item of the posture table.
 */
function exceptionAdminPermissions({ organization, tables, queues }: OperatorPoliciesProps): Permission[] {
  const { triggers } = queueArns(queues);
  return [
    ...organizationReadPermissions(organization, [
      'accountDirectory',
      'accountLister',
      'organizationReader',
      'unitFinder',
    ]),
    {
      sid: 'EditExceptions',
      actions: [
        ...actionsOf('exceptionEditor', 'exceptionReader'),
        'dynamodb:DescribeTable',
        'dynamodb:Scan',
      ],
      resources: [tables.exceptions.tableArn],
    },
    // Credential ids in an exception are compared with those that the latest audits found.
    { sid: 'ReadCredentialIds', actions: ['dynamodb:Scan'], resources: [tables.posture.tableArn] },
    { sid: 'AddToLedger', actions: actionsOf('ledger'), resources: [tables.ledger.tableArn] },
    { sid: 'RequestAudit', actions: actionsOf('queueUrls', 'triggerQueue'), resources: [triggers] },
    scopeAuditRequestPermission(tables),
  ];
}

function operatorPermissions(props: OperatorPoliciesProps): Permission[] {
  const { names, organization, tables, queues, topicArn, sweeper, busArn, archiveArns } = props;
  const arn = queueArns(queues);
  const regionalQueues = sessionsQueueArns(tables, props);
  return [
    ...organizationReadPermissions(organization, ORGANIZATION_READS),
    // A recovery creates its exception before it allows a password.
    {
      sid: 'EditExceptions',
      actions: actionsOf('exceptionEditor', 'exceptionReader', 'exceptionWatch'),
      resources: [tables.exceptions.tableArn],
    },
    {
      sid: 'ReadAndAddToLedger',
      actions: actionsOf('ledger', 'ledgerReader', 'ledgerArchive'),
      resources: [tables.ledger.tableArn],
    },
    {
      sid: 'ReadSessions',
      actions: actionsOf('sessionReader', 'sessionArchive'),
      resources: [tables.sessions.tableArn],
    },
    {
      sid: 'ChangeSettings',
      actions: actionsOf('settingsReader', 'settingsEditor', 'stateReader'),
      resources: [tables.settings.tableArn],
    },
    ...posturePermissions(tables),
    { sid: 'Notify', actions: actionsOf('notifier'), resources: [topicArn] },
    {
      sid: 'SendTriggers',
      actions: actionsOf('triggerQueue', 'resender'),
      resources: [arn.triggers, arn.heartbeats, arn.activity, arn.memberActivity],
    },
    inspectionPermission(),
    {
      sid: 'EnableRules',
      actions: actionsOf('ruleSwitch'),
      resources: [homeRulesArn(tables, names)],
    },
    {
      sid: 'InspectQueues',
      actions: actionsOf('queueInspector', 'queueUrls'),
      resources: [...Object.values(arn), ...regionalQueues],
    },
    {
      sid: 'MoveDeadLetters',
      // Beside what `InspectQueues` allows. For operators without the CLI: the dead-letter queue redrive of the SQS console.
      actions: [
        ...actionsOf('deadLetterQueue').filter((action) => !actionsOf('queueInspector').includes(action)),
        'sqs:CancelMessageMoveTask',
        'sqs:StartMessageMoveTask',
      ],
      resources: [arn.deadLetters, arn.undelivered, ...regionalQueues],
    },
    {
      sid: 'ReplayEvents',
      actions: ['events:DescribeReplay', 'events:StartReplay'],
      resources: [...archiveArns, busArn, anyReplayArn(tables)],
    },
    {
      sid: 'RunSweeper',
      actions: ['lambda:InvokeFunction'],
      // Not the consumer: it would trust a forged batch like one from SQS.
      resources: [sweeper.function.functionArn],
    },
  ];
}

function anyReplayArn(scope: Construct): string {
  const { partition, region, account } = Stack.of(scope);
  return `arn:${partition}:events:${region}:${account}:replay/${REPLAY_NAME_PREFIX}*`;
}

function homeRulesArn(scope: Construct, { bus, rulePrefix }: OperatorPoliciesProps['names']): string {
  const { partition, region, account } = Stack.of(scope);
  return `arn:${partition}:events:${region}:${account}:rule/${bus}/${rulePrefix}*`;
}

/** Of undelivered events, in further Regions; what is protected from others has to be read by somebody. */
function sessionsQueueArns(
  scope: Construct,
  { names, sessionRegions }: Pick<OperatorPoliciesProps, 'names' | 'sessionRegions'>,
): readonly string[] {
  const { partition, account } = Stack.of(scope);
  return sessionRegions.length === 0
    ? []
    : [`arn:${partition}:sqs:*:${account}:${names.sessionsUndelivered}`];
}

function tableArns({ exceptions, ledger, posture, settings, sessions }: Tables): string[] {
  return [exceptions, ledger, posture, settings, sessions].map((table) => table.tableArn);
}

function queueArns(queues: Queues) {
  const { triggers, later, sweep, heartbeats, activity, memberActivity, deadLetters, undelivered } = queues;
  return {
    triggers: triggers.queue.queueArn,
    later: later.queue.queueArn,
    sweep: sweep.queue.queueArn,
    heartbeats: heartbeats.queue.queueArn,
    activity: activity.queue.queueArn,
    memberActivity: memberActivity.queue.queueArn,
    deadLetters: deadLetters.queue.queueArn,
    undelivered: undelivered.queue.queueArn,
  };
}
