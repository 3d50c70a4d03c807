import { CreateTopicCommand } from '@aws-sdk/client-sns';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Aws, givenAws } from './support/aws-clients.ts';

/* What SNS refuses and accepts, by its documentation. Requests are sent raw. */

const ACCOUNT = '111122223333';
const TopicArn = `arn:aws:sns:us-east-1:${ACCOUNT}:incidents`;
const QUEUE = `arn:aws:sqs:us-east-1:${ACCOUNT}:mail`;
const ROLE = `arn:aws:iam::${ACCOUNT}:role/sns`;

let aws: Aws;

beforeAll(async () => {
  aws = await givenAws();
  await aws.sns(ACCOUNT).send(new CreateTopicCommand({ Name: 'incidents' }));
});

afterAll(() => aws.close());

type Fields = Record<string, string>;

async function answerTo(operation: string, fields: Fields) {
  const response = await fetch(aws.endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      authorization: `AWS4-HMAC-SHA256 Credential=${ACCOUNT}/20261124/us-east-1/sns/aws4_request, SignedHeaders=host, Signature=00`,
    },
    body: new URLSearchParams({ Action: operation, ...fields }),
  });
  const text = await response.text();
  return {
    status: response.status,
    code: /<Code>(.*?)<\/Code>/.exec(text)?.[1],
    message: (/<Message>(.*?)<\/Message>/s.exec(text)?.[1] ?? '').replaceAll('&apos;', "'"),
    text,
  };
}

const map = (name: string, entries: Fields): Fields =>
  Object.fromEntries(
    Object.entries(entries).flatMap(([key, value], index) => [
      [`${name}.entry.${index + 1}.key`, key],
      [`${name}.entry.${index + 1}.value`, value],
    ]),
  );

const topic = (attributes: Fields): Fields => ({ Name: 'new', ...map('Attributes', attributes) });
const tags = (count: number): Fields =>
  Object.fromEntries(
    Array.from({ length: count }, (_, index) => [
      [`Tags.member.${index + 1}.Key`, `key-${index}`],
      [`Tags.member.${index + 1}.Value`, ''],
    ]).flat(),
  );

describe('a topic', () => {
  test.each<[string, Fields, string, string]>([
    ['a blank in its name', { Name: 'a b' }, 'InvalidParameter', 'Topic Name'],
    ['a name of 257', { Name: 'x'.repeat(257) }, 'InvalidParameter', 'Topic Name'],
    ['an attribute that is none', topic({ Colour: 'red' }), 'InvalidParameter', 'Colour'],
    ['an attribute of a queue', topic({ VisibilityTimeout: '30' }), 'InvalidParameter', 'VisibilityTimeout'],
    ['a display name of 101', topic({ DisplayName: 'x'.repeat(101) }), 'InvalidParameter', 'DisplayName'],
    ['a policy that is no JSON', topic({ Policy: 'allow' }), 'InvalidParameter', 'Policy'],
    [
      'a delivery policy that is no JSON',
      topic({ DeliveryPolicy: '[]' }),
      'InvalidParameter',
      'DeliveryPolicy',
    ],
    ['a signature version 3', topic({ SignatureVersion: '3' }), 'InvalidParameter', 'SignatureVersion'],
    ['tracing that is none', topic({ TracingConfig: 'on' }), 'InvalidParameter', 'TracingConfig'],
    [
      'a sample rate of 101',
      topic({ SQSSuccessFeedbackSampleRate: '101' }),
      'InvalidParameter',
      'SQSSuccessFeedbackSampleRate',
    ],
    [
      'a role that is none',
      topic({ LambdaFailureFeedbackRoleArn: 'role' }),
      'InvalidParameter',
      'LambdaFailureFeedbackRoleArn',
    ],
    ['FIFO', topic({ FifoTopic: 'true' }), 'InvalidParameter', 'FifoTopic'],
    [
      'other attributes than the topic of that name',
      { Name: 'incidents', ...map('Attributes', { DisplayName: 'other' }) },
      'InvalidParameter',
      'different attributes',
    ],
    ['51 tags', { Name: 'new', ...tags(51) }, 'TagLimitExceeded', 'tag quota'],
    [
      'a tag without a value',
      { Name: 'new', 'Tags.member.1.Key': 'k' },
      'InvalidParameter',
      'Tags Reason: 1.member.value',
    ],
    [
      'a tag of AWS',
      { Name: 'new', 'Tags.member.1.Key': 'aws:k', 'Tags.member.1.Value': 'v' },
      'InvalidParameter',
      'must not begin with aws:',
    ],
  ])('with %s is refused', async (_what, fields, code, named) => {
    expect(await answerTo('CreateTopic', fields)).toMatchObject({
      code,
      message: expect.stringContaining(named),
    });
  });

  test.each<[string, Fields]>([
    ['everything', topic({ DisplayName: 'Incidents', Policy: '{}', KmsMasterKeyId: 'alias/aws/sns' })],
    ['50 tags', { Name: 'tagged', ...tags(50) }],
    ['delivery logs', { ...topic({ SQSSuccessFeedbackRoleArn: ROLE }), Name: 'logged' }],
  ])('with %s is accepted', async (_what, fields) => {
    expect((await answerTo('CreateTopic', fields)).status).toBe(200);
  });

  test.each([
    ['Publish', { TopicArn: 'incidents', Message: 'x' }],
    ['Subscribe', { TopicArn: 'incidents', Protocol: 'sqs', Endpoint: QUEUE }],
    ['ListSubscriptionsByTopic', { TopicArn: 'incidents' }],
  ])('%s refuses a name instead of an ARN', async (operation, fields) => {
    expect(await answerTo(operation, fields)).toMatchObject({
      status: 400,
      code: 'InvalidParameter',
      message: expect.stringContaining('TopicArn Reason: An ARN must have at least 6 elements, not 1'),
    });
  });

  test('is listed in pages of 100, and unknown tokens are refused', async () => {
    for (let index = 0; index < 101; index += 1) await answerTo('CreateTopic', { Name: `paged-${index}` });
    const { text } = await answerTo('ListTopics', {});
    expect(text.match(/<TopicArn>/g)).toHaveLength(100);
    expect(text).toContain('<NextToken>100</NextToken>');
    expect((await answerTo('ListTopics', { NextToken: 'x' })).message).toContain('NextToken');
  });
});

const subscription = (Protocol: string, Endpoint: string, attributes: Fields = {}): Fields => ({
  TopicArn,
  Protocol,
  Endpoint,
  ...map('Attributes', attributes),
});
const toQueue = (attributes: Fields) => subscription('sqs', QUEUE, attributes);

describe('a subscription', () => {
  test.each<[string, Fields, string]>([
    ['a protocol that is none', subscription('ftp', 'ftp://example.com'), 'this protocol string: ftp'],
    ['a protocol in capitals', subscription('SQS', QUEUE), 'this protocol string: SQS'],
    ['http for https', subscription('https', 'http://example.com'), 'must match the specified protocol'],
    ['a name for a queue', subscription('sqs', 'mail'), 'SQS endpoint ARN'],
    ['a topic for a queue', subscription('sqs', TopicArn), 'SQS endpoint ARN'],
    ['no address', subscription('email', 'somebody'), 'Email address'],
    ['no number', subscription('sms', 'call me'), 'Invalid SMS endpoint'],
    ['a queue for a function', subscription('lambda', QUEUE), 'Lambda endpoint ARN'],
    ['a queue for a stream', subscription('firehose', QUEUE), 'Firehose endpoint ARN'],
    ['a queue for an app', subscription('application', QUEUE), 'Application endpoint'],
    [
      'a stream without a role',
      subscription('firehose', `arn:aws:firehose:us-east-1:${ACCOUNT}:deliverystream/logs`),
      'SubscriptionRoleArn',
    ],
    ['an attribute that is none', toQueue({ Colour: 'red' }), 'Colour'],
    ['raw delivery of a kind', toQueue({ RawMessageDelivery: 'yes' }), 'RawMessageDelivery'],
    [
      'raw delivery by mail',
      subscription('email', 'a@example.com', { RawMessageDelivery: 'true' }),
      'RawMessageDelivery',
    ],
    ['a filter that is no JSON', toQueue({ FilterPolicy: 'red' }), 'FilterPolicy'],
    ['a filter, which the sandbox does not apply', toQueue({ FilterPolicy: '{"a":["b"]}' }), 'FilterPolicy'],
    ['a scope that is none', toQueue({ FilterPolicyScope: 'Body' }), 'FilterPolicyScope'],
    ['a redrive policy without a queue', toQueue({ RedrivePolicy: '{}' }), 'RedrivePolicy'],
    ['a delivery policy for a queue', toQueue({ DeliveryPolicy: '{}' }), 'DeliveryPolicy'],
    ['a role that is none', toQueue({ SubscriptionRoleArn: 'sns' }), 'SubscriptionRoleArn'],
  ])('with %s is refused', async (_what, fields, named) => {
    expect(await answerTo('Subscribe', fields)).toMatchObject({
      status: 400,
      code: 'InvalidParameter',
      message: expect.stringContaining(named),
    });
  });

  test('with a filter of six keys exceeds a limit', async () => {
    const FilterPolicy = JSON.stringify(Object.fromEntries([...'abcdef'].map((key) => [key, ['x']])));
    const answer = await answerTo('Subscribe', toQueue({ FilterPolicy }));
    expect(answer).toMatchObject({ status: 403, code: 'FilterPolicyLimitExceeded' });
  });

  test.each<[string, Fields]>([
    ['http', subscription('http', 'http://example.com/hook', { DeliveryPolicy: '{}' })],
    ['https', subscription('https', 'https://example.com/hook', { RawMessageDelivery: 'true' })],
    ['email', subscription('email', 'first.last+x@example.com')],
    ['email-json', subscription('email-json', 'a@example.com')],
    ['sms', subscription('sms', '+4915112345678')],
    ['sqs', toQueue({ RawMessageDelivery: 'false', FilterPolicy: '{}', FilterPolicyScope: 'MessageBody' })],
    ['lambda', subscription('lambda', `arn:aws:lambda:us-east-1:${ACCOUNT}:function:tell:live`)],
    [
      'firehose',
      subscription('firehose', `arn:aws:firehose:us-east-1:${ACCOUNT}:deliverystream/logs`, {
        SubscriptionRoleArn: ROLE,
      }),
    ],
  ])('by %s is accepted', async (_protocol, fields) => {
    expect((await answerTo('Subscribe', fields)).status).toBe(200);
  });
});

const attribute = (name: string, DataType: string, value: string, kind = 'String', prefix = ''): Fields => ({
  [`${prefix}MessageAttributes.entry.1.Name`]: name,
  [`${prefix}MessageAttributes.entry.1.Value.DataType`]: DataType,
  [`${prefix}MessageAttributes.entry.1.Value.${kind}Value`]: value,
});

describe('a message', () => {
  test.each<[string, Fields, string, string]>([
    ['a deduplication id', { MessageDeduplicationId: 'x' }, 'InvalidParameter', 'MessageDeduplicationId'],
    ['a group with a blank', { MessageGroupId: 'a b' }, 'InvalidParameter', 'MessageGroupId'],
    ['a structure that is none', { MessageStructure: 'xml' }, 'InvalidParameter', 'MessageStructure'],
    ['an empty subject', { Subject: '' }, 'InvalidParameter', 'Subject'],
    ['a subject of 101', { Subject: 'x'.repeat(101) }, 'InvalidParameter', 'Subject'],
    ['a subject of two lines', { Subject: 'a\nb' }, 'InvalidParameter', 'Subject'],
    ['an attribute with a blank', attribute('a b', 'String', 'x'), 'ParameterValueInvalid', "'a b'"],
    ['an attribute of AWS', attribute('AWS.a', 'String', 'x'), 'ParameterValueInvalid', "'AWS.a'"],
    ['a type that is none', attribute('a', 'Text', 'x'), 'ParameterValueInvalid', "'a'"],
    ['a number that is none', attribute('a', 'Number', 'ten'), 'ParameterValueInvalid', "'a'"],
    ['an empty value', attribute('a', 'String', ''), 'ParameterValueInvalid', "'a'"],
    ['a text where bytes belong', attribute('a', 'Binary', 'x'), 'ParameterValueInvalid', "'a'"],
    [
      'attributes that make it too long',
      { ...attribute('a', 'String', 'x'.repeat(200_000)), Message: 'x'.repeat(100_000) },
      'InvalidParameter',
      'Message too long',
    ],
  ])('with %s is refused', async (_what, fields, code, named) => {
    expect(await answerTo('Publish', { TopicArn, Message: 'x', ...fields })).toMatchObject({
      status: 400,
      code,
      message: expect.stringContaining(named),
    });
  });

  const entries = (...list: Fields[]): Fields =>
    Object.fromEntries(
      list.flatMap((entry, index) =>
        Object.entries(entry).map(([name, value]) => [
          `PublishBatchRequestEntries.member.${index + 1}.${name}`,
          value,
        ]),
      ),
    );

  test.each<[string, Fields, string]>([
    ['nothing', {}, 'EmptyBatchRequest'],
    [
      'eleven entries',
      entries(...Array.from({ length: 11 }, (_, index) => ({ Id: `${index}`, Message: 'x' }))),
      'TooManyEntriesInBatchRequest',
    ],
    ['an id with a blank', entries({ Id: 'a b', Message: 'x' }), 'InvalidBatchEntryId'],
    ['an id of 81', entries({ Id: 'x'.repeat(81), Message: 'x' }), 'InvalidBatchEntryId'],
    [
      'an id twice',
      entries({ Id: 'a', Message: 'x' }, { Id: 'a', Message: 'y' }),
      'BatchEntryIdsNotDistinct',
    ],
    [
      'too much in all',
      entries({ Id: 'a', Message: 'x'.repeat(200_000) }, { Id: 'b', Message: 'x'.repeat(100_000) }),
      'BatchRequestTooLong',
    ],
  ])('in a batch with %s is refused', async (_what, fields, code) => {
    expect(await answerTo('PublishBatch', { TopicArn, ...fields })).toMatchObject({ status: 400, code });
  });

  test.each<[string, Fields]>([
    ['a group', { MessageGroupId: 'tenant-1' }],
    ['a list in an attribute', attribute('a', 'String.Array', '["x"]')],
    ['bytes', attribute('a', 'Binary', 'eA==', 'Binary')],
  ])('with %s is accepted', async (_what, fields) => {
    expect((await answerTo('Publish', { TopicArn, Message: 'x', ...fields })).status).toBe(200);
  });
});
