import { once } from 'node:events';
import { connect } from 'node:net';
import {
  CreateTableCommand,
  DeleteTableCommand,
  DescribeTableCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  waitUntilTableExists,
  waitUntilTableNotExists,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Aws, givenAws } from './support/aws-clients.ts';

let aws: Aws;
let dynamodb: DynamoDBClient;

beforeAll(async () => {
  aws = await givenAws();
  dynamodb = aws.dynamodb('222222222222');
  await dynamodb.send(
    new CreateTableCommand({
      TableName: 'ledger',
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [
        { AttributeName: 'account', KeyType: 'HASH' },
        { AttributeName: 'at', KeyType: 'RANGE' },
      ],
      AttributeDefinitions: [
        { AttributeName: 'account', AttributeType: 'S' },
        { AttributeName: 'at', AttributeType: 'S' },
      ],
    }),
  );
});

afterAll(() => aws.close());

const entry = (at: string, kind = 'audit') => ({ account: { S: '1' }, at: { S: at }, kind: { S: kind } });

test('a table is ACTIVE by the time it is described', async () => {
  const { Table } = await dynamodb.send(new DescribeTableCommand({ TableName: 'ledger' }));
  expect(Table?.TableStatus).toBe('ACTIVE');
});

test('a table is described with the key that it was created with', async () => {
  const create = (TableName: string, key?: string) =>
    dynamodb.send(
      new CreateTableCommand({
        TableName,
        BillingMode: 'PAY_PER_REQUEST',
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
        ...(key && { SSESpecification: { Enabled: true, SSEType: 'KMS', KMSMasterKeyId: key } }),
      }),
    );
  const KMSMasterKeyArn = 'arn:aws:kms:us-east-1:222222222222:key/1234abcd-12ab-34cd-56ef-1234567890ab';
  const encrypted = { Status: 'ENABLED', SSEType: 'KMS', KMSMasterKeyArn };
  expect((await create('encrypted', KMSMasterKeyArn)).TableDescription?.SSEDescription).toEqual(encrypted);
  await create('plain');
  const describe = (TableName: string) => dynamodb.send(new DescribeTableCommand({ TableName }));
  expect((await describe('encrypted')).Table?.SSEDescription).toEqual(encrypted);
  expect((await describe('plain')).Table?.SSEDescription).toBeUndefined();
});

test('items are written once, read consistently, and queried in order', async () => {
  const put = (at: string) =>
    dynamodb.send(
      new PutItemCommand({
        TableName: 'ledger',
        Item: entry(at),
        ConditionExpression: 'attribute_not_exists(account)',
      }),
    );
  await put('2');
  await put('1');
  await expect(put('1')).rejects.toMatchObject({ name: 'ConditionalCheckFailedException' });
  const Key = { account: { S: '1' }, at: { S: '2' } };
  const got = await dynamodb.send(new GetItemCommand({ TableName: 'ledger', Key, ConsistentRead: true }));
  expect(got.Item).toEqual(entry('2'));
  const queried = await dynamodb.send(
    new QueryCommand({
      TableName: 'ledger',
      KeyConditionExpression: 'account = :account',
      ExpressionAttributeValues: { ':account': { S: '1' } },
    }),
  );
  expect(queried.Items).toEqual([entry('1'), entry('2')]);
});

test('large requests arrive whole', async () => {
  const Item = entry('3', 'x'.repeat(390_000));
  await dynamodb.send(new PutItemCommand({ TableName: 'ledger', Item }));
  const Key = { account: Item.account, at: Item.at };
  expect((await dynamodb.send(new GetItemCommand({ TableName: 'ledger', Key }))).Item).toEqual(Item);
});

test("a refused request is refused with DynamoDB's message", async () => {
  const scan = dynamodb.send(new ScanCommand({ TableName: 'nowhere' }));
  await expect(scan).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
});

test('a deleted table does not exist for who waits for it', async () => {
  const KeySchema = [{ AttributeName: 'id', KeyType: 'HASH' as const }];
  const AttributeDefinitions = [{ AttributeName: 'id', AttributeType: 'S' as const }];
  const TableName = 'passing';
  await dynamodb.send(
    new CreateTableCommand({ TableName, KeySchema, AttributeDefinitions, BillingMode: 'PAY_PER_REQUEST' }),
  );
  // Like DynamoDB, dynalite refuses to delete a table that is still being created, even briefly.
  await waitUntilTableExists({ client: dynamodb, maxWaitTime: 20, minDelay: 1, maxDelay: 1 }, { TableName });
  await dynamodb.send(new DeleteTableCommand({ TableName }));
  await waitUntilTableNotExists(
    { client: dynamodb, maxWaitTime: 20, minDelay: 1, maxDelay: 1 },
    { TableName },
  );
  await expect(dynamodb.send(new DescribeTableCommand({ TableName }))).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  });
});

test('a client that disconnects in the middle of its request does no harm', async () => {
  const { hostname, port } = new URL(aws.endpoint);
  const socket = connect(Number(port), hostname);
  socket.write(
    [
      'POST / HTTP/1.1',
      'Host: localhost',
      'Authorization: AWS4-HMAC-SHA256 Credential=222222222222/20261124/us-east-1/dynamodb/aws4_request, x',
      'X-Amz-Target: DynamoDB_20120810.GetItem',
      'Content-Length: 100',
      '',
      '{"half":',
    ].join('\r\n'),
  );
  await once(socket, 'connect');
  await aws.whenReceived('GetItem');
  socket.destroy();
  const { Table } = await dynamodb.send(new DescribeTableCommand({ TableName: 'ledger' }));
  expect(Table?.TableStatus).toBe('ACTIVE');
});
