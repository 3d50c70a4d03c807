import { aws_iam as iam, type aws_kms as kms, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { RESERVED_KEYS, SENT_NOTIFICATION_PREFIX } from '../../src/aws/dynamodb/reserved-keys.ts';
import { ACKNOWLEDGEMENT_ATTRIBUTES } from '../../src/aws/permissions.ts';
import { REPLAY_NAME_PREFIX, RULE_NAME_PREFIX } from '../../src/events/rules.ts';
import { BUS_NAME, TABLES } from '../../src/runtime/resources.ts';
import { acknowledge } from '../acknowledge.ts';
import { actionsOf } from '../permissions.ts';
import { type Permission, statementOf, usingKey } from '../service-role.ts';
import { type Organization, readOrganization } from './organization-reads.ts';
import type { Queues } from './queues.ts';
import { acknowledgeReach, openRootSessions } from './root-sessions.ts';
import type { ServiceFunction } from './service-function.ts';
import type { Tables } from './tables.ts';

/** What a command of the CLI asks about the organization. */
const ORGANIZATION = [
  'accountDirectory',
  'accountLister',
  'featuresReader',
  'organizationReader',
  'rootAccessReader',
  'unitFinder',
  'unitNames',
] as const;

export interface PeopleProps {
  readonly organization: Organization;
  readonly key: kms.IKey | undefined;
  readonly tables: Tables;
  readonly queues: Queues;
  readonly busArn: string;
  readonly archiveArns: readonly string[];
  readonly topicArn: string;
  readonly consumer: ServiceFunction;
  readonly sweeper: ServiceFunction;
}

/**
 * What people may do, as managed policies of the home account to attach to roles or permission sets. They add up: an
 * operator who also keeps the exceptions has both.
 */
export class People extends Construct {
  constructor(scope: Construct, id: string, props: PeopleProps) {
    super(scope, id);
    acknowledgeReach(this, props.organization);
    const { region, account } = Stack.of(this);
    acknowledge(
      this,
      `IAM5[Resource::arn:<AWS::Partition>:events:${region}:${account}:replay/${REPLAY_NAME_PREFIX}*]`,
      'Whoever starts a replay names it.',
    );
    acknowledge(
      this,
      `IAM5[Resource::arn:<AWS::Partition>:events:${region}:${account}:rule/${BUS_NAME}/${RULE_NAME_PREFIX}*]`,
      'Every rule on the bus of rootguard, and no other rule.',
    );
    const useKey = props.key === undefined ? [] : [usingKey(props.key)];
    this.policy('RootguardAuditor', 'reads everything of rootguard and audits accounts; changes nothing', [
      ...reading(props),
      openRootSessions(['audit']),
      ...useKey,
    ]);
    this.policy('RootguardExceptionAdmin', 'approves and revokes exceptions', [
      ...exceptionKeeping(props),
      ...useKey,
    ]);
    this.policy('RootguardOperator', 'enforces, recovers, puts messages back, and lets removals go on', [
      ...operating(props),
      openRootSessions(['audit', 'delete', 'create-password']),
      ...useKey,
    ]);
  }

  private policy(name: string, purpose: string, permissions: readonly Permission[]): void {
    new iam.ManagedPolicy(this, name, {
      managedPolicyName: name,
      description: `rootguard: ${purpose}`,
      statements: permissions.map(statementOf),
    });
  }
}

function reading({ organization, tables, queues, consumer, sweeper }: PeopleProps): Permission[] {
  return [
    ...readOrganization(organization, ORGANIZATION),
    {
      sid: 'ReadTables',
      actions: ['dynamodb:DescribeTable', 'dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:Scan'],
      resources: allTables(tables),
    },
    {
      sid: 'SeeQueues',
      actions: ['sqs:GetQueueAttributes', 'sqs:GetQueueUrl', 'sqs:ListMessageMoveTasks'],
      resources: Object.values(queueArns(queues)),
    },
    {
      sid: 'ReadLogs',
      actions: ['logs:DescribeLogStreams', 'logs:FilterLogEvents', 'logs:GetLogEvents', 'logs:StartQuery'],
      resources: [consumer, sweeper].map(({ logGroup }) => logGroup.logGroupArn),
    },
    {
      sid: 'SeeMetrics',
      actions: [
        'cloudwatch:DescribeAlarms',
        'cloudwatch:GetDashboard',
        'cloudwatch:GetMetricData',
        'cloudwatch:ListMetrics',
        'logs:GetQueryResults',
      ],
      resources: ['*'],
    },
    inspecting(),
  ];
}

/** What `doctor` looks at; listing takes no resource to narrow it down to. */
function inspecting(): Permission {
  return { sid: 'Inspect', actions: actionsOf('inspector'), resources: ['*'] };
}

/**
 * Rows are revoked and never deleted: they are the history of what was approved. What follows an edit is asked for: the
 * audit of an account by a message, that of a wider scope in one item of the posture table.
 */
function exceptionKeeping({ organization, tables, queues }: PeopleProps): Permission[] {
  const { triggers } = queueArns(queues);
  return [
    ...readOrganization(organization, [
      'accountDirectory',
      'accountLister',
      'organizationReader',
      'unitFinder',
    ]),
    {
      sid: 'KeepExceptions',
      actions: [
        ...actionsOf('exceptionEditor', 'exceptionReader'),
        'dynamodb:DescribeTable',
        'dynamodb:Scan',
      ],
      resources: [tables.exceptions.tableArn],
    },
    // Ids of an exception are compared with those that the latest audits saw.
    { sid: 'SeeCredentials', actions: ['dynamodb:Scan'], resources: [tables.posture.tableArn] },
    { sid: 'AddToLedger', actions: actionsOf('ledger'), resources: [tables.ledger.tableArn] },
    { sid: 'AskForAudit', actions: actionsOf('queueUrls', 'triggerQueue'), resources: [triggers] },
    askingForAuditOfScope(tables),
  ];
}

function askingForAuditOfScope({ posture }: Tables): Permission {
  return {
    sid: 'AskForAuditOfScope',
    actions: ['dynamodb:UpdateItem'],
    resources: [posture.tableArn],
    conditions: onItems('StringEquals', RESERVED_KEYS.requestedScopes),
  };
}

/**
 * What a command writes into the posture table: what became of an account that it worked on, what it sentNotifications, and
 * that somebody acknowledged the breaker. So nobody opens the breaker, fills its count or stops a sweep with it; IAM
 * cannot tell what is true of an account, or what was sentNotifications.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html
 */
function keepingPosture(tables: Tables): Permission[] {
  const resources = [tables.posture.tableArn];
  const put = 'dynamodb:PutItem';
  const update = 'dynamodb:UpdateItem';
  const actions = actionsOf('postureStore', 'breaker', 'sentNotifications', 'sweepState');
  return [
    {
      sid: 'ReadPosture',
      actions: actions.filter((action) => action !== put && action !== update),
      resources,
    },
    {
      sid: 'KeepPosture',
      actions: [update],
      resources,
      conditions: onItems('StringLike', ANY_ACCOUNT_KEY),
    },
    {
      sid: 'RememberNotifications',
      actions: [put],
      resources,
      conditions: onItems('StringLike', ANY_SENT_NOTIFICATION_KEY),
    },
    {
      sid: 'AcknowledgeBreaker',
      actions: [put],
      resources,
      conditions: {
        'ForAllValues:StringEquals': {
          'dynamodb:LeadingKeys': [RESERVED_KEYS.breaker],
          'dynamodb:Attributes': [TABLES.posture.partitionKey, ...ACKNOWLEDGEMENT_ATTRIBUTES],
        },
        Null: { 'dynamodb:LeadingKeys': 'false', 'dynamodb:Attributes': 'false' },
      },
    },
    askingForAuditOfScope(tables),
  ];
}

/** Twelve characters, as many as an account id has and no reserved key. */
const ANY_ACCOUNT_KEY = '?'.repeat(12);
const ANY_SENT_NOTIFICATION_KEY = `${SENT_NOTIFICATION_PREFIX}*`;

/** A request without keys would fulfil a condition for all of them. */
function onItems(operator: 'StringEquals' | 'StringLike', ...keys: readonly string[]): iam.Conditions {
  return {
    [`ForAllValues:${operator}`]: { 'dynamodb:LeadingKeys': [...keys] },
    Null: { 'dynamodb:LeadingKeys': 'false' },
  };
}

function operating(props: PeopleProps): Permission[] {
  const { organization, tables, queues, topicArn, sweeper, busArn, archiveArns } = props;
  const arn = queueArns(queues);
  return [
    ...readOrganization(organization, ORGANIZATION),
    // A recovery writes its exception before it allows a password.
    {
      sid: 'KeepExceptions',
      actions: actionsOf('exceptionEditor', 'exceptionReader', 'exceptionWatch'),
      resources: [tables.exceptions.tableArn],
    },
    {
      sid: 'ReadAndAddToLedger',
      actions: actionsOf('ledger', 'ledgerReader', 'ledgerArchive'),
      resources: [tables.ledger.tableArn],
    },
    ...keepingPosture(tables),
    { sid: 'Notify', actions: actionsOf('notifier'), resources: [topicArn] },
    { sid: 'SendTriggers', actions: actionsOf('triggerQueue', 'resender'), resources: [arn.triggers] },
    inspecting(),
    {
      sid: 'EnableRules',
      actions: actionsOf('ruleSwitch'),
      resources: [homeRules(tables)],
    },
    {
      sid: 'LookIntoQueues',
      actions: actionsOf('queueInspector'),
      resources: [arn.triggers, arn.later, arn.sweep, arn.deadLetters, arn.undelivered],
    },
    { sid: 'FindQueues', actions: actionsOf('queueUrls'), resources: Object.values(arn) },
    {
      sid: 'TakeDeadLetters',
      // The move tasks are SQS's own way, for whoever works without the CLI.
      actions: [...actionsOf('deadLetterQueue'), 'sqs:CancelMessageMoveTask', 'sqs:StartMessageMoveTask'],
      resources: [arn.deadLetters, arn.undelivered],
    },
    {
      sid: 'ReplayEvents',
      actions: ['events:DescribeReplay', 'events:StartReplay'],
      resources: [...archiveArns, busArn, anyReplay(tables)],
    },
    {
      sid: 'RunSweeper',
      actions: ['lambda:InvokeFunction'],
      // Not the consumer: a batch of somebody's own making would be believed as SQS's own is.
      resources: [sweeper.function.functionArn],
    },
  ];
}

/** Whoever starts a replay names it. */
function anyReplay(scope: Construct): string {
  const { partition, region, account } = Stack.of(scope);
  return `arn:${partition}:events:${region}:${account}:replay/${REPLAY_NAME_PREFIX}*`;
}

function homeRules(scope: Construct): string {
  const { partition, region, account } = Stack.of(scope);
  return `arn:${partition}:events:${region}:${account}:rule/${BUS_NAME}/${RULE_NAME_PREFIX}*`;
}

function allTables({ exceptions, ledger, posture }: Tables): string[] {
  return [exceptions, ledger, posture].map((table) => table.tableArn);
}

function queueArns({ triggers, later, sweep, deadLetters, undelivered }: Queues) {
  return {
    triggers: triggers.queue.queueArn,
    later: later.queue.queueArn,
    sweep: sweep.queue.queueArn,
    deadLetters: deadLetters.queue.queueArn,
    undelivered: undelivered.queue.queueArn,
  };
}
