import { CreateQueueCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Aws, givenAws } from './support/aws-clients.ts';

/* What SQS refuses and accepts, by its documentation. Requests are sent raw, as some clients would refuse them. */

const ACCOUNT = '111122223333';
const arn = (name: string, account = ACCOUNT, region = 'us-east-1') =>
  `arn:aws:sqs:${region}:${account}:${name}`;

let aws: Aws;
let queueUrl: string;

beforeAll(async () => {
  aws = await givenAws();
  for (const [QueueName, Attributes] of [
    ['work', {}],
    ['dead', {}],
    ['closed', allow({ redrivePermission: 'denyAll' })],
    ['of-others', allow({ redrivePermission: 'byQueue', sourceQueueArns: [arn('other')] })],
    ['of-work', allow({ redrivePermission: 'byQueue', sourceQueueArns: [arn('other'), arn('work')] })],
  ] as const) {
    queueUrl ??= `${aws.endpoint}/${ACCOUNT}/${QueueName}`;
    await aws.sqs(ACCOUNT).send(new CreateQueueCommand({ QueueName, Attributes }));
  }
});

afterAll(() => aws.close());

async function answerTo(operation: string, input: object) {
  const response = await fetch(aws.endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `AmazonSQS.${operation}`,
      authorization: `AWS4-HMAC-SHA256 Credential=${ACCOUNT}/20261124/us-east-1/sqs/aws4_request, SignedHeaders=host, Signature=00`,
    },
    body: JSON.stringify({ QueueUrl: queueUrl, ...input }),
  });
  const body: Record<string, string> = JSON.parse((await response.text()) || '{}');
  return { status: response.status, code: body.__type?.split('#')[1], message: body.message ?? '', body };
}

const set = (Attributes: Record<string, string>) => answerTo('SetQueueAttributes', { Attributes });
const redrive = (policy: unknown) => ({ RedrivePolicy: JSON.stringify(policy) });
const allow = (policy: unknown) => ({ RedriveAllowPolicy: JSON.stringify(policy) });

describe('attributes of a queue', () => {
  test.each<[string, string, string]>([
    ['VisibilityTimeout', '-1', 'InvalidAttributeValue'],
    ['VisibilityTimeout', '43201', 'InvalidAttributeValue'],
    ['VisibilityTimeout', '1.5', 'InvalidAttributeValue'],
    ['VisibilityTimeout', '1e3', 'InvalidAttributeValue'],
    ['VisibilityTimeout', ' 30', 'InvalidAttributeValue'],
    ['DelaySeconds', '901', 'InvalidAttributeValue'],
    ['MaximumMessageSize', '1023', 'InvalidAttributeValue'],
    ['MaximumMessageSize', '1048577', 'InvalidAttributeValue'],
    ['MessageRetentionPeriod', '59', 'InvalidAttributeValue'],
    ['MessageRetentionPeriod', '1209601', 'InvalidAttributeValue'],
    ['ReceiveMessageWaitTimeSeconds', '21', 'InvalidAttributeValue'],
    ['KmsDataKeyReusePeriodSeconds', '59', 'InvalidAttributeValue'],
    ['KmsDataKeyReusePeriodSeconds', '86401', 'InvalidAttributeValue'],
    ['KmsMasterKeyId', 'my key', 'InvalidAttributeValue'],
    ['SqsManagedSseEnabled', 'yes', 'InvalidAttributeValue'],
    ['Policy', 'allow', 'InvalidAttributeValue'],
    ['Policy', '[]', 'InvalidAttributeValue'],
    ['QueueArn', arn('work'), 'InvalidAttributeName'],
    ['ApproximateNumberOfMessages', '0', 'InvalidAttributeName'],
    ['All', '', 'InvalidAttributeName'],
    ['visibilityTimeout', '30', 'InvalidAttributeName'],
    ['toString', '30', 'InvalidAttributeName'],
    ['FifoQueue', 'false', 'InvalidAttributeName'],
    ['ContentBasedDeduplication', 'true', 'InvalidAttributeName'],
    ['DeduplicationScope', 'queue', 'InvalidAttributeName'],
    ['FifoThroughputLimit', 'perQueue', 'InvalidAttributeName'],
  ])('%s %j is refused with %s', async (name, value, code) => {
    expect(await set({ [name]: value })).toMatchObject({
      status: 400,
      code,
      message: expect.stringContaining(name),
    });
    const created = await answerTo('CreateQueue', { QueueName: 'new', Attributes: { [name]: value } });
    expect(created).toMatchObject({ status: 400, code, message: expect.stringContaining(name) });
  });

  test.each<[string, Record<string, string>, RegExp]>([
    ['no JSON', { RedrivePolicy: 'dead' }, /not a valid JSON map/],
    ['a list', redrive([]), /not a valid JSON map/],
    ['no target', redrive({ maxReceiveCount: 1 }), /mandatory attribute: deadLetterTargetArn/],
    ['no count', redrive({ deadLetterTargetArn: arn('dead') }), /mandatory attribute: maxReceiveCount/],
    [
      'another member',
      redrive({ deadLetterTargetArn: arn('dead'), maxReceiveCount: 1, delay: 1 }),
      /Only following attributes are supported/,
    ],
    [
      'a name for an ARN',
      redrive({ deadLetterTargetArn: 'dead', maxReceiveCount: 1 }),
      /deadLetterTargetArn/,
    ],
    ...[0, 1001, 1.5, -1, '', '0x10', '1e2', true, null, [5]].map(
      (count): [string, Record<string, string>, RegExp] => [
        `a count of ${JSON.stringify(count)}`,
        redrive({ deadLetterTargetArn: arn('dead'), maxReceiveCount: count }),
        /Invalid value for maxReceiveCount/,
      ],
    ),
    [
      'a queue that is not there',
      redrive({ deadLetterTargetArn: arn('none'), maxReceiveCount: 1 }),
      /Dead letter target does not exist/,
    ],
    [
      'a queue of another account',
      redrive({ deadLetterTargetArn: arn('dead', '444455556666'), maxReceiveCount: 1 }),
      /owner should be same/,
    ],
    [
      'a queue of another Region',
      redrive({ deadLetterTargetArn: arn('dead', ACCOUNT, 'eu-west-1'), maxReceiveCount: 1 }),
      /same region/,
    ],
    [
      'a queue that is no dead-letter queue of any other',
      redrive({ deadLetterTargetArn: arn('closed'), maxReceiveCount: 1 }),
      /redrive allow policy/,
    ],
    [
      'the dead-letter queue of another queue',
      redrive({ deadLetterTargetArn: arn('of-others'), maxReceiveCount: 1 }),
      /redrive allow policy/,
    ],
    ['an allow policy that is no JSON', { RedriveAllowPolicy: 'all' }, /RedriveAllowPolicy/],
    ['an unknown permission', allow({ redrivePermission: 'all' }), /RedriveAllowPolicy/],
    ['byQueue without queues', allow({ redrivePermission: 'byQueue' }), /RedriveAllowPolicy/],
    [
      'queues without byQueue',
      allow({ redrivePermission: 'allowAll', sourceQueueArns: [arn('work')] }),
      /RedriveAllowPolicy/,
    ],
    [
      'eleven queues',
      allow({ redrivePermission: 'byQueue', sourceQueueArns: Array.from({ length: 11 }, () => arn('work')) }),
      /RedriveAllowPolicy/,
    ],
  ])('a redrive policy with %s is refused', async (_what, attributes, message) => {
    const answer = await set(attributes);
    expect(answer).toMatchObject({ status: 400, code: 'InvalidParameterValue' });
    expect(answer.message).toMatch(message);
  });

  test.each<[string, Record<string, string>]>([
    ['the least', { VisibilityTimeout: '0', DelaySeconds: '0', MaximumMessageSize: '1024' }],
    ['the most', { VisibilityTimeout: '43200', DelaySeconds: '900', MessageRetentionPeriod: '1209600' }],
    ['encryption', { KmsMasterKeyId: 'alias/aws/sqs', KmsDataKeyReusePeriodSeconds: '86400' }],
    ['a count as a text', redrive({ deadLetterTargetArn: arn('dead'), maxReceiveCount: '1000' })],
    [
      'a dead-letter queue that names it',
      redrive({ deadLetterTargetArn: arn('of-work'), maxReceiveCount: 1 }),
    ],
    ['no redrive policy any more', { RedrivePolicy: '' }],
    ['everybody may use it', allow({ redrivePermission: 'allowAll' })],
    ['one queue may use it', allow({ redrivePermission: 'byQueue', sourceQueueArns: [arn('work')] })],
  ])('%s is accepted', async (_what, attributes) => {
    expect((await set(attributes)).status).toBe(200);
  });

  test('an empty map of attributes is a missing parameter', async () => {
    expect(await set({})).toMatchObject({
      code: 'MissingParameter',
      message: expect.stringContaining('Attributes'),
    });
  });

  test('attributes that only FIFO queues have may be requested, and are absent', async () => {
    const asked = await answerTo('GetQueueAttributes', {
      AttributeNames: ['FifoQueue', 'DeduplicationScope'],
    });
    expect(asked).toMatchObject({ status: 200, body: {} });
    expect(await answerTo('GetQueueAttributes', { AttributeNames: ['toString'] })).toMatchObject({
      code: 'InvalidAttributeName',
    });
  });
});

const attribute = (name: string, value: object) => ({ MessageAttributes: { [name]: value } });
const text = { DataType: 'String', StringValue: 'x' };

describe('messages', () => {
  const REFUSED: [string, object, string, RegExp][] = [
    [
      'a deduplication id',
      { MessageDeduplicationId: 'once' },
      'InvalidParameterValue',
      /MessageDeduplicationId .* not valid for this queue type/,
    ],
    ['an empty group', { MessageGroupId: '' }, 'InvalidParameterValue', /MessageGroupId/],
    ['a group with a blank', { MessageGroupId: 'a b' }, 'InvalidParameterValue', /MessageGroupId/],
    ['a group of 129', { MessageGroupId: 'x'.repeat(129) }, 'InvalidParameterValue', /MessageGroupId/],
    ['a negative delay', { DelaySeconds: -1 }, 'InvalidParameterValue', /DelaySeconds/],
    ['a delay over 900', { DelaySeconds: 901 }, 'InvalidParameterValue', /DelaySeconds/],
    ['half a second', { DelaySeconds: 0.5 }, 'InvalidParameterValue', /DelaySeconds/],
    ['a delay that is a text', { DelaySeconds: '5' }, 'InvalidParameterValue', /DelaySeconds/],
    ...['a b', '.a', 'a.', 'a..b', 'AWS.a', 'amazon.a', 'ä', 'x'.repeat(257)].map(
      (name): [string, object, string, RegExp] => [
        `an attribute named ${name.slice(0, 9)}`,
        attribute(name, text),
        'InvalidParameterValue',
        /message attribute name '.+' is invalid/,
      ],
    ),
    ['a type that is none', attribute('a', { ...text, DataType: 'string' }), 'InvalidParameterValue', /'a'/],
    [
      'a number that is none',
      attribute('a', { DataType: 'Number', StringValue: 'ten' }),
      'InvalidParameterValue',
      /'a' to a number/,
    ],
    [
      'a number of 39 digits',
      attribute('a', { DataType: 'Number', StringValue: '9'.repeat(39) }),
      'InvalidParameterValue',
      /'a' to a number/,
    ],
    [
      'a text where bytes belong',
      attribute('a', { DataType: 'Binary', StringValue: 'x' }),
      'InvalidParameterValue',
      /'a' .* must use field 'Binary'/,
    ],
    [
      'a text and bytes',
      attribute('a', { ...text, BinaryValue: 'eA==' }),
      'InvalidParameterValue',
      /'a' .* must use field 'String'/,
    ],
    ['a list of texts', attribute('a', { ...text, StringListValues: ['x'] }), 'UnsupportedOperation', /'a'/],
    [
      'a system attribute that is none',
      { MessageSystemAttributes: { Colour: text } },
      'InvalidParameterValue',
      /'Colour'/,
    ],
    [
      'a trace header of bytes',
      { MessageSystemAttributes: { AWSTraceHeader: { DataType: 'Binary', BinaryValue: 'eA==' } } },
      'InvalidParameterValue',
      /AWSTraceHeader/,
    ],
  ];

  test.each(REFUSED)('%s is refused', async (_what, input, code, message) => {
    const answer = await answerTo('SendMessage', { MessageBody: 'x', ...input });
    expect(answer).toMatchObject({ status: 400, code });
    expect(answer.message).toMatch(message);
  });

  test('a batch fails by entry, and as a whole when attributes make it too large', async () => {
    const entry = (Id: string, more: object = {}) => ({ Id, MessageBody: 'x', ...more });
    const Entries = [entry('good'), entry('bad', { MessageDeduplicationId: 'once' })];
    expect((await answerTo('SendMessageBatch', { Entries })).body).toMatchObject({
      Successful: [{ Id: 'good' }],
      Failed: [{ Id: 'bad', Code: 'InvalidParameterValue', SenderFault: true }],
    });
    const large = attribute('a', { DataType: 'String', StringValue: 'x'.repeat(600_000) });
    const whole = await answerTo('SendMessageBatch', { Entries: [entry('a', large), entry('b', large)] });
    expect(whole.code).toBe('BatchRequestTooLong');
  });

  test.each<[string, object]>([
    ['a group', { MessageGroupId: 'tenant-1!~' }],
    ['numbers', attribute('a.b-c_1', { DataType: 'Number.int', StringValue: '-1.5e10' })],
    ['bytes', attribute('a', { DataType: 'Binary.png', BinaryValue: 'eA==' })],
    ['a trace header', { MessageSystemAttributes: { AWSTraceHeader: text } }],
  ])('%s are accepted', async (_what, input) => {
    expect((await answerTo('SendMessage', { MessageBody: 'x', ...input })).status).toBe(200);
  });
});

describe('receiving and listing', () => {
  test.each<[string, object, string, string]>([
    ['ReceiveMessage', { MaxNumberOfMessages: 0 }, 'InvalidParameterValue', 'MaxNumberOfMessages'],
    ['ReceiveMessage', { MaxNumberOfMessages: 11 }, 'InvalidParameterValue', 'MaxNumberOfMessages'],
    ['ReceiveMessage', { WaitTimeSeconds: 21 }, 'InvalidParameterValue', 'WaitTimeSeconds'],
    ['ReceiveMessage', { VisibilityTimeout: 43_201 }, 'InvalidParameterValue', 'VisibilityTimeout'],
    ['ReceiveMessage', { AttributeNames: ['Colour'] }, 'InvalidAttributeName', 'Colour'],
    ['ReceiveMessage', { MessageSystemAttributeNames: ['QueueArn'] }, 'InvalidAttributeName', 'QueueArn'],
    ['ReceiveMessage', { MessageAttributeNames: ['a b'] }, 'InvalidParameterValue', 'MessageAttributeNames'],
    ['ReceiveMessage', { ReceiveRequestAttemptId: 'x' }, 'InvalidParameterValue', 'ReceiveRequestAttemptId'],
    ['ListQueues', { MaxResults: 0 }, 'InvalidParameterValue', 'MaxResults'],
    ['ListQueues', { MaxResults: 1001 }, 'InvalidParameterValue', 'MaxResults'],
    ['ListQueues', { MaxResults: 1, NextToken: '-1' }, 'InvalidParameterValue', 'NextToken'],
    ['ListQueues', { MaxResults: 1, NextToken: '' }, 'InvalidParameterValue', 'NextToken'],
    ['ListQueues', { NextToken: {} }, 'InvalidParameterValue', 'NextToken'],
    ['ListDeadLetterSourceQueues', { MaxResults: 0 }, 'InvalidParameterValue', 'MaxResults'],
    [
      'ListMessageMoveTasks',
      { SourceArn: arn('dead'), MaxResults: 11 },
      'InvalidParameterValue',
      'MaxResults',
    ],
    [
      'StartMessageMoveTask',
      { SourceArn: arn('dead'), MaxNumberOfMessagesPerSecond: 501 },
      'InvalidParameterValue',
      'MaxNumberOfMessagesPerSecond',
    ],
    ['CreateQueue', { QueueName: 'x'.repeat(81) }, 'InvalidParameterValue', 'alphanumeric'],
  ])('%s %j is refused with %s', async (operation, input, code, named) => {
    expect(await answerTo(operation, input)).toMatchObject({
      status: 400,
      code,
      message: expect.stringContaining(named),
    });
  });

  test.each([['All'], ['.*'], ['a.*'], ['a.b']])(
    'the message attributes %s may be asked for',
    async (name) => {
      expect((await answerTo('ReceiveMessage', { MessageAttributeNames: [name] })).status).toBe(200);
    },
  );
});

describe('tags can be set, listed and removed', () => {
  const many = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`key-${index}`, '']));

  test.each<[string, string, object, string, string]>([
    ['none', 'TagQueue', { Tags: {} }, 'MissingParameter', 'Tags'],
    ['an empty key', 'TagQueue', { Tags: { '': 'x' } }, 'InvalidParameterValue', 'TagKey'],
    ['a key of 129', 'TagQueue', { Tags: { ['x'.repeat(129)]: 'x' } }, 'InvalidParameterValue', 'TagKey'],
    ['a key of AWS', 'TagQueue', { Tags: { 'aws:x': 'x' } }, 'InvalidParameterValue', 'TagKey'],
    ['a value of 257', 'TagQueue', { Tags: { team: 'x'.repeat(257) } }, 'InvalidParameterValue', 'Tags.team'],
    ['a value with a bracket', 'TagQueue', { Tags: { team: '<x>' } }, 'InvalidParameterValue', 'Tags.team'],
    ['51 at once', 'TagQueue', { Tags: many(51) }, 'InvalidParameterValue', 'Too many tags'],
    [
      '51 of a new queue',
      'CreateQueue',
      { QueueName: 'new', tags: many(51) },
      'InvalidParameterValue',
      'tags',
    ],
    ['no keys', 'UntagQueue', { TagKeys: [] }, 'MissingParameter', 'TagKeys'],
    ['an empty key to remove', 'UntagQueue', { TagKeys: [''] }, 'InvalidParameterValue', 'TagKey'],
  ])('%s: %s is refused', async (_what, operation, input, code, named) => {
    expect(await answerTo(operation, input)).toMatchObject({
      status: 400,
      code,
      message: expect.stringContaining(named),
    });
  });

  test('50 are accepted, and not one more', async () => {
    expect((await answerTo('TagQueue', { Tags: many(50) })).status).toBe(200);
    expect((await answerTo('TagQueue', { Tags: { 'key-0': 'Équipe A' } })).status).toBe(200);
    expect((await answerTo('TagQueue', { Tags: { more: 'x' } })).code).toBe('InvalidParameterValue');
  });
});
