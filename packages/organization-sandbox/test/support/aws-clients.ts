import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { createClock } from '../../src/clock.ts';
import { AwsError } from '../../src/contract/aws-error.ts';
import type { Service } from '../../src/contract/operation.ts';
import { createDynamoDb } from '../../src/dynamodb/dynamodb.ts';
import { createEventBridge } from '../../src/eventbridge/eventbridge.ts';
import { readBody } from '../../src/gateway/body.ts';
import type { Reply } from '../../src/gateway/reply.ts';
import { protocolOf } from '../../src/gateway/service-protocols.ts';
import { createSns } from '../../src/sns/sns.ts';
import { createSqs } from '../../src/sqs/sqs.ts';

export const ORGANIZATION_ID = 'o-sandbox0001';

/** Accounts of the organization in these tests. */
export const HOME = '222222222222';
export const MEMBER = '333333333333';
export const THIRD = '444444444444';

export type Aws = Awaited<ReturnType<typeof givenAws>>;

/**
 * SQS, EventBridge, SNS and DynamoDB of the sandbox over HTTP, on a manual clock, without the organization around
 * them: every caller is an administrator of the account whose id is the access key.
 */
export async function givenAws() {
  const clock = createClock({ start: new Date('2026-11-24T12:00:00Z'), mode: 'manual' });
  let endpoint = '';
  const sqs = createSqs({ clock, endpoint: () => endpoint });
  const sns = createSns({ clock, sendToQueue: sqs.send });
  const eventBridge = createEventBridge({
    clock,
    organizationId: ORGANIZATION_ID,
    accountExists: (accountId) => [HOME, MEMBER, THIRD].includes(accountId),
    deliverToQueue: sqs.send,
    publishToTopic: sns.publish,
  });
  const dynamoDb = createDynamoDb();
  const services = [sqs.service, sns.service, eventBridge.service];
  const received: string[] = [];

  const server = createServer(async (request, response) => {
    const { accountId, region, service } = credentialScope(request);
    if (service === 'dynamodb') {
      received.push(String(request.headers['x-amz-target']).split('.').at(-1) ?? '');
      dynamoDb.handle(request, response);
      return;
    }
    const found = services.find(({ name }) => name === service);
    const reply = await answer(found, request, { accountId, region, now: clock.now(), received });
    response.writeHead(reply.status, reply.headers).end(reply.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  endpoint = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : ''}`;

  const config = (accountId: string) => ({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: accountId, secretAccessKey: 'sandbox' },
    maxAttempts: 1,
  });

  return {
    clock,
    endpoint,
    eventBridge,
    published: sns.published,
    sqs: (accountId: string) => new SQSClient(config(accountId)),
    events: (accountId: string) => new EventBridgeClient(config(accountId)),
    sns: (accountId: string) => new SNSClient(config(accountId)),
    dynamodb: (accountId: string) => new DynamoDBClient(config(accountId)),
    /** Resolves once that many calls of an operation have arrived after this one. */
    whenReceived: async (operation: string, count = 1) => {
      received.length = 0;
      while (received.filter((name) => name === operation).length < count) await new Promise(setImmediate);
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await dynamoDb.close();
    },
  };
}

interface RequestContext {
  readonly accountId: string;
  readonly region: string;
  readonly now: Date;
  /** Collects the names of the operations. */
  readonly received: string[];
}

async function answer(
  service: Service | undefined,
  request: IncomingMessage,
  context: RequestContext,
): Promise<Reply> {
  const { accountId, region, now, received } = context;
  const protocol = protocolOf(service?.name ?? '');
  if (service === undefined || protocol === undefined) throw new Error('no such service in these tests');
  const requestId = randomUUID();
  const body = await readBody(request);
  const { operation, input } = protocol.read(body, {
    method: request.method ?? 'POST',
    path: request.url ?? '/',
    query: new URLSearchParams(),
    amzTarget: request.headers['x-amz-target']?.toString(),
  });
  received.push(operation);
  const run = service.operations[operation];
  if (run === undefined) throw new Error(`${service.name} has no ${operation}`);
  const arn = `arn:aws:sts::${accountId}:assumed-role/admin/test`;
  try {
    const result = await run({
      service: service.name,
      operation,
      caller: { type: 'admin-role', accountId, accessKeyId: accountId, roleName: 'admin', arn },
      region,
      host: '127.0.0.1',
      input,
      requestId,
      sourceIp: '127.0.0.1',
      userAgent: 'test',
      now,
    });
    return protocol.writeAnswer({ operation, input }, result, requestId);
  } catch (error) {
    if (error instanceof AwsError) return protocol.writeError(error, requestId);
    throw error;
  }
}

function credentialScope(request: IncomingMessage) {
  const scope = /Credential=(?<accountId>\d{12})\/\d{8}\/(?<region>[\w-]+)\/(?<service>\w+)\//;
  const {
    accountId = '',
    region = '',
    service = '',
  } = scope.exec(request.headers.authorization ?? '')?.groups ?? {};
  return { accountId, region, service };
}
