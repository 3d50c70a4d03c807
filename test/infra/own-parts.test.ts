import { matches, parsePattern } from 'organization-sandbox/eventbridge/pattern/pattern.ts';
import { describe, expect, it } from 'vitest';
import { parseAccountId } from '../../src/domain/account.ts';
import type { JsonObject } from '../../src/domain/json-object.ts';
import { parseOwnPartEvent } from '../../src/events/own-parts/parse-own-part-event.ts';
import type { WatchedInstallation } from '../../src/events/own-parts/read-own-part-change.ts';
import { ownBoundary } from '../../src/installation/boundary.ts';
import { resourceNames } from '../../src/installation/names.ts';
import { givenRecord, SENT_AT } from '../support/own-part-records.ts';
import { type DeployedPart, deployedParts, MEMBER, referredBy } from './deployed-parts.ts';
import { CONFIGURATIONS, HOME, MANAGEMENT } from './synthesis.ts';

/*
 * Every resource of the templates, under the name that it has once it is deployed: whoever changes or deletes it does so before a
 * rule of the same account and Region, and the listener knows it for a part of rootguard.
 */

/** How calls name a resource, or why none has to be seen. */
type Calls = readonly (readonly [source: string, eventName: string, fields: JsonObject])[] | string;

interface InAccount {
  readonly part: DeployedPart;
  readonly arn: (service: string, resource: string) => string;
  /** The part that this property refers to. */
  readonly referred: (property: string) => DeployedPart;
}

const request = (requestParameters: JsonObject) => ({ requestParameters });

const queueUrl = ({ part: { region, account } }: InAccount, name: string) =>
  `https://sqs.${region}.amazonaws.com/${account}/${name}`;

const ROLE_CALLS = ['DeleteRole', 'PutRolePolicy', 'UpdateAssumeRolePolicy', 'DeleteRolePermissionsBoundary'];

const CALLS: Readonly<Record<string, (resource: InAccount) => Calls>> = {
  'AWS::Backup::BackupPlan': () => 'what it has backed up stays, and the tables have point-in-time recovery',
  'AWS::Backup::BackupSelection': () => 'as its plan',
  'AWS::Chatbot::SlackChannelConfiguration': () => 'its API is not in the Region of rootguard',
  'AWS::CloudFormation::StackSet': ({ part: { name } }) =>
    ['DeleteStackSet', 'DeleteStackInstances', 'UpdateStackSet', 'StopStackSetOperation'].map((call) => [
      'aws.cloudformation',
      call,
      request({ stackSetName: name }),
    ]),
  'AWS::CloudWatch::Alarm': ({ part: { name } }) => [
    ['aws.monitoring', 'DeleteAlarms', request({ alarmNames: [name] })],
    ['aws.monitoring', 'DisableAlarmActions', request({ alarmNames: [name] })],
    ['aws.monitoring', 'PutMetricAlarm', request({ alarmName: name })],
  ],
  'AWS::CloudWatch::Dashboard': () => 'nothing depends on it',
  'AWS::DynamoDB::Table': ({ part: { name }, arn }) => [
    ['aws.dynamodb', 'DeleteTable', request({ tableName: name })],
    ['aws.dynamodb', 'UpdateTable', request({ tableName: name })],
    ['aws.dynamodb', 'PutResourcePolicy', request({ resourceArn: arn('dynamodb', `table/${name}`) })],
  ],
  'AWS::Events::Archive': ({ part: { name } }) => [
    ['aws.events', 'DeleteArchive', request({ archiveName: name })],
    ['aws.events', 'UpdateArchive', request({ archiveName: name })],
  ],
  'AWS::Events::EventBus': ({ part: { name } }) => [
    ['aws.events', 'DeleteEventBus', request({ name })],
    ['aws.events', 'UpdateEventBus', request({ name })],
  ],
  'AWS::Events::EventBusPolicy': ({ referred }) => [
    ['aws.events', 'PutPermission', request({ eventBusName: referred('EventBusName').name })],
    ['aws.events', 'RemovePermission', request({ eventBusName: referred('EventBusName').name })],
  ],
  'AWS::Events::Rule': ({ part: { name, properties }, referred }) => {
    const bus = properties.EventBusName === undefined ? {} : { eventBusName: referred('EventBusName').name };
    return [
      ['aws.events', 'DeleteRule', request({ name, ...bus })],
      ['aws.events', 'DisableRule', request({ name, ...bus })],
      ['aws.events', 'PutRule', request({ name, ...bus })],
      ['aws.events', 'RemoveTargets', request({ rule: name, ...bus })],
      ['aws.events', 'PutTargets', request({ rule: name, ...bus })],
    ];
  },
  'AWS::IAM::ManagedPolicy': ({ part: { name, account, properties } }) => {
    const { Path = '/' } = properties;
    const fields = request({ policyArn: `arn:aws:iam::${account}:policy${Path}${name}` });
    return [
      ['aws.iam', 'CreatePolicyVersion', fields],
      ['aws.iam', 'SetDefaultPolicyVersion', fields],
    ];
  },
  'AWS::IAM::Role': ({ part: { name } }) =>
    ROLE_CALLS.map((call) => ['aws.iam', call, request({ roleName: name })]),
  'AWS::KMS::Alias': ({ part: { name } }) => [
    ['aws.kms', 'DeleteAlias', request({ aliasName: name })],
    ['aws.kms', 'UpdateAlias', request({ aliasName: name })],
  ],
  'AWS::KMS::Key': () => [
    ['aws.kms', 'DisableKey', request({ keyId: KEY_ARN })],
    ['aws.kms', 'ScheduleKeyDeletion', request({ keyId: KEY_ARN.split('/').at(-1) ?? '' })],
  ],
  'AWS::Lambda::EventInvokeConfig': ({ referred }) => [
    ['aws.lambda', 'PutFunctionEventInvokeConfig', request({ functionName: referred('FunctionName').name })],
  ],
  'AWS::Lambda::EventSourceMapping': ({ arn, referred }) => {
    const { name } = referred('FunctionName');
    const responseElements = { functionArn: arn('lambda', `function:${name}`) };
    return [
      ['aws.lambda', 'UpdateEventSourceMapping20150331', request({ functionName: name })],
      ['aws.lambda', 'DeleteEventSourceMapping20150331', { responseElements }],
    ];
  },
  'AWS::Lambda::Function': ({ part: { name, account }, arn }) =>
    account === MANAGEMENT
      ? 'what it does is done once the stack is deployed'
      : [
          ['aws.lambda', 'UpdateFunctionCode20150331v2', request({ functionName: name })],
          [
            'aws.lambda',
            'DeleteFunction20150331',
            request({ functionName: arn('lambda', `function:${name}`) }),
          ],
        ],
  'AWS::Logs::LogGroup': ({ part: { name } }) => [
    ['aws.logs', 'DeleteLogGroup', request({ logGroupName: name })],
    ['aws.logs', 'PutRetentionPolicy', request({ logGroupName: name })],
  ],
  'AWS::Logs::MetricFilter': ({ referred }) => [
    ['aws.logs', 'DeleteMetricFilter', request({ logGroupName: referred('LogGroupName').name })],
    ['aws.logs', 'PutMetricFilter', request({ logGroupName: referred('LogGroupName').name })],
  ],
  'AWS::SNS::Subscription': ({ arn, referred }) => {
    const subscriptionArn = `${arn('sns', referred('TopicArn').name)}:0a1b`;
    return [['aws.sns', 'Unsubscribe', request({ subscriptionArn })]];
  },
  'AWS::SNS::Topic': ({ part: { name }, arn }) => [
    ['aws.sns', 'DeleteTopic', request({ topicArn: arn('sns', name) })],
    ['aws.sns', 'SetTopicAttributes', request({ topicArn: arn('sns', name) })],
  ],
  'AWS::SNS::TopicPolicy': () => 'the topic says it',
  'AWS::SQS::Queue': (resource) => [
    ['aws.sqs', 'DeleteQueue', request({ queueUrl: queueUrl(resource, resource.part.name) })],
    ['aws.sqs', 'SetQueueAttributes', request({ queueUrl: queueUrl(resource, resource.part.name) })],
  ],
  'AWS::SQS::QueuePolicy': () => 'the queue says it',
  'AWS::Scheduler::Schedule': ({ part: { name }, referred }) => [
    ['aws.scheduler', 'DeleteSchedule', request({ name, groupName: referred('GroupName').name })],
    ['aws.scheduler', 'UpdateSchedule', request({ name, groupName: referred('GroupName').name })],
  ],
  'AWS::Scheduler::ScheduleGroup': ({ part: { name } }) => [
    ['aws.scheduler', 'DeleteScheduleGroup', request({ name })],
  ],
  'Custom::RootguardRootAccess': () => 'it is no resource',
};

/** IAM is in no Region, and CloudTrail logs its calls in this one. */
const GLOBAL_REGION = 'us-east-1';

const KEY_ARN = `arn:aws:kms:us-east-1:${HOME}:key/1234abcd-12ab-34cd-56ef-1234567890ab`;

const SEEN = { forwarded: true, parsed: 'own-part-changed' };

/** What is deployed by these settings, and how it sees a call. */
function watchedInstallation(settings: Readonly<Record<string, string | undefined>>) {
  const { namePrefix = 'rootguard', permissionsBoundary } = settings;
  const parts = deployedParts({
    ...CONFIGURATIONS['everything on'],
    ...Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined)),
  });

  const installation: WatchedInstallation = {
    names: resourceNames(namePrefix),
    keyArn: KEY_ARN,
    boundary: ownBoundary({ permissionsBoundary }),
    homeAccountId: parseAccountId(HOME),
    managementAccountId: parseAccountId(MANAGEMENT),
    deployerRoles: [],
  };

  function isForwarded(event: JsonObject, account: string, region: string): boolean {
    // The account that owns the StackSet may be a member account, and it has what every one has.
    const ruled = [HOME, MANAGEMENT].includes(account) ? account : MEMBER;
    return parts
      .filter((part) => part.type === 'AWS::Events::Rule' && part.account === ruled && part.region === region)
      .filter(({ properties }) => properties.EventBusName === undefined)
      .some(({ properties }) => {
        const pattern = parsePattern(properties.EventPattern);
        return pattern.type === 'pattern' && matches(pattern, event);
      });
  }

  const isSeen = (source: string, eventName: string, fields: JsonObject, { account, region }: Place) => {
    const event = givenRecord(source, eventName, fields, { account });
    const parsed = parseOwnPartEvent(event, SENT_AT, installation);
    const where = source === 'aws.iam' ? GLOBAL_REGION : region;
    return {
      forwarded: isForwarded(event, account, where),
      parsed: parsed?.type === 'irrelevant' ? parsed.reason : parsed?.type,
    };
  };
  return { parts, isSeen };
}

/** The longest prefix makes CloudFormation shorten names. */
describe.each([undefined, 'acme-roots', 'abcdefghijklmnopqrst'])('with the name prefix %s', (namePrefix) => {
  const { parts, isSeen } = watchedInstallation({ namePrefix });

  function callsOf(part: DeployedPart): Calls {
    const calls = CALLS[part.type];
    if (calls === undefined) throw new Error(`say how calls name ${part.type}, or why none has to be seen`);
    return calls({
      part,
      arn: (service, resource) => `arn:aws:${service}:${part.region}:${part.account}:${resource}`,
      referred: (property) => referredBy(parts, part, property),
    });
  }

  it('each change of each resource is seen', () => {
    const unseen = parts.flatMap((part) => {
      const calls = callsOf(part);
      if (typeof calls === 'string') return [];
      return calls
        .map((call) => ({ call, seen: isSeen(...call, part) }))
        .filter(({ seen }) => JSON.stringify(seen) !== JSON.stringify(SEEN))
        .map(({ call: [, eventName, fields], seen }) =>
          [part.stackName, eventName, ...Object.values(seen), JSON.stringify(fields)].join(' '),
        );
    });
    expect(unseen).toEqual([]);
  });

  it('each change of each stack is seen', () => {
    const stacks = new Map(parts.map((part) => [part.stackName, part]));
    expect([...stacks.values()].map(({ account }) => account)).toContain(MEMBER);
    for (const [stackName, place] of stacks) {
      const id = `arn:aws:cloudformation:${place.region}:${place.account}:stack/${stackName}/0a1b`;
      for (const named of [stackName, id]) {
        for (const call of ['DeleteStack', 'UpdateStack']) {
          const seen = isSeen('aws.cloudformation', call, request({ stackName: named }), place);
          expect({ ...seen, named }).toEqual({ ...SEEN, named });
        }
      }
    }
  });

  it('knows no type of resource that there is not', () => {
    expect(Object.keys(CALLS).toSorted()).toEqual([...new Set(parts.map(({ type }) => type))].toSorted());
  });
});

describe('the permissions boundary of the roles', () => {
  const calls = ['CreatePolicyVersion', 'DeletePolicy', 'SetDefaultPolicyVersion'];

  it.each(['boundaries/Service', `arn:aws:iam::${HOME}:policy/boundaries/Service`])(
    'is watched in every account, as a version of it that allows nothing stops them: %s',
    (permissionsBoundary) => {
      const { isSeen } = watchedInstallation({ permissionsBoundary });
      for (const account of [HOME, MANAGEMENT, MEMBER]) {
        for (const call of calls) {
          const seen = (policy: string) =>
            isSeen('aws.iam', call, request({ policyArn: `arn:aws:iam::${account}:policy/${policy}` }), {
              account,
              region: GLOBAL_REGION,
            });
          expect([account, call, seen('boundaries/Service')]).toEqual([account, call, SEEN]);
          expect(seen('boundaries/Service2').parsed).toBe('not-own-part');
          expect(seen('other/boundaries/Service').parsed).toBe('not-own-part');
        }
      }
    },
  );
});

type Place = Pick<DeployedPart, 'account' | 'region'>;
