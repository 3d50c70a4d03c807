import { IAMClient, ListUsersCommand, ListVirtualMFADevicesCommand } from '@aws-sdk/client-iam';
import {
  ListHandshakesForOrganizationCommand,
  ListPoliciesCommand,
  OrganizationsClient,
} from '@aws-sdk/client-organizations';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { expect, onTestFinished, test } from 'vitest';
import { startSandbox } from '../src/sandbox.ts';
import { errorOf } from '../src/testing/sdk-error.ts';
import { startTestSandbox, type TestSandbox } from '../src/testing/test-sandbox.ts';

const authorization = (service: string) =>
  `AWS4-HMAC-SHA256 Credential=111111111111/20261124/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=00`;

const post = (sandbox: TestSandbox, headers: Record<string, string>, body: string) =>
  fetch(sandbox.endpoint, { method: 'POST', headers, body });

const form = { 'content-type': 'application/x-www-form-urlencoded' };

test('Query answers with XML in the namespace of the service, with the request id twice', async () => {
  const sandbox = await startTestSandbox(onTestFinished);
  const response = await post(
    sandbox,
    { ...form, authorization: authorization('sts') },
    'Action=GetCallerIdentity&Version=2011-06-15',
  );
  const requestId = response.headers.get('x-amzn-requestid');
  expect(response.headers.get('content-type')).toBe('text/xml');
  expect(await response.text()).toBe(
    '<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>' +
      '<UserId>AROA111111111111:session</UserId><Account>111111111111</Account>' +
      '<Arn>arn:aws:sts::111111111111:assumed-role/sandbox-admin/session</Arn></GetCallerIdentityResult>' +
      `<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata></GetCallerIdentityResponse>`,
  );
});

test('Query answers with an empty result element where the output of an operation has no members', async () => {
  const sandbox = await startTestSandbox(onTestFinished);
  const response = await post(
    sandbox,
    { ...form, authorization: authorization('cloudformation') },
    'Action=ActivateOrganizationsAccess&Version=2010-05-15',
  );
  expect(await response.text()).toMatch(
    /<ActivateOrganizationsAccessResult(\/>|><\/ActivateOrganizationsAccessResult>)/,
  );
});

test('JSON 1.1 answers with content type, request id, and the type of an error', async () => {
  const sandbox = await startTestSandbox(onTestFinished);
  const response = await post(
    sandbox,
    {
      authorization: authorization('organizations'),
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'AWSOrganizationsV20161128.DescribeAccount',
    },
    '{"AccountId":"999999999999"}',
  );
  expect(response.status).toBe(400);
  expect(response.headers.get('content-type')).toBe('application/x-amz-json-1.1');
  expect(response.headers.get('x-amzn-requestid')).toMatch(/^[0-9a-f-]{36}$/);
  expect(await response.json()).toEqual({
    __type: 'AccountNotFoundException',
    Message: "You specified an account that doesn't exist.",
  });
});

const callSqs = (sandbox: TestSandbox, operation: string, body: object) =>
  post(
    sandbox,
    {
      authorization: authorization('sqs'),
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `AmazonSQS.${operation}`,
    },
    JSON.stringify(body),
  );

test('SQS answers in JSON 1.0, with the older code in x-amzn-query-error', async () => {
  const sandbox = await startTestSandbox(onTestFinished);
  const response = await callSqs(sandbox, 'GetQueueUrl', { QueueName: 'none' });
  expect(response.headers.get('content-type')).toBe('application/x-amz-json-1.0');
  expect(response.headers.get('x-amzn-query-error')).toBe('AWS.SimpleQueueService.NonExistentQueue;Sender');
  expect(await response.json()).toMatchObject({ __type: 'com.amazonaws.sqs#QueueDoesNotExist' });
});

/** From the trait `awsQueryError` of the API model. */
test.each<[string, string, object, string]>([
  [
    'UnsupportedOperation',
    'CreateQueue',
    { QueueName: 'a.fifo', Attributes: { FifoQueue: 'true' } },
    'AWS.SimpleQueueService.UnsupportedOperation',
  ],
  [
    'QueueNameExists',
    'CreateQueue',
    { QueueName: 'there', Attributes: { DelaySeconds: '9' } },
    'QueueAlreadyExists',
  ],
  [
    'EmptyBatchRequest',
    'SendMessageBatch',
    { QueueUrl: '/111111111111/there', Entries: [] },
    'AWS.SimpleQueueService.EmptyBatchRequest',
  ],
  [
    'InvalidAttributeName',
    'CreateQueue',
    { QueueName: 'a', Attributes: { Colour: 'red' } },
    'InvalidAttributeName',
  ],
  [
    'ReceiptHandleIsInvalid',
    'DeleteMessage',
    { QueueUrl: '/111111111111/there', ReceiptHandle: 'x' },
    'ReceiptHandleIsInvalid',
  ],
])('SQS returns the older code of %s in x-amzn-query-error', async (code, operation, input, older) => {
  const sandbox = await startTestSandbox(onTestFinished);
  await callSqs(sandbox, 'CreateQueue', { QueueName: 'there' });
  const response = await callSqs(sandbox, operation, input);
  expect(response.headers.get('x-amzn-query-error')).toBe(`${older};Sender`);
  expect(await response.json()).toMatchObject({ __type: `com.amazonaws.sqs#${code}` });
});

const ALLOW_ALL = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
});

/** Operations without output in the API models. */
test.each([
  ['iam', 'DeleteLoginProfile', 'UserName=deploy'],
  ['iam', 'UpdateAccessKey', 'UserName=deploy&AccessKeyId=$KEY&Status=Inactive'],
  ['iam', 'DeleteAccessKey', 'UserName=deploy&AccessKeyId=$KEY'],
  ['iam', 'PutUserPolicy', `UserName=deploy&PolicyName=all&PolicyDocument=${encodeURIComponent(ALLOW_ALL)}`],
  ['sns', 'DeleteTopic', 'TopicArn=arn:aws:sns:us-east-1:111111111111:none'],
])('Query answers %s %s without a result element', async (service, operation, fields) => {
  const sandbox = await startTestSandbox(onTestFinished);
  const call = async (name: string, action: string, body: string) => {
    const headers = { ...form, authorization: authorization(name) };
    return (await post(sandbox, headers, `Action=${action}&${body}`)).text();
  };
  await call('iam', 'CreateUser', 'UserName=deploy');
  await call('iam', 'CreateLoginProfile', 'UserName=deploy&Password=sandbox');
  const created = await call('iam', 'CreateAccessKey', 'UserName=deploy');
  const key = /<AccessKeyId>(\w+)</.exec(created)?.[1] ?? '';
  expect(await call(service, operation, fields.replace('$KEY', key))).toMatch(
    new RegExp(`^<${operation}Response xmlns="[^"]+"><ResponseMetadata><RequestId>`),
  );
});

test('an unknown caller gets InvalidClientTokenId in Query, UnrecognizedClientException in JSON', async () => {
  const sandbox = await startTestSandbox(onTestFinished);
  const unknownAccount = '999999999999';
  const sts = errorOf(sandbox.client(STSClient, unknownAccount).send(new GetCallerIdentityCommand({})));
  expect(await sts).toMatchObject({ code: 'InvalidClientTokenId', status: 403 });
  const json = errorOf(
    sandbox
      .client(OrganizationsClient, unknownAccount)
      .send(new ListPoliciesCommand({ Filter: 'TAG_POLICY' })),
  );
  expect(await json).toMatchObject({ code: 'UnrecognizedClientException', status: 400 });
});

test('an operation that the sandbox does not have is refused', async () => {
  const sandbox = await startTestSandbox(onTestFinished);
  const query = errorOf(sandbox.client(IAMClient).send(new ListVirtualMFADevicesCommand({})));
  expect(await query).toEqual({
    code: 'InvalidAction',
    status: 400,
    message: 'The sandbox has no operation iam:ListVirtualMFADevices.',
  });
  const json = errorOf(
    sandbox.client(OrganizationsClient).send(new ListHandshakesForOrganizationCommand({})),
  );
  expect((await json).code).toBe('UnknownOperationException');
});

test.each([
  ['no Authorization header', {}, 'Action=GetUser', 403, 'MissingAuthenticationToken'],
  [
    'an Authorization header that cannot be read',
    { authorization: 'Bearer x' },
    'Action=GetUser',
    400,
    'IncompleteSignature',
  ],
  ['an unknown service', { authorization: authorization('s3') }, '', 400, 'InvalidAction'],
  ['no action', { authorization: authorization('iam') }, 'Version=2010-05-08', 400, 'MissingAction'],
  [
    'a body too large',
    { authorization: authorization('iam') },
    'x'.repeat(3_000_000),
    413,
    'RequestEntityTooLarge',
  ],
])('a request with %s is refused', async (_what, headers, body, status, code) => {
  const sandbox = await startTestSandbox(onTestFinished);
  const response = await post(sandbox, { ...form, ...headers }, body);
  expect(response.status).toBe(status);
  expect(await response.text()).toContain(`<Code>${code}</Code>`);
});

test('a body that is not JSON is refused', async () => {
  const sandbox = await startTestSandbox(onTestFinished);
  const headers = {
    authorization: authorization('events'),
    'content-type': 'application/x-amz-json-1.1',
    'x-amz-target': 'AWSEvents.ListRules',
  };
  for (const body of ['{', '[]', '"x"']) {
    const response = await post(sandbox, headers, body);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ __type: 'SerializationException' });
  }
});

test('one connection serves many calls, also after errors', async () => {
  const sandbox = await startTestSandbox(onTestFinished);
  const iam = sandbox.client(IAMClient);
  for (let call = 0; call < 5; call += 1) {
    await errorOf(iam.send(new ListVirtualMFADevicesCommand({})));
    expect((await iam.send(new ListUsersCommand({}))).Users).toEqual([]);
  }
});

test('a world with issues is refused before the server listens', async () => {
  const world = { organization: { managementAccountId: '111111111111' }, accounts: [{ id: '222222222222' }] };
  await expect(startSandbox({ world })).rejects.toThrow(
    'organization.managementAccountId: 111111111111 is not among the accounts',
  );
});

test('a port that is taken is reported', async () => {
  const sandbox = await startTestSandbox(onTestFinished);
  const port = Number(new URL(sandbox.endpoint).port);
  await expect(startSandbox({ port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
});
