import type { Configuration } from '../configuration.ts';
import { resourceNames } from '../names.ts';

type Place = Pick<Configuration, 'canary' | 'homeAccountId' | 'namePrefix' | 'partition' | 'region'>;

/**
 * ARN patterns of what an installation has in the home account. CloudFormation begins the names that it generates with the
 * stack's.
 */
export function homeArns({ canary, homeAccountId, namePrefix, partition, region }: Place) {
  const names = resourceNames(namePrefix);
  const { data, home } = names.stacks;
  const regional = (service: string, resource: string) =>
    `arn:${partition}:${service}:${region}:${homeAccountId}:${resource}`;
  const global = (service: string, resource: string) =>
    `arn:${partition}:${service}::${homeAccountId}:${resource}`;
  // Nobody may make up the role of a canary that is not there.
  const canaryRoles = canary === undefined ? [] : [global('iam', `role/${names.canaryRole}`)];
  const consumerRole = global('iam', `role/${home}-ConsumerRole*`);
  const people = Object.values(names.policies).map((name) => global('iam', `policy/${name}`));
  return {
    alarms: regional('cloudwatch', `alarm:${names.alarmPrefix}*`),
    archives: regional('events', `archive/${names.rulePrefix}*`),
    bus: regional('events', `event-bus/${names.bus}`),
    chat: global('chatbot', `chat-configuration/*/${names.slackChannelConfiguration}`),
    dashboard: global('cloudwatch', `dashboard/${names.dashboard}`),
    functions: regional('lambda', `function:${home}-*`),
    keyAlias: regional('kms', names.keyAlias),
    keys: regional('kms', 'key/*'),
    ledger: regional('dynamodb', `table/${names.tables.ledger}`),
    settings: regional('dynamodb', `table/${names.tables.settings}`),
    logGroups: regional('logs', `log-group:${home}-*`),
    policies: [...people, global('iam', `policy/${home}-*`)],
    // Each by its name: the prefix of this installation may begin that of another one.
    queues: Object.values(names.queues).map((queue) => regional('sqs', queue)),
    roles: [...[data, home].map((stack) => global('iam', `role/${stack}-*`)), ...canaryRoles],
    canaryRoles,
    consumerRole,
    /** Open root sessions. */
    sessionRoles: [consumerRole, ...canaryRoles],
    listenerRole: global('iam', `role/${home}-ListenerRole*`),
    sweeperRole: global('iam', `role/${home}-SweeperRole*`),
    scheduleGroup: regional('scheduler', `schedule-group/${names.scheduleGroup}`),
    schedules: regional('scheduler', `schedule/${names.scheduleGroup}/*`),
    stacks: [data, home].map((stack) => regional('cloudformation', `stack/${stack}/*`)),
    tables: Object.values(names.tables).map((table) => regional('dynamodb', `table/${table}`)),
    /** Of the tables. */
    backups: Object.values(names.tables).map((table) => regional('dynamodb', `table/${table}/backup/*`)),
    topic: regional('sns', names.topic),
  };
}
