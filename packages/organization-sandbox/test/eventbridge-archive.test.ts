import {
  CancelReplayCommand,
  CreateArchiveCommand,
  DeleteArchiveCommand,
  DescribeArchiveCommand,
  DescribeReplayCommand,
  type EventBridgeClient,
  ListArchivesCommand,
  ListReplaysCommand,
  PutRuleCommand,
  PutTargetsCommand,
  StartReplayCommand,
  type StartReplayCommandInput,
  UpdateArchiveCommand,
} from '@aws-sdk/client-eventbridge';
import { CreateQueueCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { EventBridgeEvent } from '../src/eventbridge/event.ts';
import { errorOf } from '../src/testing/sdk-error.ts';
import { type Aws, givenAws, MEMBER } from './support/aws-clients.ts';

const BUS = `arn:aws:events:us-east-1:${MEMBER}:event-bus/default`;
const ARCHIVE = `arn:aws:events:us-east-1:${MEMBER}:archive/root`;
const QUEUE = `arn:aws:sqs:us-east-1:${MEMBER}:seen`;
const RULE = `arn:aws:events:us-east-1:${MEMBER}:rule/seen`;

/** A call of the root user that many minutes after the archive was created. */
const eventAt = (minutes: number, eventName = 'CreateAccessKey'): EventBridgeEvent => ({
  version: '0',
  id: `${eventName}-${minutes}`,
  'detail-type': 'AWS API Call via CloudTrail',
  source: 'aws.iam',
  account: MEMBER,
  time: new Date(Date.UTC(2026, 10, 24, 12, minutes)).toISOString().replace('.000', ''),
  region: 'us-east-1',
  resources: [],
  detail: { eventName, userIdentity: { type: 'Root' }, readOnly: false },
});

let aws: Aws;
let events: EventBridgeClient;

beforeEach(async () => {
  aws = await givenAws();
  events = aws.events(MEMBER);
});

afterEach(() => aws.close());

const createArchive = (input = {}) =>
  events.send(new CreateArchiveCommand({ ArchiveName: 'root', EventSourceArn: BUS, ...input }));

const startReplay = (input: Partial<StartReplayCommandInput> = {}) =>
  events.send(
    new StartReplayCommand({
      ReplayName: 'again',
      EventSourceArn: ARCHIVE,
      EventStartTime: new Date('2026-11-24T12:00:00Z'),
      EventEndTime: new Date('2026-11-24T13:00:00Z'),
      Destination: { Arn: BUS },
      ...input,
    }),
  );

async function givenRule(Name: string, EventPattern = '{"source":["aws.iam"]}') {
  await aws.sqs(MEMBER).send(new CreateQueueCommand({ QueueName: Name }));
  const Arn = `arn:aws:sqs:us-east-1:${MEMBER}:${Name}`;
  await events.send(new PutRuleCommand({ Name, EventPattern }));
  await events.send(new PutTargetsCommand({ Rule: Name, Targets: [{ Id: 'queue', Arn }] }));
}

/** Ids of the events in a queue, with the replay they come from. */
async function seen(queue = 'seen'): Promise<string[]> {
  const { Messages = [] } = await aws.sqs(MEMBER).send(
    new ReceiveMessageCommand({
      QueueUrl: `${aws.endpoint}/${MEMBER}/${queue}`,
      MaxNumberOfMessages: 10,
    }),
  );
  return Messages.map(({ Body = '' }) => JSON.parse(Body)).map(
    (event) => `${event.id}${event['replay-name'] === undefined ? '' : ` of ${event['replay-name']}`}`,
  );
}

const replayState = async () => (await events.send(new DescribeReplayCommand({ ReplayName: 'again' }))).State;

describe('archives', () => {
  test('can be created, described, listed, updated and deleted', async () => {
    expect(await createArchive({ RetentionDays: 2, Description: 'what root did' })).toMatchObject({
      ArchiveArn: ARCHIVE,
      State: 'ENABLED',
      CreationTime: aws.clock.now(),
    });
    aws.eventBridge.emit(eventAt(0));
    const EventPattern = '{"source":["aws.signin"]}';
    await events.send(new UpdateArchiveCommand({ ArchiveName: 'root', EventPattern }));
    aws.eventBridge.emit(eventAt(1));
    const described = { EventSourceArn: BUS, State: 'ENABLED', RetentionDays: 2, EventCount: 1 };
    expect(await events.send(new DescribeArchiveCommand({ ArchiveName: 'root' }))).toMatchObject({
      ...described,
      ArchiveArn: ARCHIVE,
      Description: 'what root did',
      EventPattern,
    });
    const list = async (filter = {}) => (await events.send(new ListArchivesCommand(filter))).Archives;
    expect(await list({ NamePrefix: 'ro' })).toMatchObject([{ ArchiveName: 'root', ...described }]);
    expect(await list({ State: 'CREATING' })).toEqual([]);
    await events.send(new DeleteArchiveCommand({ ArchiveName: 'root' }));
    expect(await list()).toEqual([]);
  });

  test('keep events no longer than their retention period', async () => {
    await createArchive({ RetentionDays: 1 });
    aws.eventBridge.emit(eventAt(0));
    aws.clock.advance(86_401);
    const { EventCount } = await events.send(new DescribeArchiveCommand({ ArchiveName: 'root' }));
    expect(EventCount).toBe(0);
  });

  test('keep no read-only calls: the rule that fills them does not ask for any', async () => {
    await createArchive();
    aws.eventBridge.emit(eventAt(0, 'GetAccountSummary'));
    expect(await events.send(new DescribeArchiveCommand({ ArchiveName: 'root' }))).toMatchObject({
      EventCount: 0,
    });
  });

  test.each([
    ['an unknown bus', { ArchiveName: 'b', EventSourceArn: `${BUS}s` }, 'ResourceNotFoundException'],
    [
      "another account's bus",
      { ArchiveName: 'b', EventSourceArn: BUS.replace(MEMBER, '222222222222') },
      'ResourceNotFoundException',
    ],
    ['a name there is already', {}, 'ResourceAlreadyExistsException'],
    ['a name of 49 characters', { ArchiveName: 'a'.repeat(49) }, 'ValidationException'],
    ['a pattern that is none', { ArchiveName: 'b', EventPattern: '{}' }, 'InvalidEventPatternException'],
    ['a retention below zero', { ArchiveName: 'b', RetentionDays: -1 }, 'ValidationException'],
  ])('are refused: %s', async (_what, input, code) => {
    await createArchive();
    expect((await errorOf(createArchive(input))).code).toBe(code);
  });
});

describe('replays', () => {
  beforeEach(async () => {
    await createArchive();
    await givenRule('seen');
    for (const minutes of [3, 0, 60]) aws.eventBridge.emit(eventAt(minutes));
    await seen();
  });

  test('deliver the events of the time range in order, one minute of them per second', async () => {
    expect(await startReplay()).toMatchObject({ State: 'STARTING', ReplayStartTime: aws.clock.now() });
    expect(await seen()).toEqual([]);
    aws.clock.advance(1);
    expect(await replayState()).toBe('RUNNING');
    expect(await seen()).toEqual(['CreateAccessKey-0 of again']);
    aws.clock.advance(2);
    expect(await seen()).toEqual(['CreateAccessKey-3 of again']);
    expect(await events.send(new DescribeReplayCommand({ ReplayName: 'again' }))).toMatchObject({
      State: 'COMPLETED',
      EventSourceArn: ARCHIVE,
      Destination: { Arn: BUS },
      EventLastReplayedTime: new Date('2026-11-24T12:03:00Z'),
      ReplayEndTime: aws.clock.now(),
    });
  });

  test('are not archived again, and do not reach rules that exclude replays', async () => {
    await givenRule('originals', '{"source":["aws.iam"],"replay-name":[{"exists":false}]}');
    await startReplay();
    aws.clock.advance(10);
    expect(await seen('originals')).toEqual([]);
    expect(await seen()).toHaveLength(2);
    const { EventCount } = await events.send(new DescribeArchiveCommand({ ArchiveName: 'root' }));
    expect(EventCount).toBe(3);
  });

  test('reach only the rules in the filter', async () => {
    await givenRule('other');
    await startReplay({ Destination: { Arn: BUS, FilterArns: [RULE] } });
    aws.clock.advance(10);
    expect(await seen('other')).toEqual([]);
    expect(await seen()).toHaveLength(2);
  });

  test('can be cancelled only while they run', async () => {
    await startReplay();
    aws.clock.advance(1);
    const cancel = () => events.send(new CancelReplayCommand({ ReplayName: 'again' }));
    expect((await cancel()).State).toBe('CANCELLING');
    aws.clock.advance(10);
    expect(await replayState()).toBe('CANCELLED');
    expect(await seen()).toEqual(['CreateAccessKey-0 of again']);
    expect((await errorOf(cancel())).code).toBe('IllegalStatusException');
  });

  test('are listed by one filter at a time', async () => {
    await startReplay();
    const list = (filter: object) => events.send(new ListReplaysCommand(filter));
    expect((await list({ State: 'STARTING' })).Replays).toMatchObject([{ ReplayName: 'again' }]);
    expect((await list({ State: 'COMPLETED' })).Replays).toEqual([]);
    expect((await errorOf(list({ State: 'STARTING', NamePrefix: 'a' }))).code).toBe('ValidationException');
  });

  test.each<[string, Partial<StartReplayCommandInput>, string]>([
    ['an unknown archive', { EventSourceArn: `${ARCHIVE}s` }, 'ValidationException'],
    ['an end before the start', { EventEndTime: new Date('2026-11-24T11:00:00Z') }, 'ValidationException'],
    ['a target that is no bus', { Destination: { Arn: QUEUE } }, 'ValidationException'],
    ['an unknown bus', { Destination: { Arn: `${BUS}s` } }, 'ResourceNotFoundException'],
    ['an unknown rule', { Destination: { Arn: BUS, FilterArns: [`${RULE}s`] } }, 'ResourceNotFoundException'],
  ])('are refused: %s', async (_what, input, code) => {
    expect((await errorOf(startReplay(input))).code).toBe(code);
  });

  test('need unique names', async () => {
    await startReplay();
    expect((await errorOf(startReplay())).code).toBe('ResourceAlreadyExistsException');
  });
});
