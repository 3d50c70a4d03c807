import { BOOTSTRAP_STACK } from '../../domain/cdk-bootstrap.ts';
import { generatedNamePrefix } from '../../domain/generated-name.ts';
import { ownBoundary } from '../boundary.ts';
import type { Configuration } from '../configuration.ts';
import { resourceNames } from '../names.ts';

type Place = Pick<
  Configuration,
  | 'canary'
  | 'homeAccountId'
  | 'namePrefix'
  | 'partition'
  | 'permissionsBoundary'
  | 'region'
  | 'sessionRegions'
>;

/**
 * ARN patterns of what an installation has in the home account. CloudFormation begins the names that it generates with the
 * stack's.
 */
export function homeArns(place: Place) {
  const { canary, homeAccountId, namePrefix, partition, region, sessionRegions } = place;
  const names = resourceNames(namePrefix);
  const { data, home } = names.stacks;
  // Nobody may make up parts of a canary that is not there.
  const withCanary = (name: string) => (canary === undefined ? [] : [name]);
  const running = [home, ...withCanary(names.stacks.canary)];
  const stacks = [data, ...running];
  const scheduleGroups = [names.scheduleGroup, ...withCanary(names.canary)];
  const regional = (service: string, resource: string) =>
    `arn:${partition}:${service}:${region}:${homeAccountId}:${resource}`;
  const global = (service: string, resource: string) =>
    `arn:${partition}:${service}::${homeAccountId}:${resource}`;
  const canaryRoles = withCanary(global('iam', `role/${names.canaryRole}`));
  // Whatever the Regions are: one more of them must not need another policy.
  const anyRegion = (service: string, resource: string) =>
    sessionRegions.length === 0 ? [] : [`arn:${partition}:${service}:*:${homeAccountId}:${resource}`];
  const consumerRole = global('iam', `role/${names.roles.consumer}`);
  const boundary = ownBoundary(place);
  const people = Object.values(names.policies).map((name) => global('iam', `policy/${name}`));
  return {
    alarms: regional('cloudwatch', `alarm:${names.alarmPrefix}*`),
    archives: regional('events', `archive/${names.rulePrefix}*`),
    bus: regional('events', `event-bus/${names.bus}`),
    chat: global('chatbot', `chat-configuration/*/${names.slackChannelConfiguration}`),
    dashboard: global('cloudwatch', `dashboard/${names.dashboard}`),
    functions: running.map((stack) => regional('lambda', `function:${generatedNamePrefix(stack)}*`)),
    keyAlias: regional('kms', names.keyAlias),
    keys: regional('kms', 'key/*'),
    ledger: regional('dynamodb', `table/${names.tables.ledger}`),
    settings: regional('dynamodb', `table/${names.tables.settings}`),
    logGroups: running.map((stack) => regional('logs', `log-group:${stack}-*`)),
    policies: [
      ...people,
      global('iam', `policy/${home}-*`),
      ...(boundary === undefined ? [] : [global('iam', `policy/${boundary}`)]),
    ],
    // Each by its name: the prefix of this installation may begin that of another one.
    queues: Object.values(names.queues).map((queue) => regional('sqs', queue)),
    roles: [...stacks.map((stack) => global('iam', `role/${generatedNamePrefix(stack)}*`)), ...canaryRoles],
    canaryRoles,
    consumerRole,
    /** Open root sessions. */
    sessionRoles: [consumerRole, ...canaryRoles],
    listenerRole: global('iam', `role/${names.roles.listener}`),
    sweeperRole: global('iam', `role/${names.roles.sweeper}`),
    /** Of EventBridge Scheduler, which runs the functions that no queue does. */
    schedulerRoles: [names.roles.schedules, ...withCanary(names.roles.canarySchedule)].map((name) =>
      global('iam', `role/${name}`),
    ),
    scheduleGroups: scheduleGroups.map((group) => regional('scheduler', `schedule-group/${group}`)),
    schedules: scheduleGroups.map((group) => regional('scheduler', `schedule/${group}/*`)),
    stacks: [
      ...stacks.map((stack) => regional('cloudformation', `stack/${stack}/*`)),
      ...anyRegion('cloudformation', `stack/${names.stacks.sessions}-*`),
    ],
    /** Makes the roles that deploy the others. */
    bootstrapStack: regional('cloudformation', `stack/${BOOTSTRAP_STACK}/*`),
    /** Of undelivered events, in further Regions. */
    sessionsQueues: anyRegion('sqs', names.sessionsUndelivered),
    /** They tell about that queue. */
    sessionsAlarms: [
      ...anyRegion('cloudwatch', `alarm:${names.alarmPrefix}*`),
      ...anyRegion('sns', names.sessionsTopic),
    ],
    tables: Object.values(names.tables).map((table) => regional('dynamodb', `table/${table}`)),
    /** Of the tables. */
    backups: Object.values(names.tables).map((table) => regional('dynamodb', `table/${table}/backup/*`)),
    topic: regional('sns', names.topic),
  };
}
