import {
  CreateEventBusCommand,
  DeleteEventBusCommand,
  DeleteRuleCommand,
  DescribeEventBusCommand,
  DescribeRuleCommand,
  DisableRuleCommand,
  EnableRuleCommand,
  type EventBridgeClient,
  ListEventBusesCommand,
  ListRuleNamesByTargetCommand,
  ListRulesCommand,
  ListTargetsByRuleCommand,
  PutEventsCommand,
  type PutEventsRequestEntry,
  PutPermissionCommand,
  PutRuleCommand,
  type PutRuleCommandInput,
  PutTargetsCommand,
  RemovePermissionCommand,
  RemoveTargetsCommand,
  type Target,
  TestEventPatternCommand,
} from '@aws-sdk/client-eventbridge';
import { CreateQueueCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { EventBridgeEvent } from '../src/eventbridge/event.ts';
import { type Aws, givenAws, HOME, MEMBER, THIRD } from './support/aws-clients.ts';

const arn = (service: string, account: string, resource: string) =>
  `arn:aws:${service}:us-east-1:${account}:${resource}`;

const EVENT: EventBridgeEvent = {
  version: '0',
  id: '8d1c2f2c-0000-4000-8000-000000000001',
  'detail-type': 'AWS API Call via CloudTrail',
  source: 'aws.iam',
  account: MEMBER,
  time: '2026-11-24T12:00:00Z',
  region: 'us-east-1',
  resources: [],
  detail: { eventName: 'CreateAccessKey', userIdentity: { type: 'Root' }, readOnly: false },
};

let aws: Aws;
let home: EventBridgeClient;
let member: EventBridgeClient;

beforeEach(async () => {
  aws = await givenAws();
  home = aws.events(HOME);
  member = aws.events(MEMBER);
});

afterEach(() => aws.close());

async function givenQueue(account: string, name: string): Promise<string> {
  await aws.sqs(account).send(new CreateQueueCommand({ QueueName: name }));
  return arn('sqs', account, name);
}

async function givenRule(
  client: EventBridgeClient,
  input: Partial<PutRuleCommandInput>,
  ...targets: Partial<Target>[]
) {
  const rule = { Name: 'rule', EventPattern: '{"source": ["aws.iam", "my.app"]}', ...input };
  await client.send(new PutRuleCommand(rule));
  const Targets = targets.map((target, index) => ({ Id: `${index}`, Arn: '', RoleArn: ROLE, ...target }));
  const { EventBusName } = rule;
  await client.send(new PutTargetsCommand({ Rule: rule.Name, EventBusName, Targets }));
}

/** The bodies in a queue, parsed where they are JSON. */
async function received(queueArn: string): Promise<unknown[]> {
  const [, , , , account = '', name] = queueArn.split(':');
  const messages = await receivedMessages(account, `${aws.endpoint}/${account}/${name}`);
  return messages.map(({ Body = '' }) => (/^[[{"]/.test(Body) ? JSON.parse(Body) : Body));
}

async function receivedMessages(account: string, QueueUrl: string) {
  const command = new ReceiveMessageCommand({
    QueueUrl,
    MaxNumberOfMessages: 10,
    MessageAttributeNames: ['All'],
    MessageSystemAttributeNames: ['All'],
  });
  return (await aws.sqs(account).send(command)).Messages ?? [];
}

async function putEvents(client: EventBridgeClient, ...entries: PutEventsRequestEntry[]) {
  return client.send(new PutEventsCommand({ Entries: entries }));
}

/** Rules need a role for targets in other accounts. The sandbox does not evaluate its policies. */
const ROLE = arn('iam', MEMBER, 'role/events');

const ENTRY = { Source: 'my.app', DetailType: 'Test', Detail: '{"n": 1}' };

/** The name and the message of the error that a call fails with. */
async function errorOf(call: Promise<unknown>): Promise<[string, string]> {
  const error = await call.then(
    () => new Error('the call succeeded'),
    (cause: unknown) => (cause instanceof Error ? cause : new Error(String(cause))),
  );
  return [error.name, error.message];
}

describe('rules', () => {
  test('a rule can be put, described, disabled, enabled and deleted', async () => {
    const put = await member.send(
      new PutRuleCommand({ Name: 'rule', EventPattern: '{"source":["aws.iam"]}', Description: 'root' }),
    );
    expect(put.RuleArn).toBe(arn('events', MEMBER, 'rule/rule'));
    const describe = () => member.send(new DescribeRuleCommand({ Name: 'rule' }));
    expect(await describe()).toMatchObject({
      Arn: put.RuleArn,
      EventPattern: '{"source":["aws.iam"]}',
      State: 'ENABLED',
      Description: 'root',
      EventBusName: 'default',
    });
    await member.send(new DisableRuleCommand({ Name: 'rule' }));
    expect((await describe()).State).toBe('DISABLED');
    await member.send(new EnableRuleCommand({ Name: 'rule' }));
    expect((await member.send(new ListRulesCommand({ NamePrefix: 'ru' }))).Rules).toMatchObject([
      { State: 'ENABLED' },
    ]);
    await member.send(new DeleteRuleCommand({ Name: 'rule' }));
    expect(await errorOf(describe())).toEqual([
      'ResourceNotFoundException',
      'Rule rule does not exist on EventBus default.',
    ]);
  });

  test.each([
    ['a pattern that is not JSON', { EventPattern: '{' }, 'InvalidEventPatternException'],
    [
      'a pattern with an unknown operator',
      { EventPattern: '{"a":[{"like":"x"}]}' },
      'InvalidEventPatternException',
    ],
    ['neither pattern nor schedule', {}, 'ValidationException'],
    [
      'a bus that does not exist',
      { EventPattern: '{"a":[1]}', EventBusName: 'nowhere' },
      'ResourceNotFoundException',
    ],
    [
      "another account's bus",
      { EventPattern: '{"a":[1]}', EventBusName: arn('events', HOME, 'event-bus/default') },
      'ResourceNotFoundException',
    ],
  ])('%s is refused', async (_what, input, name) => {
    expect((await errorOf(member.send(new PutRuleCommand({ Name: 'rule', ...input }))))[0]).toBe(name);
  });

  test('a rule keeps its targets when it is put again, and cannot be deleted while it has them', async () => {
    const queue = await givenQueue(MEMBER, 'q');
    const target = {
      Id: 'main',
      Arn: queue,
      RoleArn: 'arn:aws:iam::333333333333:role/x',
      RetryPolicy: { MaximumRetryAttempts: 3 },
    };
    await givenRule(member, {}, target);
    await givenRule(member, { Description: 'again' }, target);
    const { Targets } = await member.send(new ListTargetsByRuleCommand({ Rule: 'rule' }));
    expect(Targets).toEqual([target]);
    const names = await member.send(new ListRuleNamesByTargetCommand({ TargetArn: queue }));
    expect(names.RuleNames).toEqual(['rule']);
    const remove = () => member.send(new DeleteRuleCommand({ Name: 'rule' }));
    expect((await errorOf(remove()))[1]).toBe("Rule can't be deleted since it has targets.");
    await member.send(new RemoveTargetsCommand({ Rule: 'rule', Ids: ['main'] }));
    await remove();
  });

  test('a rule has at most five targets, only of services that the sandbox has', async () => {
    const targets = ['1', '2', '3', '4', '5', '6'].map((Id) => ({ Id, Arn: arn('sqs', MEMBER, 'q') }));
    expect((await errorOf(givenRule(member, {}, ...targets)))[0]).toBe('LimitExceededException');
    const lambda = { Arn: arn('lambda', MEMBER, 'function:f') };
    expect((await errorOf(givenRule(member, {}, lambda)))[0]).toBe('ValidationException');
  });

  test('a target in another account needs a role', async () => {
    const bus = { Arn: arn('events', HOME, 'event-bus/default'), RoleArn: undefined };
    expect(await errorOf(givenRule(member, {}, bus))).toEqual([
      'ValidationException',
      `RoleArn is required for target ${bus.Arn}.`,
    ]);
  });

  test('TestEventPattern reports whether an event matches', async () => {
    const run = (EventPattern: string) =>
      member.send(new TestEventPatternCommand({ EventPattern, Event: JSON.stringify(EVENT) }));
    expect((await run('{"detail": {"userIdentity": {"type": ["Root"]}}}')).Result).toBe(true);
    expect((await run('{"source": ["aws.sts"]}')).Result).toBe(false);
    expect((await errorOf(run('{"source": "aws.sts"}')))[0]).toBe('InvalidEventPatternException');
  });
});

describe('buses', () => {
  test('custom buses exist beside the default bus', async () => {
    const { EventBusArn } = await home.send(new CreateEventBusCommand({ Name: 'guard' }));
    expect(EventBusArn).toBe(arn('events', HOME, 'event-bus/guard'));
    expect((await errorOf(home.send(new CreateEventBusCommand({ Name: 'guard' }))))[0]).toBe(
      'ResourceAlreadyExistsException',
    );
    const { EventBuses = [] } = await home.send(new ListEventBusesCommand({}));
    expect(EventBuses.map(({ Name }) => Name)).toEqual(['default', 'guard']);
    await home.send(new DeleteEventBusCommand({ Name: 'guard' }));
    expect((await errorOf(home.send(new DescribeEventBusCommand({ Name: 'guard' }))))[0]).toBe(
      'ResourceNotFoundException',
    );
  });

  test('permissions can be added and removed one by one', async () => {
    const give = (StatementId: string, Principal: string) =>
      home.send(new PutPermissionCommand({ StatementId, Principal, Action: 'events:PutEvents' }));
    await give('member', MEMBER);
    await give('third', THIRD);
    const statements = async () => {
      const { Policy = '{"Statement":[]}' } = await home.send(new DescribeEventBusCommand({}));
      return JSON.parse(Policy).Statement.map(({ Sid }: { Sid: string }) => Sid);
    };
    expect(await statements()).toEqual(['member', 'third']);
    await home.send(new RemovePermissionCommand({ StatementId: 'member' }));
    expect(await statements()).toEqual(['third']);
    await home.send(new RemovePermissionCommand({ RemoveAllPermissions: true }));
    expect(await statements()).toEqual([]);
  });
});

describe('PutEvents', () => {
  test('an entry becomes an event on the bus of the caller', async () => {
    const queue = await givenQueue(MEMBER, 'q');
    await givenRule(member, {}, { Arn: queue });
    const answer = await putEvents(member, {
      ...ENTRY,
      Time: new Date('2026-11-20T08:00:00.500Z'),
      Resources: ['r'],
    });
    expect(answer.FailedEntryCount).toBe(0);
    expect(await received(queue)).toEqual([
      {
        version: '0',
        id: answer.Entries?.[0]?.EventId,
        'detail-type': 'Test',
        source: 'my.app',
        account: MEMBER,
        time: '2026-11-20T08:00:00Z',
        region: 'us-east-1',
        resources: ['r'],
        detail: { n: 1 },
      },
    ]);
  });

  test('each entry fails separately', async () => {
    const queue = await givenQueue(MEMBER, 'q');
    await givenRule(member, {}, { Arn: queue });
    const answer = await putEvents(
      member,
      { ...ENTRY, Source: 'aws.iam' },
      { ...ENTRY, Detail: '{' },
      { ...ENTRY, Detail: '[]' },
      { ...ENTRY, DetailType: undefined },
      ENTRY,
    );
    expect(answer.FailedEntryCount).toBe(4);
    expect(answer.Entries).toEqual([
      { ErrorCode: 'NotAuthorizedForSourceException', ErrorMessage: 'Not authorized for the source.' },
      { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' },
      { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' },
      { ErrorCode: 'InvalidArgument', ErrorMessage: expect.stringContaining('DetailType') },
      { EventId: expect.any(String) },
    ]);
    expect(await received(queue)).toHaveLength(1);
  });

  test('more than ten entries are refused', async () => {
    const entries = Array.from({ length: 11 }, () => ENTRY);
    expect((await errorOf(putEvents(member, ...entries)))[0]).toBe('ValidationException');
  });

  test('an entry for a bus that does not exist is lost without an error', async () => {
    expect(await putEvents(member, { ...ENTRY, EventBusName: 'nowhere' })).toMatchObject({
      FailedEntryCount: 0,
    });
  });

  test("another account's bus accepts an entry if its policy allows it", async () => {
    const queue = await givenQueue(HOME, 'q');
    await givenRule(home, {}, { Arn: queue });
    const EventBusName = arn('events', HOME, 'event-bus/default');
    const denied = await putEvents(member, { ...ENTRY, EventBusName });
    expect(denied.Entries).toMatchObject([{ ErrorCode: 'AccessDeniedException' }]);
    await home.send(
      new PutPermissionCommand({ StatementId: 'member', Principal: MEMBER, Action: 'events:PutEvents' }),
    );
    await putEvents(member, { ...ENTRY, EventBusName });
    expect(await received(queue)).toMatchObject([{ account: MEMBER }]);
  });
});

describe('routing', () => {
  test('an AWS event on the default bus reaches a queue in another account', async () => {
    const queue = await givenQueue(HOME, 'q');
    await givenRule(member, {}, { Arn: queue });
    aws.eventBridge.emit(EVENT);
    expect(await received(queue)).toEqual([EVENT]);
  });

  test('an AWS event reaches no rule of another account or Region, no disabled rule and none that does not match', async () => {
    const queue = await givenQueue(MEMBER, 'q');
    await givenRule(home, {}, { Arn: queue });
    await givenRule(member, { State: 'DISABLED' }, { Arn: queue });
    await givenRule(member, { Name: 'other', EventPattern: '{"source": ["aws.sts"]}' }, { Arn: queue });
    aws.eventBridge.emit(EVENT);
    aws.eventBridge.emit({ ...EVENT, account: HOME, region: 'eu-west-1' });
    expect(await received(queue)).toEqual([]);
  });

  test('read-only calls reach only rules that ask for all management events', async () => {
    const some = await givenQueue(MEMBER, 'some');
    const all = await givenQueue(MEMBER, 'all');
    await givenRule(member, { Name: 'some' }, { Arn: some });
    await givenRule(
      member,
      { Name: 'all', State: 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS' },
      { Arn: all },
    );
    const counts = async () => [(await received(some)).length, (await received(all)).length];
    aws.eventBridge.emit({ ...EVENT, detail: { ...EVENT.detail, eventName: 'GetUser', readOnly: true } });
    expect(await counts()).toEqual([0, 1]);
    // Read-only calls are recognized by their names.
    aws.eventBridge.emit({ ...EVENT, detail: { ...EVENT.detail, eventName: 'AssumeRole', readOnly: true } });
    aws.eventBridge.emit({ ...EVENT, detail: { ...EVENT.detail, eventName: 'GetSessionToken' } });
    expect(await counts()).toEqual([2, 2]);
  });

  const ORG_POLICY = JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'Organization',
        Effect: 'Allow',
        Principal: '*',
        Action: 'events:PutEvents',
        Resource: arn('events', HOME, 'event-bus/guard'),
        Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-sandbox0001' } },
      },
    ],
  });

  async function givenHub(policy = ORG_POLICY): Promise<{ bus: string; queue: string; deadLetters: string }> {
    const bus = arn('events', HOME, 'event-bus/guard');
    const queue = await givenQueue(HOME, 'triggers');
    const deadLetters = await givenQueue(MEMBER, 'undelivered');
    await home.send(new CreateEventBusCommand({ Name: 'guard' }));
    await home.send(new PutPermissionCommand({ EventBusName: 'guard', Policy: policy }));
    await givenRule(home, { EventBusName: 'guard' }, { Arn: queue });
    await givenRule(member, { Name: 'forward' }, { Arn: bus, DeadLetterConfig: { Arn: deadLetters } });
    return { bus, queue, deadLetters };
  }

  test('an event forwarded to the bus of another account keeps the account of its origin', async () => {
    const { queue, deadLetters } = await givenHub();
    aws.eventBridge.emit(EVENT);
    expect(await received(queue)).toEqual([EVENT]);
    expect(await received(deadLetters)).toEqual([]);
  });

  test.each([
    ['its account by id', ORG_POLICY.replace('"*"', JSON.stringify({ AWS: MEMBER }))],
    [
      'its account by the ARN of its root',
      ORG_POLICY.replace('"*"', `{"AWS":["arn:aws:iam::${MEMBER}:root"]}`),
    ],
    [
      'organizations like its own',
      ORG_POLICY.replace('StringEquals', 'StringLike').replace('o-sandbox', 'o-*'),
    ],
    [
      'any action and bus',
      ORG_POLICY.replace('events:PutEvents', 'events:*').replace(/"Resource":"[^"]*",/, ''),
    ],
  ])('the bus accepts an event if its policy is for %s', async (_what, policy) => {
    const { queue } = await givenHub(policy);
    aws.eventBridge.emit(EVENT);
    expect(await received(queue)).toEqual([EVENT]);
  });

  test('the policy of a bus is evaluated as it is changed', async () => {
    const { queue } = await givenHub(ORG_POLICY.replace('o-sandbox0001', 'o-other'));
    aws.eventBridge.emit(EVENT);
    await aws.events(HOME).send(new PutPermissionCommand({ EventBusName: 'guard', Policy: ORG_POLICY }));
    expect(await received(queue)).toEqual([]);
    aws.eventBridge.emit(EVENT);
    expect(await received(queue)).toEqual([EVENT]);
  });

  test.each([
    ['another organization', ORG_POLICY.replace('o-sandbox0001', 'o-other')],
    ['another account', ORG_POLICY.replace('"*"', JSON.stringify({ AWS: THIRD }))],
    ['another condition', ORG_POLICY.replace('aws:PrincipalOrgID', 'aws:PrincipalArn')],
    ['another action', ORG_POLICY.replace('events:PutEvents', 'events:PutRule')],
    ['another bus', ORG_POLICY.replace('event-bus/guard', 'event-bus/default')],
    ['everybody but its organization', ORG_POLICY.replace('StringEquals', 'StringNotEquals')],
    [
      'a denial',
      ORG_POLICY.replace(
        '"Statement":[',
        `"Statement":[{"Effect":"Deny","Principal":"*","Action":"events:*"},`,
      ),
    ],
  ])('the bus refuses an event if its policy is for %s', async (_what, policy) => {
    const { queue, deadLetters } = await givenHub(policy);
    aws.eventBridge.emit(EVENT);
    expect(await received(queue)).toEqual([]);
    expect(await received(deadLetters)).toEqual([EVENT]);
  });

  test('an event from another account is not forwarded to a third one', async () => {
    const { queue } = await givenHub();
    const stopped = await givenQueue(HOME, 'stopped');
    const thirdBus = arn('events', THIRD, 'event-bus/default');
    const third = aws.events(THIRD);
    await third.send(
      new PutPermissionCommand({ StatementId: 'home', Principal: HOME, Action: 'events:PutEvents' }),
    );
    const thirdQueue = await givenQueue(THIRD, 'q');
    await givenRule(third, {}, { Arn: thirdQueue });
    await givenRule(
      home,
      { Name: 'on', EventBusName: 'guard' },
      { Arn: thirdBus, DeadLetterConfig: { Arn: stopped } },
    );
    aws.eventBridge.emit(EVENT);
    expect(await received(queue)).toEqual([EVENT]);
    expect(await received(thirdQueue)).toEqual([]);
    const [dead] = await receivedMessages(HOME, `${aws.endpoint}/${HOME}/stopped`);
    expect(dead?.MessageAttributes?.ERROR_CODE?.StringValue).toBe('THIRD_ACCOUNT_HOP_DETECTED');
  });

  test('an event that cannot be delivered goes to the dead-letter queue of the target, with the reason', async () => {
    await givenQueue(MEMBER, 'undelivered');
    const missing = arn('sqs', HOME, 'missing');
    await givenRule(
      member,
      {},
      { Arn: missing, DeadLetterConfig: { Arn: arn('sqs', MEMBER, 'undelivered') } },
    );
    aws.eventBridge.emit(EVENT);
    const [dead] = await receivedMessages(MEMBER, `${aws.endpoint}/${MEMBER}/undelivered`);
    expect(JSON.parse(dead?.Body ?? '')).toEqual(EVENT);
    expect(dead?.MessageAttributes).toMatchObject({
      RULE_ARN: { StringValue: arn('events', MEMBER, 'rule/rule') },
      TARGET_ARN: { StringValue: missing },
      ERROR_CODE: { StringValue: 'NO_RESOURCE' },
      ERROR_MESSAGE: { StringValue: 'The target does not exist.' },
    });
  });

  test.each<[string, Partial<Target>, unknown]>([
    ['a constant', { Input: '{"fixed": true}' }, { fixed: true }],
    ['a part', { InputPath: '$.detail.userIdentity' }, { type: 'Root' }],
    [
      'a template of JSON',
      {
        InputTransformer: {
          InputPathsMap: { who: '$.account', identity: '$.detail.userIdentity' },
          InputTemplate:
            '{"account": <who>, "text": "by <who>", "identity": <identity>, "rule": <aws.events.rule-name>}',
        },
      },
      { account: MEMBER, text: `by ${MEMBER}`, identity: { type: 'Root' }, rule: 'rule' },
    ],
  ])('a target can get %s instead of the event', async (_what, target, expected) => {
    const queue = await givenQueue(MEMBER, 'q');
    await givenRule(member, {}, { Arn: queue, ...target });
    aws.eventBridge.emit(EVENT);
    expect(await received(queue)).toEqual([expected]);
  });

  test('a template has the event without and with its detail, and when the bus received it', async () => {
    const queue = await givenQueue(MEMBER, 'q');
    const InputTemplate =
      '{"at": <aws.events.event.ingestion-time>, "event": <aws.events.event.json>, "envelope": <aws.events.event>}';
    await givenRule(member, {}, { Arn: queue, InputTransformer: { InputTemplate } });
    aws.eventBridge.setDeliveryFaults({ delaySeconds: 90 });
    aws.eventBridge.emit(EVENT);
    aws.clock.advance(90);
    const { detail, ...envelope } = EVENT;
    expect(await received(queue)).toEqual([{ at: '2026-11-24T12:01:30Z', event: EVENT, envelope }]);
  });

  test('a message group can be a path into the event', async () => {
    const queue = await givenQueue(HOME, 'q');
    await givenRule(member, {}, { Arn: queue, SqsParameters: { MessageGroupId: '$.account' } });
    aws.eventBridge.emit(EVENT);
    const [message] = await receivedMessages(HOME, `${aws.endpoint}/${HOME}/q`);
    expect(message?.Attributes?.MessageGroupId).toBe(MEMBER);
  });
});

describe('delivery faults', () => {
  let queue: string;

  beforeEach(async () => {
    queue = await givenQueue(MEMBER, 'q');
    await givenRule(member, {}, { Arn: queue });
  });

  const emit = (...ids: string[]) => {
    for (const id of ids) aws.eventBridge.emit({ ...EVENT, id });
  };

  const ids = async () => (await received(queue)).map((event) => (event as EventBridgeEvent).id);

  test('dropEvery drops every third event', async () => {
    aws.eventBridge.setDeliveryFaults({ dropEvery: 3 });
    emit('1', '2', '3', '4', '5', '6');
    expect(await ids()).toEqual(['1', '2', '4', '5']);
  });

  test('duplicateEvery delivers every second event twice', async () => {
    aws.eventBridge.setDeliveryFaults({ duplicateEvery: 2 });
    emit('1', '2', '3');
    expect(await ids()).toEqual(['1', '2', '2', '3']);
  });

  test('delaySeconds lets later events arrive first', async () => {
    aws.eventBridge.setDeliveryFaults({ delaySeconds: 20, delayEvery: 2 });
    emit('1', '2', '3');
    expect(await ids()).toEqual(['1', '3']);
    aws.clock.advance(20);
    expect(await ids()).toEqual(['2']);
  });

  test('a function decides for each event until the faults are ended', async () => {
    aws.eventBridge.setDeliveryFaults((event, sequence) => ({
      drop: event.id === 'b',
      duplicates: sequence === 3 ? 2 : 0,
    }));
    emit('a', 'b', 'c');
    aws.eventBridge.setDeliveryFaults({});
    emit('b');
    expect(await ids()).toEqual(['a', 'c', 'c', 'c', 'b']);
  });
});
