import { Match } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, it } from 'vitest';
import { ownPartRules } from '../../src/events/own-parts/rules.ts';
import { archivePatternOf, HOME_RULES, MANAGEMENT_RULES } from '../../src/events/rules.ts';
import { DEFAULT_NAMES } from '../../src/installation/names.ts';
import { BUS_NAME, EVENT_SOURCES, FUNCTIONS, LISTENER_SOURCES, QUEUES } from '../../src/runtime/resources.ts';
import { busRules } from '../support/home-bus-rules.ts';
import {
  CONFIGURATIONS,
  EXAMPLE,
  HOME,
  MANAGEMENT,
  type Resource,
  resourceOf,
  resourcesOf,
  synthesizeRootguard,
  templateOf,
} from './synthesis.ts';

const homeOf = (settings: object = {}) => templateOf(synthesizeRootguard(settings).home);

const BUS_RULES = busRules();
const OWN_PART_RULES = ownPartRules(DEFAULT_NAMES, 'home');

let home: ReturnType<typeof homeOf>;
beforeAll(() => {
  home = homeOf();
});

describe('the bus', () => {
  it('accepts PutEvents from this organization only, and no other action', () => {
    const { Properties } = resourceOf(home, 'AWS::Events::EventBusPolicy');
    expect(Properties.Statement).toMatchObject({
      Effect: 'Allow',
      Principal: '*',
      Action: 'events:PutEvents',
      Condition: { StringEquals: { 'aws:PrincipalOrgID': EXAMPLE.organizationId } },
    });
  });

  it('archives what its rules match, for replays', () => {
    home.hasResourceProperties('AWS::Events::EventBus', { Name: BUS_NAME });
    const patterns = resourcesOf(home, 'AWS::Events::Archive').map(
      ({ Properties }) => Properties.EventPattern,
    );
    // EventBridge itself excludes replayed events from the archive.
    expect(patterns).toEqual(BUS_RULES.filter(({ archived }) => archived).map(archivePatternOf));
    expect(JSON.stringify(patterns)).not.toContain('replay-name');
  });

  it('sends to the queue of each rule, and what cannot be delivered to the undelivered queue', () => {
    const rules = rulesOn(home, 'bus');
    expect(rules).toHaveLength(BUS_RULES.length);
    for (const { Name, Targets } of rules) {
      const { queue = 'triggers' } = BUS_RULES.find(({ name }) => Name === `rootguard-${name}`) ?? {};
      expect(Targets).toEqual([
        {
          Id: queue,
          Arn: arnOf(home, QUEUES[queue].name),
          DeadLetterConfig: { Arn: arnOf(home, 'rootguard-undelivered') },
          RetryPolicy: { MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 },
        },
      ]);
    }
  });
});

describe("the home account's own events", () => {
  it.each([
    ['a member account', {}, [...HOME_RULES, ...OWN_PART_RULES]],
    ['the management account', { homeAccountId: MANAGEMENT }, [...MANAGEMENT_RULES, ...OWN_PART_RULES]],
  ])('are forwarded within the account if it is %s', (_, settings, expected) => {
    const template = homeOf(settings);
    // Others tell the management account, past the bus.
    const rules = rulesOn(template, 'default').filter(({ Targets }) => Targets[0].Id === 'home');
    expect(rules.map(({ EventPattern }) => EventPattern)).toEqual(expected.map(({ pattern }) => pattern));
    for (const { Targets } of rules) {
      expect(Targets).toMatchObject([{ Arn: { 'Fn::GetAtt': [expect.stringMatching(/^HubBus/), 'Arn'] } }]);
    }
  });
});

describe('the queues', () => {
  it.each([
    'rootguard-dead-letters',
    'rootguard-undelivered',
    QUEUES.triggers.name,
    QUEUES.later.name,
    QUEUES.sweep.name,
    QUEUES.heartbeats.name,
    QUEUES.activity.name,
    QUEUES.memberActivity.name,
  ])('%s is encrypted and requires TLS', (name) => {
    expect(queue(home, name).Properties).toMatchObject({ SqsManagedSseEnabled: true });
    expect(statementsOn(home, name)).toContainEqual(
      expect.objectContaining({
        Effect: 'Deny',
        Action: 'sqs:*',
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      }),
    );
  });

  it.each(Object.values(QUEUES))('$name has its visibility timeout and a dead-letter queue', (settings) => {
    const { Properties } = queue(home, settings.name);
    expect(Properties.VisibilityTimeout).toBe(settings.visibilityTimeoutSeconds);
    expect(Properties.RedrivePolicy).toEqual({
      deadLetterTargetArn: arnOf(home, 'rootguard-dead-letters'),
      maxReceiveCount: settings.maxReceiveCount,
    });
  });

  it.each(['rootguard-dead-letters', 'rootguard-undelivered'])('%s retains messages for 14 days', (name) => {
    expect(queue(home, name).Properties.MessageRetentionPeriod).toBe(14 * 24 * 3600);
  });

  it.each([
    [QUEUES.triggers.name, [], 2],
    [QUEUES.later.name, ['Consumer', 'Listener', 'Sweeper'], 0],
    [QUEUES.sweep.name, ['Sweeper'], 0],
    [QUEUES.heartbeats.name, [], 2],
    [QUEUES.activity.name, [], 2],
    [QUEUES.memberActivity.name, [], 2],
    ['rootguard-dead-letters', ['Consumer', 'Listener'], 0],
    ['rootguard-undelivered', ['Listener', 'Schedules', 'Sweeper'], 0],
  ])('%s denies every role except those of %j', (name, senders, operatorPatterns) => {
    const deny = statementsOn(home, name).find(({ Sid }) => Sid === 'DenyOtherSenders');
    expect(deny).toMatchObject({ Effect: 'Deny', Principal: '*', Action: 'sqs:SendMessage' });
    expect(deny?.Condition.Bool).toEqual({ 'aws:PrincipalIsAWSService': 'false' });
    const exempt: readonly Resource[] = deny?.Condition.ArnNotLike?.['aws:PrincipalArn'] ?? [];
    const roles = exempt.flatMap((arn) => arn['Fn::GetAtt']?.[0] ?? []);
    expect(roles.toSorted()).toEqual(senders.map((role) => expect.stringMatching(`^${role}Role`)));
    expect(exempt.length - roles.length).toBe(operatorPatterns);
  });

  it('deny everybody without a list of exceptions that is empty', () => {
    const template = homeOf({ operatorRoles: [] });
    for (const { name } of Object.values(QUEUES)) {
      const deny = statementsOn(template, name).find(({ Sid }) => Sid === 'DenyOtherSenders');
      const lists = Object.values<Resource>(deny?.Condition).flatMap((keys) => Object.values<unknown>(keys));
      expect(lists).not.toContainEqual([]);
    }
  });

  it.each([
    [QUEUES.triggers.name, ['HomeRules']],
    [QUEUES.later.name, []],
    [QUEUES.sweep.name, []],
    [QUEUES.heartbeats.name, ['HomeRules']],
    [QUEUES.activity.name, ['HomeRules']],
    [QUEUES.memberActivity.name, ['HomeRules']],
    ['rootguard-dead-letters', []],
    ['rootguard-undelivered', ['ForwardingRules', 'HomeRules']],
  ])('%s allows no AWS service but EventBridge, in the statements %j', (name, sids) => {
    const allowed = statementsOn(home, name).filter(({ Effect }) => Effect === 'Allow');
    expect(allowed.map(({ Sid }) => Sid).toSorted()).toEqual(sids);
    for (const { Principal, Action, Condition } of allowed) {
      expect(Principal).toEqual({ Service: 'events.amazonaws.com' });
      expect(Action).toBe('sqs:SendMessage');
      expect(JSON.stringify(Condition)).toContain('aws:SourceArn');
    }
  });
});

describe('the consumer', () => {
  it('runs on ARM with the current Node.js of Lambda and the shared settings', () => {
    home.hasResourceProperties('AWS::Lambda::Function', {
      Architectures: ['arm64'],
      Runtime: 'nodejs24.x',
      Timeout: FUNCTIONS.consumer.timeoutSeconds,
      MemorySize: FUNCTIONS.consumer.memoryMegabytes,
    });
  });

  it.each(Object.entries({ ...EVENT_SOURCES, ...LISTENER_SOURCES }))(
    'and the listener read the queue %s with its own maximum concurrency',
    (source, settings) => {
      const { name } = QUEUES[source as keyof typeof QUEUES];
      const mapping = resourceOf(home, 'AWS::Lambda::EventSourceMapping', ({ EventSourceArn }) => {
        return JSON.stringify(EventSourceArn) === JSON.stringify(arnOf(home, name));
      });
      expect(mapping.Properties).toMatchObject({
        BatchSize: settings.batchSize,
        ScalingConfig: { MaximumConcurrency: settings.maximumConcurrency },
        FunctionResponseTypes: ['ReportBatchItemFailures'],
      });
    },
  );

  it('reserves concurrency for all queues if configured', () => {
    const { triggers, later, sweep } = EVENT_SOURCES;
    const all = triggers.maximumConcurrency + later.maximumConcurrency + sweep.maximumConcurrency;
    home.resourcePropertiesCountIs('AWS::Lambda::Function', { ReservedConcurrentExecutions: all }, 0);
    homeOf({ reserveConcurrency: true }).hasResourceProperties('AWS::Lambda::Function', {
      ReservedConcurrentExecutions: all,
      Timeout: FUNCTIONS.consumer.timeoutSeconds,
    });
  });
});

describe('the sweeper', () => {
  it.each([
    ['rate(24 hours)', 'full-sweep'],
    ['rate(5 minutes)', 'watch'],
  ])('is invoked at %s for %s, and failed invocations go to the undelivered queue', (rate, task) => {
    home.hasResourceProperties('AWS::Scheduler::Schedule', {
      ScheduleExpression: rate,
      Target: {
        Input: JSON.stringify({ task }),
        DeadLetterConfig: { Arn: arnOf(home, 'rootguard-undelivered') },
      },
    });
    home.hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
      DestinationConfig: { OnFailure: { Destination: arnOf(home, 'rootguard-undelivered') } },
    });
  });

  it('is updated after the consumer, which makes the audits that it requests for a new deployment', () => {
    const [consumerId] = Object.keys(
      home.findResources('AWS::Lambda::Function', {
        Properties: { Description: Match.stringLikeRegexp('audits accounts') },
      }),
    );
    home.hasResource('AWS::Lambda::Function', {
      Properties: { Description: Match.stringLikeRegexp('queues accounts') },
      DependsOn: Match.arrayWith([consumerId]),
    });
  });

  it('is invoked at other rates if configured', () => {
    const rates = resourcesOf(
      homeOf({ fullSweepEveryHours: 1, watchEveryMinutes: 1 }),
      'AWS::Scheduler::Schedule',
    );
    expect(rates.map(({ Properties }) => Properties.ScheduleExpression).toSorted()).toEqual([
      'rate(1 hour)',
      'rate(1 minute)',
    ]);
  });
});

describe("the exceptions' stream", () => {
  it('invokes the listener with each change, from the oldest that is kept', () => {
    home.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      EventSourceArn: { 'Fn::ImportValue': DEFAULT_NAMES.exports.exceptionsStream },
      FunctionName: { Ref: Match.stringLikeRegexp('^ListenerFunction') },
      StartingPosition: 'TRIM_HORIZON',
      DestinationConfig: { OnFailure: { Destination: arnOf(home, 'rootguard-undelivered') } },
    });
  });
});

describe('the topic', () => {
  it('requires TLS, and accepts alarms of this account only', () => {
    const { Properties } = resourceOf(home, 'AWS::SNS::TopicPolicy');
    expect(Properties.PolicyDocument.Statement).toEqual([
      expect.objectContaining({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
      expect.objectContaining({
        Effect: 'Allow',
        Principal: { Service: 'cloudwatch.amazonaws.com' },
        Condition: expect.objectContaining({ StringEquals: { 'aws:SourceAccount': HOME } }),
      }),
    ]);
  });

  it('has no subscriptions by default', () => {
    home.resourceCountIs('AWS::SNS::Subscription', 0);
    home.resourceCountIs('AWS::Chatbot::SlackChannelConfiguration', 0);
  });

  it('notifies by e-mail and Slack if configured', () => {
    const { notifications } = CONFIGURATIONS['everything on'];
    const template = homeOf({ notifications });
    template.hasResourceProperties('AWS::SNS::Subscription', {
      Protocol: 'email',
      Endpoint: notifications.emails[0],
    });
    template.hasResourceProperties('AWS::Chatbot::SlackChannelConfiguration', {
      SlackWorkspaceId: notifications.slack.workspaceId,
      SlackChannelId: notifications.slack.channelId,
    });
  });
});

describe('encryption', () => {
  it('needs no customer managed key by default', () => {
    expect(JSON.stringify(home.toJSON())).not.toMatch(/"Kms\w*Key\w*":/);
    expect(JSON.stringify(home.toJSON())).not.toContain(DEFAULT_NAMES.exports.key);
  });

  it('uses the key of the data stack for everything that is stored if configured', () => {
    const template = homeOf({ customerManagedKey: true });
    const key = { 'Fn::ImportValue': DEFAULT_NAMES.exports.key };
    template.resourceCountIs('AWS::KMS::Key', 0);
    template.resourcePropertiesCountIs('AWS::SQS::Queue', { KmsMasterKeyId: key }, 8);
    template.allResourcesProperties('AWS::Logs::LogGroup', { KmsKeyId: key });
    template.allResourcesProperties('AWS::SNS::Topic', { KmsMasterKeyId: key });
  });
});

describe('the stack', () => {
  it('holds nothing that a failed deployment would leave behind under a name that the next one needs', () => {
    const { Resources } = templateOf(synthesizeRootguard(CONFIGURATIONS['everything on']).home).toJSON() as {
      readonly Resources: Readonly<Record<string, Resource>>;
    };
    const retained = Object.values(Resources).filter(
      ({ DeletionPolicy = 'Delete' }) => DeletionPolicy !== 'Delete',
    );
    expect(retained.map(({ Type, Properties }) => [Type, Properties.LogGroupName])).toEqual([
      ['AWS::Logs::LogGroup', undefined],
      ['AWS::Logs::LogGroup', undefined],
      ['AWS::Logs::LogGroup', undefined],
    ]);
  });

  it('is deployed after the data stack', () => {
    const { data, home: stack } = synthesizeRootguard();
    expect(stack.dependencies).toEqual([data]);
  });
});

describe('the logs', () => {
  it('are kept for a year', () => {
    home.allResourcesProperties('AWS::Logs::LogGroup', { RetentionInDays: 365 });
  });
});

function queue(template: typeof home, name: string): Resource {
  return resourceOf(template, 'AWS::SQS::Queue', ({ QueueName }) => QueueName === name);
}

function arnOf(template: typeof home, queueName: string): { readonly 'Fn::GetAtt': readonly string[] } {
  const [logicalId = ''] = Object.keys(
    template.findResources('AWS::SQS::Queue', { Properties: { QueueName: queueName } }),
  );
  return { 'Fn::GetAtt': [logicalId, 'Arn'] };
}

function statementsOn(template: typeof home, queueName: string): readonly Resource[] {
  const [logicalId] = arnOf(template, queueName)['Fn::GetAtt'];
  const policy = resourceOf(template, 'AWS::SQS::QueuePolicy', ({ Queues }) => Queues[0].Ref === logicalId);
  return policy.Properties.PolicyDocument.Statement;
}

function rulesOn(template: typeof home, bus: 'bus' | 'default'): readonly Resource[] {
  return resourcesOf(template, 'AWS::Events::Rule')
    .map(({ Properties }) => Properties)
    .filter(({ EventBusName }) => (EventBusName === undefined) === (bus === 'default'));
}
