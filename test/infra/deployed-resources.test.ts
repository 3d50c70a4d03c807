import { describe, expect, it } from 'vitest';
import {
  CONFIGURATIONS,
  functionNameOf,
  HOME,
  MANAGEMENT,
  memberTemplateOf,
  type Resource,
  resourcesOf,
  synthesizeRootguard,
  templateOf,
} from './synthesis.ts';

/*
 * Literal values of the templates whose unnoticed change would do harm. Permissions, event patterns, queue policies and
 * sizes are tested in the other files of this folder.
 */

const example = synthesizeRootguard();
const everything = synthesizeRootguard(CONFIGURATIONS['everything on']);

const STACKS = {
  data: templateOf(example.data),
  home: templateOf(example.home),
  management: templateOf(example.management),
  members: templateOf(example.members),
  'data with everything on': templateOf(everything.data),
  'home with everything on': templateOf(everything.home),
  'management with everything on': templateOf(everything.management),
  'members with everything on': templateOf(everything.members),
  'Control Tower': templateOf(everything.controlTower),
};
const home = STACKS.home;
const homeWithEverything = STACKS['home with everything on'];

/**
 * `Version` is what `rootguard upgrade --check` reads, `ReservedConcurrency` what `preflight` reads; `BootstrapVersion` is the CDK's: the version of its bootstrap stack in the
 * home account.
 */
const OUTPUTS_AND_PARAMETERS: Readonly<Record<string, readonly [outputs: string[], parameters: string[]]>> = {
  data: [['ExceptionsStream', 'Version'], ['BootstrapVersion']],
  'data with everything on': [
    ['ExceptionsStream', 'KeyArn', 'Version'],
    ['KeyAlias', 'BootstrapVersion'],
  ],
  home: [['ReservedConcurrency', 'Version'], ['BootstrapVersion']],
  'home with everything on': [['ReservedConcurrency', 'Version'], ['BootstrapVersion']],
};

describe('the stacks', () => {
  it.each([
    ['data', example.data, 'rootguard-data', HOME, 'us-east-1'],
    ['home', example.home, 'rootguard-home', HOME, 'us-east-1'],
    ['management', example.management, 'rootguard-management', MANAGEMENT, 'us-east-1'],
    ['members', example.members, 'rootguard-members', MANAGEMENT, 'us-east-1'],
    ['Control Tower', everything.controlTower, 'rootguard-control-tower', MANAGEMENT, 'eu-central-1'],
  ])('%s has a stable name, account and Region', (_, stack, ...expected) => {
    const { stackName, account, region } = stack ?? {};
    expect([stackName, account, region]).toEqual(expected);
  });

  it.each(Object.entries(STACKS))('%s has only these outputs and parameters', (name, template) => {
    const { Outputs = {}, Parameters = {}, Conditions, Mappings } = template.toJSON();
    expect({ Conditions, Mappings }).toEqual({});
    expect([Object.keys(Outputs), Object.keys(Parameters)]).toEqual(
      OUTPUTS_AND_PARAMETERS[name] ?? [['Version'], []],
    );
  });

  it.each(Object.keys(STACKS).filter((name) => !/^(home|data)/.test(name)))(
    '%s has neither assets nor roles of a bootstrap, and fits into one request',
    (name) => {
      const text = JSON.stringify(STACKS[name as keyof typeof STACKS].toJSON());
      expect(text).not.toMatch(/cdk-rootguard|bootstrap|S3Bucket/i);
      // Of CloudFormation, for a template that is not in a bucket.
      expect(text.length).toBeLessThan(51_200);
    },
  );

  it.each(Object.entries(STACKS))('%s has tags on every resource that supports them', (_, template) => {
    const tagged = Object.entries<Resource>(template.toJSON().Resources).filter(
      ([, { Properties }]) => Properties.Tags !== undefined,
    );
    expect(tagged.length).toBeGreaterThan(0);
    for (const [id, { Properties }] of tagged) {
      const tags = Array.isArray(Properties.Tags)
        ? Properties.Tags
        : Object.entries(Properties.Tags).map(([Key, Value]) => ({ Key, Value }));
      expect([id, tags]).toEqual([id, [{ Key: 'application', Value: 'rootguard' }]]);
    }
  });
});

describe('the resources', () => {
  const HOME_RESOURCES = {
    'AWS::CloudWatch::Alarm': 24,
    'AWS::CloudWatch::Dashboard': 1,
    'AWS::Events::Archive': 1,
    'AWS::Events::EventBus': 1,
    'AWS::Events::EventBusPolicy': 1,
    'AWS::Events::Rule': 27,
    'AWS::IAM::ManagedPolicy': 3,
    'AWS::IAM::Role': 6,
    'AWS::Lambda::EventInvokeConfig': 1,
    'AWS::Lambda::EventSourceMapping': 7,
    'AWS::Lambda::Function': 3,
    'AWS::Logs::LogGroup': 3,
    'AWS::Logs::MetricFilter': 1,
    'AWS::SNS::Topic': 1,
    'AWS::SNS::TopicPolicy': 1,
    'AWS::SQS::Queue': 8,
    'AWS::SQS::QueuePolicy': 8,
    'AWS::Scheduler::Schedule': 2,
    'AWS::Scheduler::ScheduleGroup': 1,
  };

  it.each<[keyof typeof STACKS, Readonly<Record<string, number>>]>([
    ['data', { 'AWS::DynamoDB::Table': 5 }],
    ['home', HOME_RESOURCES],
    [
      'management',
      {
        'AWS::CloudWatch::Alarm': 1,
        'AWS::Events::Rule': 7,
        'AWS::IAM::Role': 2,
        'AWS::SNS::Topic': 2,
        'AWS::SNS::TopicPolicy': 2,
      },
    ],
    ['members', { 'AWS::CloudFormation::StackSet': 1 }],
    [
      'home with everything on',
      {
        ...HOME_RESOURCES,
        'AWS::Chatbot::SlackChannelConfiguration': 1,
        // Those for keys: of the service on both buses, and that tells the management account.
        'AWS::Events::Rule': 30,
        'AWS::IAM::ManagedPolicy': 4,
        'AWS::IAM::Role': 7,
        'AWS::SNS::Subscription': 1,
      },
    ],
    [
      'data with everything on',
      {
        'AWS::Backup::BackupPlan': 1,
        'AWS::Backup::BackupSelection': 1,
        'AWS::DynamoDB::Table': 5,
        'AWS::IAM::Role': 1,
        'AWS::KMS::Alias': 1,
        'AWS::KMS::Key': 1,
      },
    ],
    [
      'management with everything on',
      {
        'AWS::CloudWatch::Alarm': 1,
        'AWS::Events::Rule': 7,
        'AWS::IAM::Role': 3,
        'AWS::Lambda::Function': 1,
        'AWS::Logs::LogGroup': 1,
        'AWS::SNS::Subscription': 1,
        'AWS::SNS::Topic': 2,
        'AWS::SNS::TopicPolicy': 2,
        'Custom::RootguardRootAccess': 1,
      },
    ],
    [
      'Control Tower',
      {
        'AWS::CloudWatch::Alarm': 1,
        'AWS::Events::Rule': 4,
        'AWS::IAM::Role': 1,
        'AWS::SNS::Subscription': 1,
        'AWS::SNS::Topic': 1,
        'AWS::SNS::TopicPolicy': 1,
        'AWS::SQS::Queue': 1,
        'AWS::SQS::QueuePolicy': 1,
      },
    ],
  ])('of %s have these types and counts', (stack, expected) => {
    expect(countByType(STACKS[stack].toJSON().Resources)).toEqual(expected);
  });

  it('of a member account are seven rules and one role', () => {
    expect(countByType(memberTemplateOf(example.members).Resources)).toEqual({
      'AWS::Events::Rule': 7,
      'AWS::IAM::Role': 1,
    });
  });
});

/**
 * CloudFormation identifies a resource by its logical id, which CDK derives from the construct's path. A resource whose id
 * changes is replaced: its data is left behind, and the deployment fails because its physical name is taken. A change here
 * therefore needs a migration, documented in docs/lifecycle.md under "Upgrade".
 */
describe('stateful and named resources', () => {
  const STATEFUL = [
    'AWS::CloudFormation::StackSet',
    'AWS::DynamoDB::Table',
    'AWS::Events::Archive',
    'AWS::Events::EventBus',
    'AWS::IAM::ManagedPolicy',
    'AWS::KMS::Key',
    'AWS::Logs::LogGroup',
    'AWS::SNS::Topic',
    'AWS::SQS::Queue',
  ];

  it.each<[keyof typeof STACKS, Readonly<Record<string, string>>]>([
    [
      'data with everything on',
      {
        Key961B73FD: 'unnamed, Retain',
        TablesExceptionsA5EFC635: 'rootguard-exceptions, Retain',
        TablesLedgerF9806C8B: 'rootguard-ledger, Retain',
        TablesPostureB6674462: 'rootguard-posture, Retain',
        TablesSettings29509294: 'rootguard-settings, Retain',
        TablesSessions486350CB: 'rootguard-sessions, Retain',
      },
    ],
    [
      'home with everything on',
      {
        QueuesDeadLettersQueue579D19B3: 'rootguard-dead-letters, Delete',
        QueuesUndeliveredQueue6B70C585: 'rootguard-undelivered, Delete',
        QueuesTriggersQueueD172E8D3: 'rootguard-triggers, Delete',
        QueuesLaterQueue1E7A86C1: 'rootguard-later, Delete',
        QueuesSweepQueue039AF1A9: 'rootguard-sweep, Delete',
        QueuesHeartbeatsQueueDCA09DEE: 'rootguard-heartbeats, Delete',
        QueuesActivityQueue20580654: 'rootguard-activity, Delete',
        QueuesMemberActivityQueue0E47B117: 'rootguard-member-activity, Delete',
        NotificationsTopicAE679CBD: 'rootguard-notifications, Delete',
        NotificationsShowAlarmsE9B609F8: 'unnamed, Delete',
        HubBusE835F727: 'rootguard, Delete',
        HubwatchedeventsarchiveE5F7376B: 'rootguard-watched-events, Delete',
        ConsumerLog35DA0B86: 'unnamed, Retain',
        ListenerLog6A9F97AD: 'unnamed, Retain',
        SweeperLog42632A6F: 'unnamed, Retain',
        PeopleRootguardAuditor71B1202B: 'RootguardAuditor, Delete',
        PeopleRootguardExceptionAdminB90307E5: 'RootguardExceptionAdmin, Delete',
        PeopleRootguardOperator5682012F: 'RootguardOperator, Delete',
      },
    ],
    [
      'management with everything on',
      {
        HomeWatchNotificationsTopicC09BB42A: 'rootguard-notifications, Delete',
        HomeWatchWatchdog3DD49876: 'rootguard-watchdog, Delete',
        RootAccessLog7E3F1027: 'unnamed, Retain',
      },
    ],
    ['members with everything on', { StackSet: 'rootguard-members, Delete' }],
    [
      'Control Tower',
      {
        UndeliveredF3CF66A9: 'rootguard-undelivered, Delete',
        NotificationsTopicAE679CBD: 'rootguard-notifications, Delete',
      },
    ],
  ])('in %s keep their logical id, name and removal policy', (stack, expected) => {
    const stateful = Object.entries<Resource>(STACKS[stack].toJSON().Resources)
      .filter(([, { Type }]) => STATEFUL.includes(Type))
      .map(([id, resource]) => [id, `${nameOf(resource) ?? 'unnamed'}, ${removalOf(resource)}`]);
    expect(Object.fromEntries(stateful)).toEqual(expected);
  });

  it('are the same without the options, except for what the options add', () => {
    const ids = (template: typeof home) =>
      Object.entries<Resource>(template.toJSON().Resources)
        .filter(([, { Type }]) => STATEFUL.includes(Type))
        .map(([id]) => id);
    const added = ids(homeWithEverything).filter((id) => !ids(home).includes(id));
    expect(added.toSorted()).toEqual(['NotificationsShowAlarmsE9B609F8']);
    expect(ids(home).filter((id) => !ids(homeWithEverything).includes(id))).toEqual([]);
  });

  it('include tables with these keys', () => {
    const keys = resourcesOf(STACKS.data, 'AWS::DynamoDB::Table').map(({ Properties }) => [
      Properties.TableName,
      ...Properties.KeySchema.map(({ AttributeName, KeyType }: Resource) => `${KeyType} ${AttributeName}`),
      ...new Set(Properties.AttributeDefinitions.map(({ AttributeType }: Resource) => AttributeType)),
    ]);
    expect(keys.toSorted()).toEqual([
      ['rootguard-exceptions', 'HASH scope', 'RANGE id', 'S'],
      ['rootguard-ledger', 'HASH account', 'RANGE at', 'S'],
      ['rootguard-posture', 'HASH account', 'S'],
      ['rootguard-sessions', 'HASH account', 'RANGE at', 'S'],
      ['rootguard-settings', 'HASH name', 'S'],
    ]);
  });

  it('include no table with a time to live, except the session register', () => {
    const timesToLive = resourcesOf(STACKS.data, 'AWS::DynamoDB::Table').flatMap(({ Properties }) =>
      Properties.TimeToLiveSpecification ? [[Properties.TableName, Properties.TimeToLiveSpecification]] : [],
    );
    expect(timesToLive).toEqual([['rootguard-sessions', { AttributeName: 'expiresAt', Enabled: true }]]);
  });

  it('retain messages and archived events for these numbers of days', () => {
    const days = (seconds: number) => seconds / (24 * 60 * 60);
    const queues = resourcesOf(home, 'AWS::SQS::Queue').map(({ Properties }) => [
      Properties.QueueName,
      days(Properties.MessageRetentionPeriod),
    ]);
    expect(Object.fromEntries(queues)).toEqual({
      'rootguard-dead-letters': 14,
      'rootguard-activity': 4,
      'rootguard-member-activity': 4,
      'rootguard-heartbeats': 1,
      'rootguard-later': 4,
      'rootguard-sweep': 4,
      'rootguard-triggers': 4,
      'rootguard-undelivered': 14,
    });
    const archives = resourcesOf(home, 'AWS::Events::Archive').map(({ Properties }) => Properties);
    expect(archives.map(({ RetentionDays }) => RetentionDays)).toEqual([30]);
    const [undelivered] = resourcesOf(STACKS['Control Tower'], 'AWS::SQS::Queue');
    expect(undelivered?.Properties).toMatchObject({ SqsManagedSseEnabled: true });
    expect(days(undelivered?.Properties.MessageRetentionPeriod)).toBe(14);
  });

  it('are encrypted with a rotating key if one is configured', () => {
    const [key] = resourcesOf(STACKS['data with everything on'], 'AWS::KMS::Key');
    expect(key?.Properties).toMatchObject({ EnableKeyRotation: true });
  });
});

describe('the functions', () => {
  const functions = Object.fromEntries(
    resourcesOf(home, 'AWS::Lambda::Function').map(({ Properties }) => [
      functionNameOf(Properties.Description),
      Properties,
    ]),
  );

  it.each([
    ['consumer', 120, 'ConsumerLog35DA0B86'],
    ['listener', 60, 'ListenerLog6A9F97AD'],
    ['sweeper', 900, 'SweeperLog42632A6F'],
  ])('%s: has a timeout of %i seconds and logs JSON to its own log group', (name, timeoutSeconds, group) => {
    expect(functions[name]).toMatchObject({
      Timeout: timeoutSeconds,
      MemorySize: 512,
      Handler: 'index.handler',
      LoggingConfig: { LogFormat: 'JSON', LogGroup: { Ref: group } },
    });
    // No VPC and no layers: only the bundle runs, and it only needs the public endpoints of AWS.
    for (const other of ['VpcConfig', 'Layers', 'FileSystemConfigs']) {
      expect(functions[name]).not.toHaveProperty(other);
    }
  });

  it('get resource names and the settings of the example as environment variables', () => {
    const { ROOTGUARD_COVERED_UNITS, ...Variables } = functions.consumer.Environment.Variables;
    const covered = { ...Variables, ROOTGUARD_COVERED_UNITS };
    expect(ROOTGUARD_COVERED_UNITS).toBe('r-exam');
    // It decides nothing, so it has no modes and no limits.
    const {
      ROOTGUARD_CAN_ENFORCE,
      ROOTGUARD_INVITED_GRACE_SECONDS,
      ROOTGUARD_MAX_ACCOUNTS_PER_HOUR,
      ROOTGUARD_MODE,
      ROOTGUARD_MODE_OVERRIDES,
      ...shared
    } = Variables;
    expect(functions.listener.Environment.Variables).toEqual({
      ...shared,
      ROOTGUARD_ACTIVITY_QUEUE_URL: { Ref: 'QueuesActivityQueue20580654' },
      ROOTGUARD_DEPLOYER_ROLES: '[]',
      ROOTGUARD_HEARTBEATS_QUEUE_URL: { Ref: 'QueuesHeartbeatsQueueDCA09DEE' },
      ROOTGUARD_MEMBER_ACTIVITY_QUEUE_URL: { Ref: 'QueuesMemberActivityQueue0E47B117' },
      ROOTGUARD_NAME_PREFIX: 'rootguard',
      ROOTGUARD_SESSION_PRINCIPALS: expect.toSatisfy((value) =>
        JSON.stringify(value).includes('role/RootguardOperator '),
      ),
      ROOTGUARD_SESSION_ROLES: { 'Fn::GetAtt': ['ConsumerRole36FC99CF', 'Arn'] },
    });
    expect(functions.sweeper.Environment.Variables).toEqual({
      ...covered,
      ROOTGUARD_SWEEP_EVERY_HOURS: '24',
      ROOTGUARD_WATCHDOG_TOPIC_ARN: {
        'Fn::Join': [
          '',
          ['arn:', { Ref: 'AWS::Partition' }, ':sns:us-east-1:111111111111:rootguard-watchdog'],
        ],
      },
    });
    expect(Variables).toEqual({
      ROOTGUARD_CAN_ENFORCE: 'false',
      ROOTGUARD_CONCURRENCY: '8',
      ROOTGUARD_DEAD_LETTER_QUEUE_URL: { Ref: 'QueuesDeadLettersQueue579D19B3' },
      ROOTGUARD_EXCEPTIONS_TABLE: 'rootguard-exceptions',
      ROOTGUARD_HOME_ACCOUNT_ID: HOME,
      ROOTGUARD_INVITED_GRACE_SECONDS: '0',
      ROOTGUARD_LATER_QUEUE_URL: { Ref: 'QueuesLaterQueue1E7A86C1' },
      ROOTGUARD_LEDGER_TABLE: 'rootguard-ledger',
      ROOTGUARD_MANAGEMENT_ACCOUNT_ID: MANAGEMENT,
      ROOTGUARD_MAX_ACCOUNTS_PER_HOUR: '10',
      ROOTGUARD_MODE: 'observe',
      ROOTGUARD_MODE_OVERRIDES: '{"organizationalUnits":{},"accounts":{}}',
      ROOTGUARD_ORGANIZATION_ID: 'o-exampleorgid',
      ROOTGUARD_PARTITION: { Ref: 'AWS::Partition' },
      ROOTGUARD_POSTURE_TABLE: 'rootguard-posture',
      ROOTGUARD_SESSIONS_TABLE: 'rootguard-sessions',
      ROOTGUARD_SETTINGS_TABLE: 'rootguard-settings',
      ROOTGUARD_SWEEP_QUEUE_URL: { Ref: 'QueuesSweepQueue039AF1A9' },
      ROOTGUARD_TOPIC_ARN: { Ref: 'NotificationsTopicAE679CBD' },
      ROOTGUARD_TRIGGERS_QUEUE_URL: { Ref: 'QueuesTriggersQueueD172E8D3' },
    });
  });

  it('retry each changed exception for a day, and split a batch that failed', () => {
    const mapping = resourcesOf(home, 'AWS::Lambda::EventSourceMapping').find(
      ({ Properties }) => Properties.StartingPosition !== undefined,
    );
    expect(mapping?.Properties).toMatchObject({
      BatchSize: 100,
      BisectBatchOnFunctionError: true,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      MaximumRecordAgeInSeconds: 86_400,
    });
    // Lambda's default: until the record is too old.
    expect(mapping?.Properties.MaximumRetryAttempts).toBeUndefined();
  });

  it('read these queues and the stream without a filter, and gather only heartbeats for a while', () => {
    const mappings = resourcesOf(home, 'AWS::Lambda::EventSourceMapping').map(({ Properties }) => Properties);
    const lines = mappings.map((mapping) => [
      mapping.EventSourceArn['Fn::GetAtt']?.[0] ?? mapping.EventSourceArn['Fn::ImportValue'],
      `${mapping.FunctionName.Ref}, ${mapping.MaximumBatchingWindowInSeconds ?? 0} s`,
    ]);
    expect(Object.fromEntries(lines)).toEqual({
      QueuesActivityQueue20580654: 'ListenerFunction5B125AE7, 0 s',
      QueuesMemberActivityQueue0E47B117: 'ListenerFunction5B125AE7, 0 s',
      QueuesHeartbeatsQueueDCA09DEE: 'ListenerFunction5B125AE7, 60 s',
      QueuesLaterQueue1E7A86C1: 'ConsumerFunction1B019A9B, 0 s',
      QueuesSweepQueue039AF1A9: 'ConsumerFunction1B019A9B, 0 s',
      QueuesTriggersQueueD172E8D3: 'ConsumerFunction1B019A9B, 0 s',
      'rootguard-data-exceptions-stream': 'ListenerFunction5B125AE7, 0 s',
    });
    for (const mapping of mappings) {
      for (const other of ['Enabled', 'FilterCriteria']) {
        expect(mapping).not.toHaveProperty(other);
      }
    }
  });

  it('retry a failed asynchronous invocation of the sweeper twice within an hour', () => {
    const [{ Properties } = { Properties: undefined }] = resourcesOf(home, 'AWS::Lambda::EventInvokeConfig');
    expect(Properties).toMatchObject({
      FunctionName: { Ref: 'SweeperFunction15FDF226' },
      MaximumEventAgeInSeconds: 3600,
      MaximumRetryAttempts: 2,
    });
  });
});

describe('the schedules and the rules', () => {
  it.each([
    ['rootguard-full-sweep', 3600],
    ['rootguard-watch', 300],
  ])('%s: the schedule has no time window and retries for %i seconds', (name, ageSeconds) => {
    const schedule = resourcesOf(home, 'AWS::Scheduler::Schedule').find(
      ({ Properties }) => Properties.Name === name,
    );
    expect(schedule?.Properties).toMatchObject({
      FlexibleTimeWindow: { Mode: 'OFF' },
      GroupName: { Ref: expect.stringMatching(/^SchedulesGroup/) },
      Target: {
        Arn: { 'Fn::GetAtt': ['SweeperFunction15FDF226', 'Arn'] },
        RetryPolicy: { MaximumEventAgeInSeconds: ageSeconds, MaximumRetryAttempts: 10 },
      },
    });
    expect(schedule?.Properties.State).toBeUndefined(); // the default: enabled
  });

  it.each<[string, readonly Resource[], readonly string[]]>([
    [
      'home',
      resourcesOf(home, 'AWS::Events::Rule'),
      [
        'rootguard-announced-changes',
        'rootguard-announced-failed-sign-ins',
        'rootguard-announced-root-activity',
        'rootguard-heard-accounts',
        'rootguard-home-account-changes',
        'rootguard-home-guardrail-weakened',
        'rootguard-home-heartbeats',
        'rootguard-home-management-own-alarms',
        'rootguard-home-management-own-forwarding',
        'rootguard-home-management-own-service',
        'rootguard-home-own-alarms',
        'rootguard-home-own-forwarding',
        'rootguard-home-own-service',
        'rootguard-home-root-activity',
        'rootguard-home-root-credentials',
        'rootguard-home-root-passwords',
        'rootguard-home-root-sessions',
        'rootguard-member-announced-changes',
        'rootguard-member-announced-failed-sign-ins',
        'rootguard-member-announced-root-activity',
        'rootguard-member-opened-root-sessions',
        'rootguard-member-own-forwarding',
        'rootguard-opened-root-sessions',
        'rootguard-own-alarms',
        'rootguard-own-forwarding',
        'rootguard-own-service',
        'rootguard-watched-events',
      ],
    ],
    [
      'management',
      resourcesOf(STACKS.management, 'AWS::Events::Rule'),
      [
        'rootguard-management-root',
        'rootguard-management-root-passwords',
        'rootguard-organization-activity',
        'rootguard-organization-changes',
        'rootguard-own-alarms',
        'rootguard-own-forwarding',
        'rootguard-root-sessions',
      ],
    ],
    [
      'a member account',
      Object.values(memberTemplateOf(example.members).Resources).filter(
        ({ Type }) => Type === 'AWS::Events::Rule',
      ),
      [
        'rootguard-account-changes',
        'rootguard-guardrail-weakened',
        'rootguard-heartbeats',
        'rootguard-own-forwarding',
        'rootguard-root-activity',
        'rootguard-root-credentials',
        'rootguard-root-passwords',
      ],
    ],
    [
      "Control Tower's Region",
      resourcesOf(STACKS['Control Tower'], 'AWS::Events::Rule'),
      [
        'rootguard-control-tower-accounts',
        'rootguard-control-tower-own-alarms',
        'rootguard-control-tower-own-forwarding',
        'rootguard-control-tower-own-service',
      ],
    ],
  ])('the rules of %s are enabled and have stable names', (_, rules, names) => {
    expect(rules.map(({ Properties }) => Properties.Name).toSorted()).toEqual(names);
    for (const { Properties } of rules) {
      const hearsReads = /heartbeats|heard-accounts/.test(Properties.Name);
      expect(Properties.State).toBe(hearsReads ? 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS' : 'ENABLED');
    }
  });
});

/** Of the management account. Whom it trusts is in management-stack.test.ts. */
const SWEEPER_READS_ITS_ROOT = 'rootguard-management-root';

/** By the beginnings of logical ids. */
const FIXED_NAMES = [
  ['ManagementRoot', SWEEPER_READS_ITS_ROOT],
  ['ConsumerRole', 'rootguard-home-consumer'],
  ['ListenerRole', 'rootguard-home-listener'],
  ['SweeperRole', 'rootguard-home-sweeper'],
  ['SchedulesRole', 'rootguard-home-schedules'],
  ['ManagementPathRole', 'rootguard-home-management-path'],
] as const;

describe('the roles', () => {
  it.each<[keyof typeof STACKS, readonly string[]]>([
    [
      'home with everything on',
      [
        'chatbot.amazonaws.com',
        'events.amazonaws.com',
        'events.amazonaws.com',
        'lambda.amazonaws.com',
        'lambda.amazonaws.com',
        'lambda.amazonaws.com',
        'scheduler.amazonaws.com',
      ],
    ],
    ['management with everything on', ['events.amazonaws.com', 'lambda.amazonaws.com']],
    ['Control Tower', ['events.amazonaws.com']],
  ])('of %s can be assumed by one AWS service each only', (stack, services) => {
    const roles = resourcesOf(STACKS[stack], 'AWS::IAM::Role').filter(
      ({ Properties }) => Properties.RoleName !== SWEEPER_READS_ITS_ROOT,
    );
    const trusted = roles.map(({ Properties }) => {
      const [statement, ...more] = Properties.AssumeRolePolicyDocument.Statement;
      expect(more).toEqual([]);
      expect(statement).toMatchObject({ Effect: 'Allow', Action: 'sts:AssumeRole' });
      expect(Object.keys(statement.Principal)).toEqual(['Service']);
      return statement.Principal.Service;
    });
    expect(trusted.toSorted()).toEqual(services);
  });

  it('of a member account can be assumed by EventBridge only', () => {
    const { Resources } = memberTemplateOf(example.members);
    const [role] = Object.values(Resources).filter(({ Type }) => Type === 'AWS::IAM::Role');
    expect(role?.Properties.AssumeRolePolicyDocument.Statement).toEqual([
      { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'events.amazonaws.com' } },
    ]);
  });

  it.each([['scheduler.amazonaws.com', ':scheduler:us-east-1:222222222222:schedule-group/rootguard']])(
    'let %s assume its role for one resource of this account only',
    (service, arn) => {
      const role = resourcesOf(home, 'AWS::IAM::Role').find(
        ({ Properties }) => Properties.AssumeRolePolicyDocument.Statement[0].Principal.Service === service,
      );
      const { Condition } = role?.Properties.AssumeRolePolicyDocument.Statement[0] ?? {};
      expect(Condition.StringEquals).toEqual({ 'aws:SourceAccount': HOME });
      expect(Condition.ArnLike['aws:SourceArn']['Fn::Join'][1].at(-1)).toBe(arn);
    },
  );

  it.each(['home', 'management', 'Control Tower'] as const)(
    "let EventBridge in %s put events on rootguard's bus and nothing else",
    (stack) => {
      const [statement, ...more] = statementsOf(
        roleOf(STACKS[stack], 'events.amazonaws.com', 'forward events'),
      );
      expect(more).toEqual([]);
      expect(statement).toMatchObject({ Effect: 'Allow', Action: 'events:PutEvents' });
      const { Resource: bus } = statement ?? {};
      expect(bus['Fn::GetAtt']?.[0] ?? bus['Fn::Join'][1].at(-1)).toMatch(
        /^(HubBus\w+|:events:us-east-1:222222222222:event-bus\/rootguard)$/,
      );
    },
  );

  it('let EventBridge in home publish to the topic of the management account and nothing else', () => {
    const [statement, ...more] = statementsOf(
      roleOf(STACKS.home, 'events.amazonaws.com', 'tell the management account'),
    );
    expect(more).toEqual([]);
    expect(statement).toMatchObject({ Effect: 'Allow', Action: 'sns:Publish' });
    expect(statement?.Resource['Fn::Join'][1].at(-1)).toBe(
      ':sns:us-east-1:111111111111:rootguard-notifications',
    );
  });

  it.each([
    [
      'scheduler.amazonaws.com',
      [
        ['lambda:InvokeFunction', 'SweeperFunction15FDF226'],
        ['sqs:SendMessage', 'QueuesUndeliveredQueue6B70C585'],
      ],
    ],
  ])('let %s invoke and send to these resources only', (service, expected) => {
    const allowed = statementsOf(roleOf(home, service))
      .filter(({ Action }) => !JSON.stringify(Action).includes('dynamodb:'))
      .map(({ Action, Resource }) => [Action, Resource['Fn::GetAtt'][0]]);
    expect(allowed.toSorted()).toEqual(expected);
  });

  it('let the Slack channel read alarms only, as does its guardrail', () => {
    const guardrail = { Ref: 'NotificationsShowAlarmsE9B609F8' };
    const { Properties: policy } = homeWithEverything.toJSON().Resources[guardrail.Ref];
    expect(policy.PolicyDocument.Statement).toEqual([
      {
        Effect: 'Allow',
        Action: ['cloudwatch:DescribeAlarms', 'cloudwatch:GetMetricData', 'cloudwatch:GetMetricWidgetImage'],
        Resource: '*',
      },
    ]);
    const role = roleOf(homeWithEverything, 'chatbot.amazonaws.com');
    expect(role.Properties.ManagedPolicyArns).toEqual([guardrail]);
    expect(statementsOf(role)).toEqual([]);
    const [channel] = resourcesOf(homeWithEverything, 'AWS::Chatbot::SlackChannelConfiguration');
    expect(channel?.Properties.GuardrailPolicies).toEqual([guardrail]);
  });

  it('have no AWS managed policies, and no fixed names but for those that policies or other accounts trust', () => {
    for (const [stack, template] of Object.entries(STACKS)) {
      for (const [id, { Properties }] of Object.entries(template.findResources('AWS::IAM::Role'))) {
        const [, fixedName] = FIXED_NAMES.find(([begin]) => id.startsWith(begin)) ?? [];
        expect([stack, id, Properties.RoleName]).toEqual([stack, id, fixedName]);
        expect([stack, id, JSON.stringify(Properties.ManagedPolicyArns ?? [])]).not.toContain('iam::aws:');
      }
    }
  });
});

describe('the alarms', () => {
  it('monitor these metrics with these thresholds', () => {
    const lines = resourcesOf(home, 'AWS::CloudWatch::Alarm').map(({ Properties }) => [
      Properties.AlarmName.replace('rootguard-', ''),
      alarmLine(Properties),
    ]);
    expect(Object.fromEntries(lines)).toEqual({
      'accounts-missed': 'rootguard AccountsMissed Sum >= 1 in 1 of 1 x 300 s',
      'accounts-silent': 'rootguard AccountsSilent Maximum >= 1 in 1 of 2 x 300 s',
      'accounts-unknown': 'rootguard AccountsUnknown Sum >= 1 in 1 of 1 x 300 s',
      'activity-too-old': 'AWS/SQS ApproximateAgeOfOldestMessage Maximum >= 900 in 1 of 1 x 300 s',
      'member-activity-too-old': 'AWS/SQS ApproximateAgeOfOldestMessage Maximum >= 900 in 1 of 1 x 300 s',
      'breaker-open': 'rootguard BreakerOpen Sum >= 1 in 1 of 1 x 300 s',
      'consumer-errors': 'AWS/Lambda Errors Sum >= 1 in 1 of 1 x 300 s',
      'consumer-throttled': 'AWS/Lambda Throttles Sum >= 1 in 3 of 3 x 300 s',
      'coverage-low': 'rootguard CoveragePercent Minimum < 90 in 3 of 3 x 3600 s',
      'dead-letters': 'AWS/SQS ApproximateNumberOfMessagesVisible Maximum >= 1 in 1 of 1 x 300 s',
      'enforcement-failed': 'rootguard EnforcementFailures Sum >= 1 in 1 of 1 x 300 s',
      'events-lost-rootguard-watched-events':
        'AWS/Events InvocationsFailedToBeSentToDlq Sum >= 1 in 1 of 1 x 300 s',
      'exception-changes-failing': 'AWS/Lambda IteratorAge Maximum >= 900000 in 1 of 1 x 300 s',
      'guardrail-weakened': 'rootguard GuardrailWeakened Sum >= 1 in 1 of 1 x 300 s',
      'later-too-old': 'AWS/SQS ApproximateAgeOfOldestMessage Maximum >= 3600 in 1 of 1 x 300 s',
      'listener-errors': 'AWS/Lambda Errors Sum >= 1 in 1 of 1 x 300 s',
      'organization-blocked': 'rootguard OrganizationBlocked Sum >= 1 in 1 of 1 x 300 s',
      'sweep-missed': 'rootguard SweepsFinished Sum < 1 in 30 of 30 x 3600 s',
      'sweep-too-old': 'AWS/SQS ApproximateAgeOfOldestMessage Maximum >= 21600 in 1 of 1 x 300 s',
      'sweeper-errors': 'AWS/Lambda Errors Sum >= 1 in 1 of 1 x 300 s',
      'sweeper-throttled': 'AWS/Lambda Throttles Sum >= 1 in 3 of 3 x 300 s',
      'triggers-failing': 'rootguard OldestFailedTriggerSeconds Maximum >= 900 in 1 of 4 x 300 s',
      'triggers-too-old': 'AWS/SQS ApproximateAgeOfOldestMessage Maximum >= 900 in 1 of 1 x 300 s',
      undelivered: 'AWS/SQS ApproximateNumberOfMessagesVisible Maximum >= 1 in 1 of 1 x 300 s',
    });
  });

  it('monitor the queue, function or rule that they are named after', () => {
    const dimensions = resourcesOf(home, 'AWS::CloudWatch::Alarm')
      .filter(({ Properties }) => Properties.Namespace.startsWith('AWS/'))
      .map(({ Properties }) => [
        Properties.AlarmName.replace('rootguard-', ''),
        Properties.Dimensions.map(({ Value }: Resource) => Value.Ref ?? Value['Fn::GetAtt']?.[0] ?? Value),
      ]);
    expect(Object.fromEntries(dimensions)).toEqual({
      'activity-too-old': ['QueuesActivityQueue20580654'],
      'member-activity-too-old': ['QueuesMemberActivityQueue0E47B117'],
      'consumer-errors': ['ConsumerFunction1B019A9B'],
      'consumer-throttled': ['ConsumerFunction1B019A9B'],
      'dead-letters': ['QueuesDeadLettersQueue579D19B3'],
      'events-lost-rootguard-watched-events': ['rootguard', 'rootguard-watched-events'],
      'exception-changes-failing': ['ListenerFunction5B125AE7'],
      'later-too-old': ['QueuesLaterQueue1E7A86C1'],
      'listener-errors': ['ListenerFunction5B125AE7'],
      'sweep-too-old': ['QueuesSweepQueue039AF1A9'],
      'sweeper-errors': ['SweeperFunction15FDF226'],
      'sweeper-throttled': ['SweeperFunction15FDF226'],
      'triggers-too-old': ['QueuesTriggersQueueD172E8D3'],
      undelivered: ['QueuesUndeliveredQueue6B70C585'],
    });
  });

  it('count throttled AssumeRoot calls in the log of the consumer', () => {
    const [filter] = resourcesOf(home, 'AWS::Logs::MetricFilter');
    expect(filter?.Properties).toMatchObject({
      LogGroupName: { Ref: 'ConsumerLog35DA0B86' },
      FilterPattern:
        '{ ($.failure.reason = "throttled") && ($.failure.call = "sts:AssumeRoot") && ($.event != "message-failed") }',
      MetricTransformations: [{ MetricName: 'AssumeRootThrottled', MetricNamespace: 'rootguard' }],
    });
  });
});

function countByType(resources: Readonly<Record<string, Resource>>): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { Type } of Object.values(resources)) counts[Type] = (counts[Type] ?? 0) + 1;
  return counts;
}

function nameOf({ Properties }: Resource): string | undefined {
  const {
    TableName,
    QueueName,
    TopicName,
    ArchiveName,
    LogGroupName,
    StackSetName,
    ManagedPolicyName,
    Name,
  } = Properties;
  return (
    TableName ??
    QueueName ??
    TopicName ??
    ArchiveName ??
    LogGroupName ??
    StackSetName ??
    ManagedPolicyName ??
    Name
  );
}

/** Usually a resource is retained both on deletion and on replacement, or in neither case. */
function removalOf({ DeletionPolicy = 'Delete', UpdateReplacePolicy = 'Delete' }: Resource): string {
  return DeletionPolicy === UpdateReplacePolicy ? DeletionPolicy : `${DeletionPolicy}/${UpdateReplacePolicy}`;
}

/** @param purpose part of its description, where the service has several roles */
function roleOf(template: typeof home, service: string, purpose = ''): Resource {
  const [role, ...more] = resourcesOf(template, 'AWS::IAM::Role').filter(
    ({ Properties: { AssumeRolePolicyDocument, Description } }) =>
      AssumeRolePolicyDocument.Statement[0].Principal.Service === service &&
      String(Description).includes(purpose),
  );
  if (role === undefined || more.length > 0) throw new Error(`expected one role for ${service}`);
  return role;
}

function statementsOf({ Properties }: Resource): readonly Resource[] {
  const policies: readonly Resource[] = Properties.Policies ?? [];
  return policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
}

function alarmLine(alarm: Resource): string {
  const operator = { GreaterThanOrEqualToThreshold: '>=', LessThanThreshold: '<' }[
    alarm.ComparisonOperator as string
  ];
  const { Namespace, MetricName, Statistic, Threshold, Period, EvaluationPeriods } = alarm;
  const { DatapointsToAlarm = EvaluationPeriods } = alarm;
  const when = `in ${DatapointsToAlarm} of ${EvaluationPeriods} x ${Period} s`;
  return `${Namespace} ${MetricName} ${Statistic} ${operator} ${Threshold} ${when}`;
}
