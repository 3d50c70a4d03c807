import {
  CreateQueueCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { matchesPattern } from '../src/policy/glob.ts';
import { openRootSession } from '../src/testing/root-session.ts';
import { startTestSandbox, type TestSandbox } from '../src/testing/test-sandbox.ts';

/*
 * Requests that no regular client sends. AWS answers each with a client error, and the sandbox must not fail.
 */

const TARGETS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    organizations: 'AWSOrganizationsV20161128',
    events: 'AWSEvents',
    sqs: 'AmazonSQS',
    dynamodb: 'DynamoDB_20120810',
    cloudtrail: 'CloudTrail_20131101',
  }),
);

async function call(sandbox: TestSandbox, service: string, operation: string, body: string) {
  const target = TARGETS.get(service);
  const response = await fetch(sandbox.endpoint, {
    method: 'POST',
    headers: {
      authorization: `AWS4-HMAC-SHA256 Credential=111111111111/20261124/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=00`,
      'x-amz-date': '20261124T120000Z',
      ...(target === undefined
        ? { 'content-type': 'application/x-www-form-urlencoded' }
        : { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': `${target}.${operation}` }),
    },
    body,
  });
  return { status: response.status, text: await response.text() };
}

const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;
const attributes = (depth: number) => `${'{"L":['.repeat(depth)}{"S":"x"}${']}'.repeat(depth)}`;
const AS_TEXT = JSON.stringify(nested(100_000));

type Case = readonly [what: string, service: string, operation: string, body: string, error: string];

const CASES: readonly Case[] = [
  ['a service named as every object has it', 'constructor', 'X', 'Action=X', 'InvalidAction'],
  ['a service named __proto__', '__proto__', 'X', 'Action=X', 'InvalidAction'],
  ['an operation named as every object has it', 'iam', 'toString', 'Action=toString', 'InvalidAction'],
  [
    'deep JSON',
    'organizations',
    'ListAccounts',
    `{"NextToken":${nested(100_000)}}`,
    'SerializationException',
  ],
  [
    'a NextToken that is an object',
    'organizations',
    'ListAccounts',
    '{"NextToken":{"toString":1}}',
    'SerializationException',
  ],
  [
    'a NextToken that is an object',
    'events',
    'ListRules',
    '{"NextToken":{"toString":1}}',
    'ValidationException',
  ],
  ['a NextToken below zero', 'events', 'ListRules', '{"NextToken":"-5"}', 'ValidationException'],
  [
    'a deep field',
    'iam',
    'CreateUser',
    `Action=CreateUser&UserName=a&a${'.b'.repeat(100_000)}=1`,
    'MalformedInput',
  ],
  [
    'lists and values under one name',
    'iam',
    'SimulateCustomPolicy',
    'Action=SimulateCustomPolicy&ActionNames=a&ActionNames.member.x=iam:GetUser&PolicyInputList.member=1',
    'ValidationError',
  ],
  [
    'fields named as every object has them',
    'iam',
    'SimulateCustomPolicy',
    'Action=SimulateCustomPolicy&__proto__.member.1=a&constructor.prototype.a=b',
    'ValidationError',
  ],
  [
    'a deep document to simulate',
    'iam',
    'SimulateCustomPolicy',
    `Action=SimulateCustomPolicy&ActionNames.member.1=iam:GetUser&PolicyInputList.member.1=${nested(60_000)}`,
    'InvalidInput',
  ],
  [
    'a deep document as a policy',
    'organizations',
    'CreatePolicy',
    `{"Name":"a","Description":"","Type":"SERVICE_CONTROL_POLICY","Content":"${nested(5_000)}"}`,
    'MalformedPolicyDocumentException',
  ],
  [
    'the name of a trail that is an object',
    'cloudtrail',
    'GetTrailStatus',
    '{"Name":{"toString":1}}',
    'InvalidTrailNameException',
  ],
  [
    'a deep pattern',
    'events',
    'PutRule',
    `{"Name":"a","EventPattern":"${'{\\"a\\":'.repeat(560)}[1]${'}'.repeat(560)}"}`,
    'InvalidEventPatternException',
  ],
  [
    'a deep event',
    'events',
    'TestEventPattern',
    `{"EventPattern":"{\\"a\\":[1]}","Event":${AS_TEXT}}`,
    'ValidationException',
  ],
  [
    'deep items',
    'dynamodb',
    'PutItem',
    `{"TableName":"a","Item":{"a":${attributes(100_000)}}}`,
    'SerializationException',
  ],
];

describe.each(CASES)('%s, in %s', (_what, service, operation, body, error) => {
  test(`is answered with ${error}`, async () => {
    const sandbox = await startTestSandbox(onTestFinished);
    const { status, text } = await call(sandbox, service, operation, body);
    expect({ status, text: text.slice(0, 300) }).toEqual({
      status: 400,
      text: expect.stringContaining(error),
    });
    expect((await sandbox.control('GET', 'health')).status).toBe(200);
  });
});

test('a deeply nested detail and an invalid time fail as entries of PutEvents', async () => {
  const sandbox = await startTestSandbox(onTestFinished);
  const entry = { Source: 'app', DetailType: 'x', Detail: nested(100_000) };
  const answer = await call(sandbox, 'events', 'PutEvents', JSON.stringify({ Entries: [entry] }));
  expect(answer).toEqual({ status: 200, text: expect.stringContaining('MalformedDetail') });
  const late = { ...entry, Detail: '{}', Time: 1e300 };
  expect((await call(sandbox, 'events', 'PutEvents', JSON.stringify({ Entries: [late] }))).status).toBe(400);
});

test.each([
  ['clock', { advanceSeconds: 1e300 }],
  ['clock', { advanceSeconds: 8_000 * 31_557_600 }],
  ['settings', { readConsistencyDelaySeconds: 1e300 }],
  ['settings', { accountCreationSeconds: 1e300 }],
  ['settings', { eventDelivery: { delaySeconds: 1e300 } }],
  ['settings', { latencyMs: 2 ** 40 }],
  ['settings', { callLogSize: 0 }],
  ['faults', { service: '*', operation: '*', latencyMs: 2 ** 40 }],
])('the control plane refuses %s %j', async (path, input) => {
  const sandbox = await startTestSandbox(onTestFinished);
  expect(await sandbox.control('POST', path, input)).toMatchObject({
    status: 400,
    body: { error: 'InvalidInput' },
  });
  expect((await sandbox.control('GET', 'clock')).status).toBe(200);
});

test('the control plane refuses deeply nested JSON', async () => {
  const sandbox = await startTestSandbox(onTestFinished);
  const body = `{"source":"app","detail-type":"x","account":"111111111111","detail":{"a":${nested(100_000)}}}`;
  const response = await fetch(`${sandbox.endpoint}/_sandbox/events`, { method: 'POST', body });
  expect(response.status).toBe(400);
});

describe('session tokens', () => {
  const callerOf = (sandbox: TestSandbox, credentials: Parameters<typeof sandbox.client>[1]) =>
    sandbox.client(STSClient, credentials).send(new GetCallerIdentityCommand({}));

  test('are valid only for their own access key, and only unchanged', async () => {
    const sandbox = await startTestSandbox(onTestFinished);
    const [first, second] = [
      await openRootSession(sandbox, '333333333333', 'IAMAuditRootUserCredentials'),
      await openRootSession(sandbox, '333333333333', 'IAMDeleteRootUserCredentials'),
    ];
    expect((await callerOf(sandbox, first)).Arn).toBe('arn:aws:iam::333333333333:root');
    const token = first.sessionToken ?? '';
    const forged = Buffer.from(JSON.stringify([first.accessKeyId, '444444444444', 'x', 0, 9e15])).toString(
      'base64',
    );
    for (const sessionToken of [
      second.sessionToken,
      '',
      'x',
      token.slice(0, -1),
      `${token.slice(0, 13)}${forged}${token.slice(-64)}`,
    ]) {
      await expect(callerOf(sandbox, { ...first, sessionToken })).rejects.toMatchObject({
        name: 'InvalidClientTokenId',
      });
    }
  });

  test('are reported as expired however long ago that was', async () => {
    const sandbox = await startTestSandbox(onTestFinished);
    const session = await openRootSession(sandbox, '333333333333', 'IAMAuditRootUserCredentials');
    sandbox.clock.advance(365 * 86_400);
    await expect(callerOf(sandbox, session)).rejects.toMatchObject({ name: 'ExpiredToken' });
  });
});

test('a long poll of a caller that has disconnected receives nothing', async () => {
  const sandbox = await startTestSandbox(onTestFinished);
  const client = sandbox.client(SQSClient);
  const { QueueUrl } = await client.send(new CreateQueueCommand({ QueueName: 'waited-for' }));
  const poll = { QueueUrl, WaitTimeSeconds: 20 };
  const hangUp = new AbortController();
  const [queue] = sandbox.sqs.queues.list(sandbox.homeAccountId, 'us-east-1');
  const ended = client
    .send(new ReceiveMessageCommand(poll), { abortSignal: hangUp.signal })
    .catch((error: Error) => error.name);
  await vi.waitUntil(() => queue?.waiting === 1);
  hangUp.abort();
  expect(await ended).toBe('AbortError');
  await vi.waitUntil(() => queue?.waiting === 0);
  await client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'here' }));
  const { Messages = [] } = await client.send(new ReceiveMessageCommand({ QueueUrl }));
  expect(Messages.map(({ Body }) => Body)).toEqual(['here']);
});

test('the call log keeps as many of the newest calls as its size', async () => {
  const sandbox = await startTestSandbox(onTestFinished);
  const sts = sandbox.client(STSClient);
  await sandbox.control('POST', 'settings', { callLogSize: 3 });
  for (let count = 0; count < 8; count += 1) await sts.send(new GetCallerIdentityCommand({}));
  const ids = sandbox.calls.all().map(({ requestId }) => requestId);
  expect(new Set(ids).size).toBe(3);
  const before = sandbox.calls.added;
  const { $metadata } = await sts.send(new GetCallerIdentityCommand({}));
  expect(sandbox.calls.since(before).map(({ requestId }) => requestId)).toEqual([$metadata.requestId]);
  expect((await sandbox.control('GET', 'calls')).body).toHaveLength(3);
});

test.each([
  ['*', '', true],
  ['*a*b', 'xaxb', true],
  ['*a*b', 'xaxbx', false],
  ['a?c*', 'abcd', true],
  ['a?c', 'ac', false],
  ['arn:aws:iam::*:root', 'arn:aws:iam::333333333333:root', true],
  ['a.c', 'abc', false],
  ['**', 'x', true],
  ['*a*a*a*a*a*a*b', 'a'.repeat(50_000), false],
])('a pattern of a policy, %s, on a text', (pattern, value, expected) => {
  expect(matchesPattern(pattern, value)).toBe(expected);
});
