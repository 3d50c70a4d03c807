import { CreateTableCommand } from '@aws-sdk/client-dynamodb';
import {
  CreateEventBusCommand,
  PutPermissionCommand,
  PutRuleCommand,
  PutTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import { CreateTopicCommand } from '@aws-sdk/client-sns';
import { CreateQueueCommand, GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import type { Sandbox } from 'organization-sandbox/sandbox.ts';
import type { ListenerQueueName } from '../domain/listener-queue.ts';
import { ownPartHomeBusRules } from '../events/own-parts/rules.ts';
import { homeBusRules, REPLAY_NAME_PREFIX, type RuleState } from '../events/rules.ts';
import type { QueueName } from '../guardrail/ports/work-queues.ts';
import { REGION } from '../installation/defaults.ts';
import { DEFAULT_NAMES } from '../installation/names.ts';
import {
  BUS_NAME,
  DEAD_LETTER_QUEUE,
  QUEUES,
  type QueueSettings,
  TABLES,
  type TableSettings,
  TOPIC_NAME,
} from '../runtime/resources.ts';
import type { SandboxClients } from './clients.ts';

export interface Queue {
  readonly url: string;
  readonly arn: string;
}

/** rootguard's resources in the home account. */
export interface Deployment {
  readonly busArn: string;
  readonly topicArn: string;
  readonly queues: Readonly<Record<QueueName | ListenerQueueName, Queue>>;
}

/** Creates rootguard's resources in the home account, as its CDK stack does on AWS. */
export async function deployHome(
  { dynamodb, eventBridge, sns, sqs }: SandboxClients,
  {
    organizationId,
    homeAccountId,
    managementAccountId,
  }: Pick<Sandbox, 'organizationId' | 'homeAccountId' | 'managementAccountId'>,
): Promise<Deployment> {
  await Promise.all(Object.values(TABLES).map((table) => createTable(dynamodb, table)));
  const deadLetters = await createQueue(sqs, DEAD_LETTER_QUEUE.name, {
    MessageRetentionPeriod: DEAD_LETTER_QUEUE.retentionSeconds,
    RedriveAllowPolicy: JSON.stringify({
      redrivePermission: 'byQueue',
      sourceQueueArns: Object.values(QUEUES).map(
        ({ name }) => `arn:aws:sqs:${REGION}:${homeAccountId}:${name}`,
      ),
    }),
  });
  const [triggers, later, sweep, heartbeats, activity, memberActivity, topic, bus] = await Promise.all([
    createWorkQueue(sqs, QUEUES.triggers, deadLetters),
    createWorkQueue(sqs, QUEUES.later, deadLetters),
    createWorkQueue(sqs, QUEUES.sweep, deadLetters),
    createWorkQueue(sqs, QUEUES.heartbeats, deadLetters),
    createWorkQueue(sqs, QUEUES.activity, deadLetters),
    createWorkQueue(sqs, QUEUES.memberActivity, deadLetters),
    sns.send(new CreateTopicCommand({ Name: TOPIC_NAME })),
    eventBridge.send(new CreateEventBusCommand({ Name: BUS_NAME })),
  ]);
  await eventBridge.send(
    new PutPermissionCommand({
      EventBusName: BUS_NAME,
      StatementId: 'organization',
      Action: 'events:PutEvents',
      Principal: '*',
      Condition: { Type: 'StringEquals', Key: 'aws:PrincipalOrgID', Value: organizationId },
    }),
  );
  const queues = { triggers, later, sweep, heartbeats, activity, memberActivity, deadLetters };
  const options = {
    replayNamePrefix: REPLAY_NAME_PREFIX,
    serviceAccounts: [...new Set([homeAccountId, managementAccountId])],
  };
  const rules = [...homeBusRules(options), ...ownPartHomeBusRules(DEFAULT_NAMES, options)];
  for (const rule of rules) {
    await putRule(eventBridge, { ...rule, busName: BUS_NAME, targetArn: queues[rule.queue].arn });
  }
  return {
    busArn: present(bus.EventBusArn, 'EventBusArn'),
    topicArn: present(topic.TopicArn, 'TopicArn'),
    queues,
  };
}

export interface RuleToPut {
  readonly name: string;
  readonly description: string;
  readonly pattern: object;
  readonly state: RuleState | 'DISABLED';
  readonly busName: string;
  readonly targetArn: string;
  /** Required for a bus in another account, as on AWS. */
  readonly roleArn?: string;
}

/** Creates a rule with one target. Idempotent. */
export async function putRule(
  eventBridge: SandboxClients['eventBridge'],
  { name, description, pattern, state, busName, targetArn, roleArn }: RuleToPut,
): Promise<void> {
  const Name = `${DEFAULT_NAMES.rulePrefix}${name}`;
  await eventBridge.send(
    new PutRuleCommand({
      Name,
      Description: description,
      EventBusName: busName,
      EventPattern: JSON.stringify(pattern),
      State: state,
    }),
  );
  await eventBridge.send(
    new PutTargetsCommand({
      Rule: Name,
      EventBusName: busName,
      Targets: [{ Id: 'rootguard', Arn: targetArn, ...(roleArn !== undefined && { RoleArn: roleArn }) }],
    }),
  );
}

export async function createQueue(
  sqs: SandboxClients['sqs'],
  name: string,
  attributes: Readonly<Record<string, number | string>> = {},
): Promise<Queue> {
  const { QueueUrl } = await sqs.send(
    new CreateQueueCommand({
      QueueName: name,
      Attributes: Object.fromEntries(Object.entries(attributes).map(([key, value]) => [key, String(value)])),
    }),
  );
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }),
  );
  return { url: present(QueueUrl, 'QueueUrl'), arn: present(Attributes?.QueueArn, 'QueueArn') };
}

function createWorkQueue(
  sqs: SandboxClients['sqs'],
  settings: QueueSettings,
  deadLetters: Queue,
): Promise<Queue> {
  return createQueue(sqs, settings.name, {
    VisibilityTimeout: settings.visibilityTimeoutSeconds,
    MessageRetentionPeriod: settings.retentionSeconds,
    RedriveAllowPolicy: JSON.stringify({ redrivePermission: 'denyAll' }),
    RedrivePolicy: JSON.stringify({
      deadLetterTargetArn: deadLetters.arn,
      maxReceiveCount: settings.maxReceiveCount,
    }),
  });
}

async function createTable(
  dynamodb: SandboxClients['dynamodb'],
  { name, partitionKey, sortKey }: TableSettings,
): Promise<void> {
  const keys = [
    { name: partitionKey, type: 'HASH' as const },
    ...(sortKey === undefined ? [] : [{ name: sortKey, type: 'RANGE' as const }]),
  ];
  await dynamodb.send(
    new CreateTableCommand({
      TableName: name,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: keys.map((key) => ({ AttributeName: key.name, AttributeType: 'S' })),
      KeySchema: keys.map((key) => ({ AttributeName: key.name, KeyType: key.type })),
    }),
  );
}

export function present<Value>(value: Value | undefined, name: string): Value {
  if (value === undefined) throw new Error(`the sandbox answered without ${name}`);
  return value;
}
