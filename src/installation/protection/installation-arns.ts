import type { Configuration } from '../configuration.ts';

type Place = Pick<Configuration, 'homeAccountId' | 'namePrefix' | 'partition' | 'region'>;

/** ARN patterns of what an installation has in the home account. CloudFormation begins generated names with the stack's. */
export function homeArns({ homeAccountId, namePrefix, partition, region }: Place) {
  const regional = (service: string, resource: string) =>
    `arn:${partition}:${service}:${region}:${homeAccountId}:${resource}`;
  const global = (service: string, resource: string) =>
    `arn:${partition}:${service}::${homeAccountId}:${resource}`;
  return {
    alarms: regional('cloudwatch', `alarm:${namePrefix}-*`),
    archives: regional('events', `archive/${namePrefix}-*`),
    bus: regional('events', `event-bus/${namePrefix}`),
    chat: global('chatbot', `chat-configuration/*/${namePrefix}`),
    dashboard: global('cloudwatch', `dashboard/${namePrefix}`),
    functions: regional('lambda', `function:${namePrefix}-home-*`),
    keyAlias: regional('kms', `alias/${namePrefix}`),
    keys: regional('kms', 'key/*'),
    ledger: regional('dynamodb', `table/${namePrefix}-ledger`),
    logGroups: regional('logs', `log-group:${namePrefix}-home-*`),
    pipes: regional('pipes', `pipe/${namePrefix}-*`),
    policies: [global('iam', 'policy/Rootguard*'), global('iam', `policy/${namePrefix}-*`)],
    queues: regional('sqs', `${namePrefix}-*`),
    roles: [global('iam', `role/${namePrefix}-data-*`), global('iam', `role/${namePrefix}-home-*`)],
    consumerRole: global('iam', `role/${namePrefix}-home-ConsumerRole*`),
    sweeperRole: global('iam', `role/${namePrefix}-home-SweeperRole*`),
    scheduleGroup: regional('scheduler', `schedule-group/${namePrefix}`),
    schedules: regional('scheduler', `schedule/${namePrefix}/*`),
    stacks: ['data', 'home'].map((stack) => regional('cloudformation', `stack/${namePrefix}-${stack}/*`)),
    tables: regional('dynamodb', `table/${namePrefix}-*`),
    topic: regional('sns', `${namePrefix}-notifications`),
  };
}
