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
import { CreateTopicCommand, DeleteTopicCommand, PublishCommand, SNSClient } from '@aws-sdk/client-sns';
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
    await sns.send(new DeleteTopicCommand({ TopicArn }));
    expect(brief(await received())).toEqual([
      ['CreateTopic', { name: 'incidents' }, { topicArn: TopicArn }],
      ['DeleteTopic', { topicArn: TopicArn }, null],
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
