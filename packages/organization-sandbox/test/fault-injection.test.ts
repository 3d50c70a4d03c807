import { CreateTableCommand, DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { DeleteLoginProfileCommand, GetUserCommand, IAMClient } from '@aws-sdk/client-iam';
import { DescribeAccountCommand, OrganizationsClient } from '@aws-sdk/client-organizations';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openRootSession } from '../src/testing/root-session.ts';
import { errorOf } from '../src/testing/sdk-error.ts';
import { startTestSandbox } from '../src/testing/test-sandbox.ts';

const MANAGEMENT = '111111111111';
const MEMBER = '333333333333';

const givenRoot = () =>
  startTestSandbox(onTestFinished, {
    organization: { managementAccountId: MANAGEMENT },
    accounts: [{ id: MANAGEMENT }, { id: MEMBER, root: { password: {} } }, { id: '444444444444' }],
  });

describe('injected faults', () => {
  test('an error is returned as often as `times` says', async () => {
    const sandbox = await givenRoot();
    await sandbox.control('POST', 'faults', {
      service: 'sts',
      operation: 'GetCallerIdentity',
      times: 2,
      error: { code: 'ServiceUnavailable', status: 503, message: 'try later' },
    });
    const sts = sandbox.client(STSClient);
    const call = () => sts.send(new GetCallerIdentityCommand({}));
    const expected = { code: 'ServiceUnavailable', status: 503, message: 'try later' };
    expect(await errorOf(call())).toEqual(expected);
    expect(await errorOf(call())).toEqual(expected);
    expect((await call()).Account).toBe(MANAGEMENT);
    expect(sandbox.calls.all().map(({ outcome }) => outcome)).toEqual([
      'ServiceUnavailable',
      'ServiceUnavailable',
      'Success',
    ]);
  });

  test('a fault with an account applies only to calls about that account', async () => {
    const sandbox = await givenRoot();
    const organizations = sandbox.client(OrganizationsClient);
    const describeIt = (AccountId: string) => organizations.send(new DescribeAccountCommand({ AccountId }));
    await sandbox.control('POST', 'faults', {
      service: 'organizations',
      operation: '*',
      account: MEMBER,
      error: { code: 'TooManyRequestsException', message: 'slow down' },
    });
    expect((await describeIt('444444444444')).Account?.Id).toBe('444444444444');
    expect((await errorOf(describeIt(MEMBER))).code).toBe('TooManyRequestsException');
  });

  test('latency delays the answer', async () => {
    const sandbox = await givenRoot();
    const fault = { service: 'sts', operation: 'GetCallerIdentity', latencyMs: 60 };
    await sandbox.control('POST', 'faults', fault);
    const startedAt = performance.now();
    await sandbox.client(STSClient).send(new GetCallerIdentityCommand({}));
    // Timers may fire a little early.
    expect(performance.now() - startedAt).toBeGreaterThan(50);
  });

  test('a dropped response breaks the connection after the call took effect', async () => {
    const sandbox = await givenRoot();
    const session = await openRootSession(sandbox, MEMBER, 'IAMDeleteRootUserCredentials');
    await sandbox.control('POST', 'faults', {
      service: 'iam',
      operation: 'DeleteLoginProfile',
      dropResponse: true,
    });
    const iam = sandbox.client(IAMClient, session);
    expect((await errorOf(iam.send(new DeleteLoginProfileCommand({})))).status).toBeUndefined();
    expect(sandbox.organization.accounts.get(MEMBER)?.root.credentials.password).toBeUndefined();
    expect(sandbox.calls.all().at(-1)?.outcome).toBe('ResponseDropped');
    expect((await iam.send(new GetUserCommand({}))).User?.UserId).toBe(MEMBER);
  });

  test('in DynamoDB an error prevents the call, and a dropped response does not', async () => {
    const sandbox = await givenRoot();
    const dynamoDb = sandbox.client(DynamoDBClient);
    const create = () =>
      dynamoDb.send(
        new CreateTableCommand({
          TableName: 'ledger',
          KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
          AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
          BillingMode: 'PAY_PER_REQUEST',
        }),
      );
    const tables = async () => (await dynamoDb.send(new ListTablesCommand({}))).TableNames;
    const fault = { service: 'dynamodb', operation: 'CreateTable' };
    await sandbox.control('POST', 'faults', {
      ...fault,
      error: { code: 'ThrottlingException', message: 'slow down' },
    });
    expect(await errorOf(create())).toEqual({
      code: 'ThrottlingException',
      status: 400,
      message: 'slow down',
    });
    expect(await tables()).toEqual([]);
    await sandbox.control('POST', 'faults', { ...fault, dropResponse: true });
    expect((await errorOf(create())).status).toBeUndefined();
    expect(await tables()).toEqual(['ledger']);
  });

  test('cleared faults do not apply', async () => {
    const sandbox = await givenRoot();
    const fault = { service: '*', operation: '*', times: 3, dropResponse: true };
    expect((await sandbox.control('POST', 'faults', fault)).body).toHaveLength(1);
    expect((await sandbox.control('DELETE', 'faults')).body).toEqual([]);
    expect((await sandbox.client(STSClient).send(new GetCallerIdentityCommand({}))).Account).toBe(MANAGEMENT);
  });
});
