import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { createClock } from '../../src/sandbox/clock.ts';
import { createDynamoDb } from '../../src/sandbox/dynamodb/dynamodb.ts';
import { createEventBridge } from '../../src/sandbox/events/bus-router.ts';
import { AwsError, type Service } from '../../src/sandbox/http/operation.ts';
import { createSns } from '../../src/sandbox/sns/sns.ts';
import { SqsError } from '../../src/sandbox/sqs/errors.ts';
import { createSqs } from '../../src/sandbox/sqs/sqs.ts';

const json = (value: unknown) =>
  JSON.stringify(value, function (this: Record<string, unknown>, key, plain) {
    const raw = this[key];
    return raw instanceof Date ? raw.getTime() / 1000 : plain;
  });

function xml(value: unknown): string {
  if (Array.isArray(value)) return value.map((item) => `<member>${xml(item)}</member>`).join('');
  if (typeof value === 'object' && value !== null)
    return Object.entries(value)
      .map(([k, v]) => `<${k}>${xml(v)}</${k}>`)
      .join('');
  return String(value).replace(/&/g, '&amp;').replace(/</g, '&lt;');
}

export type AwsClients = Awaited<ReturnType<typeof givenAws>>;

export async function givenAws() {
  const clock = createClock({ start: new Date('2026-11-24T12:00:00Z'), mode: 'manual' });
  let endpoint = '';
  const sqs = createSqs({ clock, endpoint: () => endpoint });
  const sns = createSns({ clock, sendToQueue: sqs.send });
  const events = createEventBridge({
    clock,
    organizationId: 'o-sandbox0001',
    accountExists: (id) => /^(\d)\1{3}(\d)\2{3}(\d)\3{3}$/.test(id),
    deliverToQueue: sqs.send,
    publishToTopic: sns.publish,
  });
  const dynamodb = createDynamoDb();
  const services: Record<string, Service> = { sqs: sqs.service, sns: sns.service, events: events.service };
  const received: string[] = [];

  async function handle(request: IncomingMessage, response: ServerResponse) {
    const scope = /Credential=(\w+)\/\d+\/([\w-]+)\/(\w+)\//.exec(request.headers.authorization ?? '') ?? [];
    const [, accountId = '', region = '', name = ''] = scope;
    if (name === 'dynamodb') {
      received.push(String(request.headers['x-amz-target']).split('.').at(-1) ?? '');
      return dynamodb.handle(request, response);
    }
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString();
    const isQuery = name === 'sns';
    const input = isQuery ? Object.fromEntries(new URLSearchParams(body)) : JSON.parse(body || '{}');
    const operation = isQuery ? input.Action : String(request.headers['x-amz-target']).split('.').at(-1);
    received.push(operation);
    try {
      const answer = await services[name]?.operations[operation]?.({
        service: name,
        operation,
        region,
        host: 'localhost',
        input,
        requestId: randomUUID(),
        sourceIp: '127.0.0.1',
        userAgent: 'test',
        now: clock.now(),
        caller: {
          type: 'admin-role',
          accountId,
          accessKeyId: accountId,
          arn: `arn:aws:sts::${accountId}:assumed-role/admin/x`,
        },
      });
      response.setHeader('content-type', isQuery ? 'text/xml' : 'application/x-amz-json-1.0');
      response.end(
        isQuery
          ? `<${operation}Response><${operation}Result>${xml(answer)}</${operation}Result></${operation}Response>`
          : json(answer),
      );
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      if (error instanceof SqsError) response.setHeader('x-amzn-query-error', `${error.queryCode};Sender`);
      response.statusCode = error.status;
      response.end(
        isQuery
          ? `<ErrorResponse><Error><Type>Sender</Type><Code>${error.code}</Code><Message>${error.message}</Message></Error></ErrorResponse>`
          : json({ __type: `com.amazonaws.${name}#${error.code}`, message: error.message }),
      );
    }
  }
  const server = createServer((q, s) => void handle(q, s));
  await new Promise<void>((r) => server.listen(0, '127.0.0.1', r));
  endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const config = (accountId: string) => ({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: accountId, secretAccessKey: 'x' },
    maxAttempts: 1,
  });
  return {
    clock,
    endpoint,
    sqsService: sqs,
    eventBridge: events,
    snsService: sns,
    sqs: (accountId: string) => new SQSClient(config(accountId)),
    events: (accountId: string) => new EventBridgeClient(config(accountId)),
    sns: (accountId: string) => new SNSClient(config(accountId)),
    dynamodb: (accountId: string) => new DynamoDBClient(config(accountId)),
    /** Resolves once so many calls of an operation have arrived after this. */
    whenReceived: async (operation: string, count = 1) => {
      received.length = 0;
      while (received.filter((name) => name === operation).length < count) await new Promise(setImmediate);
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((r) => server.close(r));
      await dynamodb.close();
    },
  };
}
