import { matches, parsePattern } from 'organization-sandbox/eventbridge/pattern/pattern.ts';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../../src/domain/json-object.ts';
import type { OwnPart } from '../../../../src/domain/own-part.ts';
import { findOwnPartCall, OWN_PART_CALLS } from '../../../../src/events/own-parts/calls.ts';
import {
  forwardingPartsPattern,
  ownPartPatterns,
} from '../../../../src/events/own-parts/own-part-patterns.ts';
import { parseOwnPartEvent } from '../../../../src/events/own-parts/parse-own-part-event.ts';
import { resourceNames } from '../../../../src/installation/names.ts';
import {
  givenRecord,
  HOME,
  INSTALLATION,
  KEY_ID,
  MANAGEMENT,
  MEMBER,
  PERSON,
  SENT_AT,
} from '../../../support/own-part-records.ts';

/** How calls name a part of this installation, and of somebody else. */
const NAMES: Readonly<Record<OwnPart, { readonly own: string; readonly foreign: string }>> = {
  alarm: { own: 'rootguard-dead-letters', foreign: 'billing' },
  'event bus': { own: 'rootguard', foreign: 'orders' },
  'event source mapping': {
    own: `arn:aws:lambda:us-east-1:${HOME}:function:rootguard-home-ConsumerFunction1234-abc`,
    foreign: `arn:aws:lambda:us-east-1:${HOME}:function:billing-home`,
  },
  'forwarding rule': { own: 'rootguard-root-credentials', foreign: 'nightly' },
  function: { own: 'rootguard-home-ConsumerFunction1234-abc', foreign: 'not-rootguard-home-consumer' },
  key: { own: KEY_ID, foreign: '99999999-12ab-34cd-56ef-1234567890ab' },
  'log group': { own: 'rootguard-home-ConsumerLog1234-abc', foreign: '/aws/lambda/billing' },
  policy: {
    own: `arn:aws:iam::${HOME}:policy/RootguardOperator`,
    foreign: `arn:aws:iam::${HOME}:policy/Operator`,
  },
  queue: {
    own: `https://sqs.us-east-1.amazonaws.com/${HOME}/rootguard-triggers`,
    foreign: `https://sqs.us-east-1.amazonaws.com/${HOME}/rootguard-triggers-of-mine`,
  },
  resource: {
    own: `arn:aws:events:us-east-1:${HOME}:rule/rootguard-home-management-own-service`,
    foreign: `arn:aws:events:us-east-1:${HOME}:rule/nightly`,
  },
  role: { own: 'rootguard-home-ConsumerRole1234-abc', foreign: 'Admin' },
  schedule: { own: 'rootguard', foreign: 'default' },
  stack: { own: `arn:aws:cloudformation:us-east-1:${HOME}:stack/rootguard-home/0a1b`, foreign: 'billing' },
  StackSet: { own: 'rootguard-members:0a1b', foreign: 'rootguard-members-of-others' },
  table: { own: 'rootguard-ledger', foreign: 'rootguard-ledger-copy' },
  topic: {
    own: `arn:aws:sns:us-east-1:${HOME}:rootguard-notifications`,
    foreign: `arn:aws:sns:us-east-1:${HOME}:rootguard-notifications-of-others`,
  },
};

const CASES = OWN_PART_CALLS.flatMap((call) =>
  call.eventNames.flatMap((name) => {
    const eventName = call.hasVersionSuffix ? `${name}20150331v2` : name;
    return call.namedAt.map((path) => ({ call, eventName, path }));
  }),
);

/** `requestParameters.name` with `text` as the value. */
function fieldsAt(path: string, text: string): JsonObject {
  const [field = '', ...below] = path.split('.');
  if (below.length > 0) return { [field]: fieldsAt(below.join('.'), text) };
  return { [field]: field.endsWith('s') ? [text] : text };
}

function parse(record: JsonObject, installation = INSTALLATION) {
  return parseOwnPartEvent(record, SENT_AT, installation);
}

/** Those of the home account. */
function patternsMatching(record: JsonObject) {
  return ownPartPatterns(resourceNames('rootguard'), { watchesKeys: true }).filter(({ pattern }) => {
    const parsed = parsePattern(pattern);
    return parsed.type === 'pattern' && matches(parsed, record);
  });
}

describe('a call that changes a part of rootguard', () => {
  it.each(CASES)('is recognized by $path: $eventName', ({ call, eventName, path }) => {
    const { own } = NAMES[call.part];
    expect(parse(givenRecord(call.source, eventName, fieldsAt(path, own)))).toMatchObject({
      type: 'own-part-changed',
      trigger: {
        type: 'own-part-changed',
        account: HOME,
        at: new Date('2026-03-02T09:12:44.000Z'),
        part: call.part,
        name: own,
        change: call.change,
        byDeployment: call.startsDeployment === true,
        event: {
          name: eventName,
          catalogueId: call.id,
          actor: { principal: PERSON.arn, sourceIp: '192.0.2.1' },
        },
      },
    });
  });

  it.each(CASES)(
    "is not one where it is about somebody else's: $eventName, $path",
    ({ call, eventName, path }) => {
      const { foreign } = NAMES[call.part];
      expect(parse(givenRecord(call.source, eventName, fieldsAt(path, foreign)))).toEqual({
        type: 'irrelevant',
        reason: 'not-own-part',
      });
    },
  );

  it.each(CASES)('passes the rule of its account: $eventName, $path', ({ call, eventName, path }) => {
    const record = givenRecord(call.source, eventName, fieldsAt(path, NAMES[call.part].own));
    expect(patternsMatching(record)).toHaveLength(1);
  });

  it.each([
    ['aws.lambda', 'UpdateFunctionCode20150331v2', 'functionName', 'function:rootguard-home-x'],
    ['aws.lambda', 'UpdateFunctionCode20150331v2', 'functionName', `${HOME}:rootguard-home-x`],
    ['aws.lambda', 'UpdateFunctionCode20150331v2', 'functionName', `${HOME}:function:rootguard-home-x:live`],
    ['aws.lambda', 'UpdateFunctionCode20150331v2', 'functionName', 'rootguard-home-x:$LATEST'],
    ['aws.lambda', 'UpdateFunctionCode20150331v2', 'functionName', 'rootguard-canary-CanaryFunction1234-abc'],
    ['aws.iam', 'UpdateAssumeRolePolicy', 'roleName', 'rootguard-canary'],
    [
      'aws.iam',
      'CreatePolicyVersion',
      'policyArn',
      `arn:aws:iam::${HOME}:policy/rootguard-home-ShowAlarms1234-abc`,
    ],
    ['aws.logs', 'DeleteMetricFilter', 'logGroupName', 'rootguard-home-ConsumerLog1234-abc'],
    ['aws.scheduler', 'UpdateSchedule', 'groupName', 'rootguard-canary'],
    ['aws.scheduler', 'DeleteScheduleGroup', 'name', 'rootguard-canary'],
    ['aws.iam', 'PutRolePolicy', 'roleName', 'rootguard-management-root'],
    ['aws.iam', 'PutRolePolicy', 'roleName', 'rootguard-data-BackupRole1234-abc'],
    ['aws.iam', 'CreateRole', 'roleName', 'rootguard-home-sweeper-of-mine'],
    ['aws.iam', 'CreateRole', 'path', '/rootguard-home-SweeperRole/'],
    ['aws.iam', 'CreateRole', 'path', '/teams/rootguard-home-sweeper/'],
    ['aws.iam', 'CreateRole', 'path', '/rootguard/'],
    ['aws.iam', 'CreateRole', 'path', '/rootguard/mine/'],
    ['aws.iam', 'CreateRole', 'roleName', 'RootguardOperator'],
    ['aws.iam', 'UpdateAssumeRolePolicy', 'roleName', 'RootguardOperator'],
    ['aws.sns', 'SetTopicAttributes', 'topicArn', `arn:aws:sns:us-east-1:${MANAGEMENT}:rootguard-watchdog`],
    ['aws.logs', 'PutRetentionPolicy', 'logGroupName', '/aws/lambda/rootguard-home-x'],
    [
      'aws.logs',
      'AssociateKmsKey',
      'resourceIdentifier',
      `arn:aws:logs:us-east-1:${HOME}:log-group:rootguard-home-ConsumerLog1234-abc`,
    ],
    ['aws.events', 'PutRule', 'name', 'rootguard-home-management-own-service'],
    ['aws.cloudformation', 'DeleteStack', 'stackName', 'rootguard-canary'],
    ['aws.events', 'PutTargets', 'eventBusName', `arn:aws:events:us-east-1:${HOME}:event-bus/rootguard`],
    [
      'aws.dynamodb',
      'UpdateTable',
      'tableName',
      `arn:aws:dynamodb:us-east-1:${HOME}:table/rootguard-sessions`,
    ],
    [
      'aws.cloudcontrolapi',
      'DeleteResource',
      'identifier',
      `arn:aws:sns:us-east-1:${HOME}:rootguard-notifications`,
    ],
    ['aws.cloudcontrolapi', 'DeleteResource', 'identifier', 'rootguard-home-ConsumerFunction1234-abc'],
    ['aws.cloudcontrolapi', 'DeleteResource', 'identifier', 'rootguard|rootguard-home-ConsumerRole1234-abc'],
    ['aws.cloudcontrolapi', 'UpdateResource', 'identifier', NAMES.queue.own],
  ])('is recognized however it names the part: %s %s, %s %s', (source, eventName, field, name) => {
    const record = givenRecord(source, eventName, { requestParameters: { [field]: name } });
    expect(parse(record)).toMatchObject({ type: 'own-part-changed', trigger: { name } });
    expect(patternsMatching(record)).toHaveLength(1);
  });

  it('has an entry of its own in the table, whatever its version', () => {
    const keys = OWN_PART_CALLS.flatMap(({ source, eventNames }) =>
      eventNames.map((name) => `${source} ${name}`),
    );
    expect(new Set(keys).size).toBe(keys.length);
    expect(new Set(OWN_PART_CALLS.map(({ id }) => id)).size).toBe(OWN_PART_CALLS.length);
    expect(findOwnPartCall('aws.lambda', 'UpdateFunctionCode20150331v2')?.id).toBe('own-function-changed');
    expect(findOwnPartCall('aws.lambda', 'DeleteFunction20150331')?.id).toBe('own-function-deleted');
    expect(findOwnPartCall('aws.lambda', 'DeleteFunctionUrlConfig')).toBeUndefined();
    expect(findOwnPartCall('aws.sqs', 'DeleteQueue20150331')).toBeUndefined();
  });

  it.each(['/', '/service-role/', '/rootguards/', '/my-rootguard-home/'])(
    'is none where a role is made with a path that no pattern of rootguard matches: %s',
    (path) => {
      const record = givenRecord('aws.iam', 'CreateRole', { requestParameters: { roleName: 'x', path } });
      expect(parse(record)).toEqual({ type: 'irrelevant', reason: 'not-own-part' });
    },
  );

  it.each(['billing', 'billing|nightly', ''])('is none of Cloud Control about %o', (identifier) => {
    const record = givenRecord('aws.cloudcontrolapi', 'DeleteResource', {
      requestParameters: { identifier },
    });
    expect(parse(record)).toEqual({ type: 'irrelevant', reason: 'not-own-part' });
  });

  it('is none where AWS refused it', () => {
    const record = givenRecord('aws.events', 'DeleteRule', {
      errorCode: 'AccessDenied',
      requestParameters: null,
    });
    expect(parse(record)).toEqual({ type: 'irrelevant', reason: 'call-failed' });
  });

  it('is none where it is replayed under a name that operators do not use', () => {
    const record = givenRecord('aws.events', 'DeleteRule', { requestParameters: { name: 'rootguard-x' } });
    expect(parse({ ...record, 'replay-name': 'mine' })).toEqual({ type: 'irrelevant', reason: 'replayed' });
  });

  it.each([
    [
      'aws.lambda',
      'UpdateEventSourceMapping20150331',
      { uUID: '1', enabled: false, functionName: 'rootguard-home-x' },
    ],
    [
      'aws.lambda',
      'PutFunctionConcurrency20171031',
      { functionName: 'rootguard-home-x', reservedConcurrentExecutions: 0 },
    ],
    ['aws.events', 'PutRule', { name: 'rootguard-root-passwords', state: 'DISABLED' }],
    ['aws.scheduler', 'UpdateSchedule', { name: 'x', groupName: 'rootguard', state: 'DISABLED' }],
  ])('disables the part with some parameters: %s %s', (source, eventName, requestParameters) => {
    const parsed = parse(givenRecord(source, eventName, { requestParameters }));
    expect(parsed).toMatchObject({ trigger: { change: 'disabled' } });
  });

  it('names a mapping by its function, which only the answer tells', () => {
    const record = givenRecord('aws.lambda', 'DeleteEventSourceMapping20150331', {
      requestParameters: { uUID: '0a1b' },
      responseElements: { functionArn: NAMES['event source mapping'].own },
    });
    expect(parse(record)).toMatchObject({ trigger: { name: NAMES['event source mapping'].own } });
  });

  it.each([null, undefined, 7, {}, [7, null], { name: null }])('is none with parameters like %o', (value) => {
    const record = givenRecord('aws.events', 'DeleteRule', { requestParameters: value as never });
    expect(parse(record)).toEqual({ type: 'irrelevant', reason: 'not-own-part' });
  });

  it.each([
    ['account', { account: 'home' }, {}],
    ['detail.eventTime', { time: 'then' }, { eventTime: 'then' }],
    ['detail.eventID', { id: 7 }, { eventID: 7 }],
  ])('is malformed at %s', (path, envelope, detail) => {
    const record = givenRecord('aws.events', 'DeleteRule', {
      requestParameters: { name: 'rootguard-x' },
      ...detail,
    });
    expect(parse({ ...record, ...envelope })).toMatchObject({ type: 'malformed', path });
  });

  it('has the time and the id of its envelope where the record has none', () => {
    const record = givenRecord('aws.events', 'DeleteRule', {
      requestParameters: { name: 'rootguard-x' },
      eventTime: undefined,
      eventID: undefined,
    });
    expect(parse(record)).toMatchObject({
      trigger: {
        at: new Date('2026-03-02T09:12:44.000Z'),
        event: { id: '7bf73129-1428-4cd3-a780-95db273d1602' },
      },
    });
  });

  it.each([
    ['of a call that changes no part', givenRecord('aws.events', 'PutEvents', {})],
    ['without a record', { source: 'aws.events', detail: 'DeleteRule' }],
    ['without a source', { detail: { eventName: 'DeleteRule' } }],
    ['whose record is a list', { source: 'aws.events', detail: [{ eventName: 'DeleteRule' }] }],
  ])('is not a message %s', (_, message) => {
    expect(parse(message)).toBeUndefined();
  });

  it('is none where it names a subscription that has no ARN yet', () => {
    const record = givenRecord('aws.sns', 'Unsubscribe', {
      requestParameters: { subscriptionArn: 'PendingConfirmation' },
    });
    expect(parse(record)).toEqual({ type: 'irrelevant', reason: 'not-own-part' });
  });

  it('is shown in one bounded line', () => {
    const name = `rootguard-\n${'x'.repeat(5000)}`;
    const parsed = parse(givenRecord('aws.events', 'DeleteRule', { requestParameters: { name } }));
    if (parsed?.type !== 'own-part-changed') throw new Error('not recognized');
    expect(parsed.trigger.name).toHaveLength(1024);
    expect(parsed.trigger.name).not.toContain('\n');
  });
});

describe('in a further Region', () => {
  const inRegion = (service: string, account: string, resource: string) =>
    `arn:aws:${service}:eu-central-1:${account}:${resource}`;

  it.each<readonly [source: string, eventName: string, requestParameters: JsonObject, account: string]>([
    ['aws.events', 'DeleteRule', { name: 'rootguard-home-root-sessions' }, HOME],
    ['aws.events', 'DisableRule', { name: 'rootguard-root-sessions' }, MANAGEMENT],
    ['aws.events', 'RemoveTargets', { rule: 'rootguard-root-activity' }, MEMBER],
    ['aws.iam', 'DeleteRolePolicy', { roleName: 'rootguard-sessions-eu-ce-ForwardRole1234-abc' }, HOME],
    ['aws.iam', 'DeleteRole', { roleName: 'rootguard-management-ses-ForwardRole1234-abc' }, MANAGEMENT],
    ['aws.cloudformation', 'DeleteStack', { stackName: 'rootguard-sessions-eu-central-1' }, HOME],
    [
      'aws.cloudformation',
      'DeleteStack',
      {
        stackName: inRegion(
          'cloudformation',
          MANAGEMENT,
          'stack/rootguard-management-sessions-eu-central-1/0a1b',
        ),
      },
      MANAGEMENT,
    ],
    ['aws.cloudformation', 'DeleteStackSet', { stackSetName: 'rootguard-members-sessions:0a1b' }, MANAGEMENT],
    ['aws.cloudformation', 'DeleteStack', { stackName: 'StackSet-rootguard-members-sessions-0a1b' }, MEMBER],
    [
      'aws.sqs',
      'PurgeQueue',
      { queueUrl: `https://sqs.eu-central-1.amazonaws.com/${HOME}/rootguard-sessions-undelivered` },
      HOME,
    ],
    ['aws.sns', 'DeleteTopic', { topicArn: inRegion('sns', HOME, 'rootguard-sessions-notifications') }, HOME],
    ['aws.monitoring', 'DeleteAlarms', { alarmNames: ['rootguard-undelivered-sessions'] }, HOME],
  ])('the parts are of rootguard: %s %s %o', (source, eventName, requestParameters, account) => {
    const given = givenRecord(
      source,
      eventName,
      { awsRegion: 'eu-central-1', requestParameters },
      { account },
    );
    expect(parse({ ...given, region: 'eu-central-1' })).toMatchObject({
      trigger: { account, event: { region: 'eu-central-1' } },
    });
  });

  it('a role of an installation with the longest prefix is told by what CloudFormation keeps of its stack', () => {
    const names = resourceNames('abcdefghijklmnopqrst');
    const role = (roleName: string) =>
      parse(givenRecord('aws.iam', 'DeleteRole', { requestParameters: { roleName } }), {
        ...INSTALLATION,
        names,
      });
    expect(role('abcdefghijklmnopqrst-ses-ForwardRole1234-abc')).toMatchObject({ type: 'own-part-changed' });
    expect(role('abcdefghijklmnopqrst-app-ForwardRole1234-abc')).toMatchObject({ reason: 'not-own-part' });
  });
});

describe('in a member account', () => {
  const role = `StackSet-rootguard-membe-ForwardRole1234-abc`;

  it('rules, roles and stacks of the StackSet are parts of rootguard', () => {
    for (const [source, name, requestParameters] of [
      ['aws.events', 'DisableRule', { name: 'rootguard-root-credentials' }],
      ['aws.iam', 'DetachRolePolicy', { roleName: role }],
      ['aws.cloudformation', 'DeleteStack', { stackName: 'StackSet-rootguard-members-0a1b' }],
    ] as const) {
      const record = givenRecord(source, name, { requestParameters }, { account: MEMBER });
      expect(parse(record), name).toMatchObject({ trigger: { account: MEMBER, byDeployment: false } });
    }
  });

  it('a role for people is somebody else’s, as only those of the home account may open root sessions', () => {
    const record = givenRecord(
      'aws.iam',
      'CreateRole',
      { requestParameters: { roleName: 'RootguardOperator' } },
      { account: MEMBER },
    );
    expect(parse(record)).toEqual({ type: 'irrelevant', reason: 'not-own-part' });
  });

  it('queues and functions are somebody else’s, whatever they are named', () => {
    const record = givenRecord(
      'aws.sqs',
      'DeleteQueue',
      { requestParameters: { queueUrl: NAMES.queue.own } },
      { account: MEMBER },
    );
    expect(parse(record)).toEqual({ type: 'irrelevant', reason: 'not-own-part' });
  });

  it('only the roles of StackSets deploy, not everybody who uses CloudFormation', () => {
    const by = (userIdentity: JsonObject) =>
      parse(
        givenRecord(
          'aws.events',
          'DeleteRule',
          { requestParameters: { name: 'rootguard-root-credentials' } },
          { account: MEMBER, userIdentity },
        ),
      );
    expect(by({ ...PERSON, invokedBy: 'cloudformation.amazonaws.com' })).toMatchObject({
      trigger: { byDeployment: false },
    });
    const issuer = { arn: `arn:aws:iam::${MEMBER}:role/stacksets-exec-0123456789abcdef` };
    expect(by({ ...PERSON, sessionContext: { sessionIssuer: issuer } })).toMatchObject({
      trigger: { byDeployment: true },
    });
  });

  it('a long name prefix does not hide the forwarding role, whose name is shortened', () => {
    const names = resourceNames('abcdefghijklmnopqrst');
    const shortened = 'StackSet-abcdefghijklmno-ForwardRole1234-abc';
    const record = givenRecord(
      'aws.iam',
      'DeleteRole',
      { requestParameters: { roleName: shortened } },
      { account: MEMBER },
    );
    expect(parse(record, { ...INSTALLATION, names })).toMatchObject({ trigger: { name: shortened } });
    const pattern = parsePattern(forwardingPartsPattern(names).pattern);
    expect(pattern.type === 'pattern' && matches(pattern, record)).toBe(true);
  });
});

it.each([
  'abcdefghijklmnopqrst-hom-ManagementPathRole12345678-abcdefghijkl',
  'abcdefghijklmnopqrst-con-ForwardRole12345678-abcdefghijkl',
])('a long name prefix does not hide the role %s', (roleName) => {
  const names = resourceNames('abcdefghijklmnopqrst');
  const record = givenRecord('aws.iam', 'PutRolePolicy', { requestParameters: { roleName } });
  expect(parse(record, { ...INSTALLATION, names })).toMatchObject({ trigger: { name: roleName } });
});

describe('a deployment', () => {
  const changed = (userIdentity: JsonObject, deployerRoles: readonly string[] = [], account: string = HOME) =>
    parse(
      givenRecord(
        'aws.lambda',
        'UpdateFunctionCode20150331v2',
        { requestParameters: { functionName: NAMES.function.own } },
        { account, userIdentity },
      ),
      { ...INSTALLATION, deployerRoles },
    );

  it('is what CloudFormation does with the credentials of a person or a role', () => {
    expect(changed({ ...PERSON, invokedBy: 'cloudformation.amazonaws.com' })).toMatchObject({
      trigger: { byDeployment: true },
    });
    expect(changed({ ...PERSON, invokedBy: 'AWS Internal' })).toMatchObject({
      trigger: { byDeployment: false },
    });
  });

  it('is what a role does that the configuration names as one that deploys', () => {
    const roles = ['arn:aws:iam::222222222222:role/*/pipeline', 'arn:aws:iam::222222222222:role/Adm?n'];
    expect(changed(PERSON, roles)).toMatchObject({ trigger: { byDeployment: true } });
    expect(changed(PERSON, ['arn:aws:iam::222222222222:role/Adm'])).toMatchObject({
      trigger: { byDeployment: false },
    });
  });

  it('is started by whoever updates a stack, and not by whoever deletes one', () => {
    const call = (eventName: string) =>
      parse(
        givenRecord(
          'aws.cloudformation',
          eventName,
          { requestParameters: { stackName: 'rootguard-management' } },
          { account: MANAGEMENT },
        ),
      );
    expect(call('ExecuteChangeSet')).toMatchObject({ trigger: { byDeployment: true } });
    expect(call('DeleteStack')).toMatchObject({ trigger: { byDeployment: false, change: 'deleted' } });
  });
});
