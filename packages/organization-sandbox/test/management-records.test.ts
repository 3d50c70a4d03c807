import {
  CreateTableCommand,
  DeleteTableCommand,
  DescribeTimeToLiveCommand,
  DynamoDBClient,
  PutItemCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import {
  DeleteRuleCommand,
  DisableRuleCommand,
  EnableRuleCommand,
  EventBridgeClient,
  PutEventsCommand,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import {
  CreateTopicCommand,
  DeleteTopicCommand,
  GetTopicAttributesCommand,
  ListSubscriptionsByTopicCommand,
  PublishCommand,
  SetTopicAttributesCommand,
  SNSClient,
  SubscribeCommand,
  UnsubscribeCommand,
} from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { describe, expect, onTestFinished, test } from 'vitest';
import { errorOf } from '../src/testing/sdk-error.ts';
import { startTestSandbox } from '../src/testing/test-sandbox.ts';
import { recordEvents } from './support/recorded-events.ts';

const MEMBER = '333333333333';

const givenAccount = () =>
  startTestSandbox(onTestFinished, {
    organization: { managementAccountId: '111111111111' },
    accounts: [{ id: '111111111111' }, { id: MEMBER, deniedByScp: ['events:EnableRule'] }],
  });

const brief = (events: readonly { readonly detail: Record<string, unknown> }[]) =>
  events.map(({ detail }) => [detail.eventName, detail.requestParameters, detail.responseElements]);

describe('A change is recorded in its account and Region', () => {
  test('of the rules of EventBridge and their targets, and no event that is put', async () => {
    const sandbox = await givenAccount();
    const received = await recordEvents(sandbox, MEMBER, { sources: ['aws.events'] });
    const events = sandbox.client(EventBridgeClient, MEMBER);
    const Name = 'forward';
    const EventPattern = '{"source":["aws.iam"]}';
    await events.send(new PutRuleCommand({ Name, EventPattern }));
    const Arn = `arn:aws:sqs:us-east-1:${MEMBER}:queue`;
    await events.send(new PutTargetsCommand({ Rule: Name, Targets: [{ Id: 'q', Arn }] }));
    await events.send(new DisableRuleCommand({ Name }));
    await errorOf(events.send(new EnableRuleCommand({ Name })));
    await events.send(new RemoveTargetsCommand({ Rule: Name, Ids: ['q'] }));
    await events.send(new DeleteRuleCommand({ Name }));
    await events.send(
      new PutEventsCommand({ Entries: [{ Source: 'my.app', DetailType: 'x', Detail: '{}' }] }),
    );
    const none = { failedEntryCount: 0, failedEntries: [] };
    const ruleArn = `arn:aws:events:us-east-1:${MEMBER}:rule/${Name}`;
    const recorded = await received();
    expect(brief(recorded)).toEqual([
      ['PutRule', { name: Name, eventPattern: EventPattern }, { ruleArn }],
      ['PutTargets', { rule: Name, targets: [{ id: 'q', arn: Arn }] }, none],
      ['DisableRule', { name: Name }, null],
      ['EnableRule', null, null],
      ['RemoveTargets', { rule: Name, ids: ['q'] }, none],
      ['DeleteRule', { name: Name }, null],
    ]);
    expect(recorded[3].detail).toMatchObject({ errorCode: 'AccessDenied' });
    expect(recorded[0]).toMatchObject({ account: MEMBER, detail: { readOnly: false } });
  });

  test('of queues, without their attributes, and no message', async () => {
    const sandbox = await givenAccount();
    const received = await recordEvents(sandbox, MEMBER, { sources: ['aws.sqs'] });
    const sqs = sandbox.client(SQSClient, MEMBER);
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'jobs' }));
    await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { VisibilityTimeout: '7' } }));
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x' }));
    await sqs.send(new ReceiveMessageCommand({ QueueUrl }));
    await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }));
    await sqs.send(new PurgeQueueCommand({ QueueUrl }));
    await sqs.send(new DeleteQueueCommand({ QueueUrl }));
    expect(brief(await received())).toEqual([
      ['CreateQueue', { queueName: 'jobs' }, { queueUrl: QueueUrl }],
      ['SetQueueAttributes', { queueUrl: QueueUrl, attributes: {} }, null],
      ['PurgeQueue', { queueUrl: QueueUrl }, null],
      ['DeleteQueue', { queueUrl: QueueUrl }, null],
    ]);
  });

  test('of topics, and no message', async () => {
    const sandbox = await givenAccount();
    const received = await recordEvents(sandbox, MEMBER, { sources: ['aws.sns'] });
    const sns = sandbox.client(SNSClient, MEMBER);
    const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: 'incidents' }));
    await sns.send(new PublishCommand({ TopicArn, Message: 'x' }));
    const email = { TopicArn, Protocol: 'email', Endpoint: 'team@example.com' };
    const { SubscriptionArn } = await sns.send(new SubscribeCommand(email));
    await sns.send(new UnsubscribeCommand({ SubscriptionArn }));
    const { Subscriptions } = await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn }));
    expect(Subscriptions ?? []).toEqual([]);
    const name = { AttributeName: 'DisplayName', AttributeValue: 'Team' };
    await sns.send(new SetTopicAttributesCommand({ TopicArn, ...name }));
    const { Attributes } = await sns.send(new GetTopicAttributesCommand({ TopicArn }));
    expect(Attributes).toMatchObject({ TopicArn, Owner: MEMBER, DisplayName: 'Team' });
    const unknown = { TopicArn, AttributeName: 'Colour', AttributeValue: 'red' };
    expect(await errorOf(sns.send(new SetTopicAttributesCommand(unknown)))).toMatchObject({ status: 400 });
    await sns.send(new DeleteTopicCommand({ TopicArn }));
    expect(brief(await received())).toEqual([
      ['CreateTopic', { name: 'incidents' }, { topicArn: TopicArn }],
      [
        'Subscribe',
        { topicArn: TopicArn, protocol: 'email', endpoint: 'team@example.com' },
        { subscriptionArn: SubscriptionArn },
      ],
      ['Unsubscribe', { subscriptionArn: SubscriptionArn }, null],
      [
        'SetTopicAttributes',
        { topicArn: TopicArn, attributeName: 'DisplayName', attributeValue: 'Team' },
        null,
      ],
      ['SetTopicAttributes', { topicArn: TopicArn, attributeName: 'Colour', attributeValue: 'red' }, null],
      ['DeleteTopic', { topicArn: TopicArn }, null],
    ]);
  });

  test('of tables and their time to live, and no item', async () => {
    const sandbox = await givenAccount();
    const received = await recordEvents(sandbox, MEMBER, { sources: ['aws.dynamodb'] });
    const dynamodb = sandbox.client(DynamoDBClient, MEMBER);
    const TableName = 'sessions';
    const create = new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    });
    const setTimeToLive = (Enabled: boolean, name = TableName) =>
      dynamodb.send(
        new UpdateTimeToLiveCommand({
          TableName: name,
          TimeToLiveSpecification: { Enabled, AttributeName: 'expiresAt' },
        }),
      );
    const described = async () =>
      (await dynamodb.send(new DescribeTimeToLiveCommand({ TableName }))).TimeToLiveDescription;
    await dynamodb.send(create);
    await dynamodb.send(new PutItemCommand({ TableName, Item: { id: { S: 'x' } } }));
    expect(await described()).toEqual({ TimeToLiveStatus: 'DISABLED' });
    expect((await setTimeToLive(true)).TimeToLiveSpecification).toEqual({
      Enabled: true,
      AttributeName: 'expiresAt',
    });
    expect(await described()).toEqual({ TimeToLiveStatus: 'ENABLED', AttributeName: 'expiresAt' });
    expect(await errorOf(setTimeToLive(true))).toMatchObject({
      code: 'ValidationException',
      message: 'TimeToLive is already enabled',
    });
    expect(await errorOf(setTimeToLive(true, 'none'))).toMatchObject({ code: 'ResourceNotFoundException' });
    await setTimeToLive(false);
    await dynamodb.send(new DeleteTableCommand({ TableName }));
    const update = (enabled: boolean, tableName = TableName) => ({
      tableName,
      timeToLiveSpecification: { enabled, attributeName: 'expiresAt' },
    });
    const records = (await received()).map(({ detail }) => [
      detail.eventName,
      detail.requestParameters,
      detail.errorCode,
    ]);
    expect(records).toEqual([
      ['CreateTable', expect.objectContaining({ tableName: TableName }), undefined],
      ['UpdateTimeToLive', update(true), undefined],
      ['UpdateTimeToLive', update(true), 'ValidationException'],
      ['UpdateTimeToLive', update(true, 'none'), 'ResourceNotFoundException'],
      ['UpdateTimeToLive', update(false), undefined],
      ['DeleteTable', { tableName: TableName }, undefined],
    ]);
  });

  test('of another Region there', async () => {
    const sandbox = await givenAccount();
    const here = await recordEvents(sandbox, MEMBER, { sources: ['aws.events'] });
    const there = await recordEvents(sandbox, MEMBER, { sources: ['aws.sns'], region: 'eu-west-1' });
    await here();
    const sns = new SNSClient({
      region: 'eu-west-1',
      endpoint: sandbox.endpoint,
      credentials: { accessKeyId: MEMBER, secretAccessKey: 'x' },
    });
    await sns.send(new CreateTopicCommand({ Name: 'incidents' }));
    expect(await here()).toEqual([]);
    expect(await there()).toMatchObject([{ region: 'eu-west-1', detail: { awsRegion: 'eu-west-1' } }]);
  });
});
