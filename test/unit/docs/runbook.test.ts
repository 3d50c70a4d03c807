import { CreateTableCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { type Sandbox, startSandbox } from 'organization-sandbox/sandbox.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AwsClients, createAwsClients } from '../../../src/aws/clients.ts';
import { createBreaker } from '../../../src/aws/dynamodb/breaker.ts';
import { parseAccountId } from '../../../src/domain/account.ts';
import { AWS_FAILURES } from '../../../src/domain/aws-failure.ts';
import { NOTIFICATIONS } from '../../../src/domain/notification.ts';
import { parseMessage } from '../../../src/events/parse-message.ts';
import { LOG_EVENTS } from '../../../src/guardrail/telemetry/log-events.ts';
import { EVENT_SOURCES, FUNCTIONS, QUEUES } from '../../../src/runtime/resources.ts';
import { codeBlocks, headingsOf, readPage, sectionOf } from './pages.ts';

const page = readPage('runbook.md');
const commands = codeBlocks(page, 'bash').map(({ code }) => code);

describe('the runbook', () => {
  it('has an entry for each reason why an account could not be read, and for no other', () => {
    const section = sectionOf(page, '## Why an account could not be read');
    expect([...headingsOf(section, '###')].sort()).toEqual(Object.keys(AWS_FAILURES).sort());
  });

  it('lists each notification with its severity', () => {
    const rows = sectionOf(page, '## Notifications')
      .split('\n')
      .flatMap((line) => [...line.matchAll(/^\| `([a-z-]+)` \| (\w+) \|/g)])
      .map(([, key, severity]) => [key, severity]);
    const notifications = Object.entries(NOTIFICATIONS).map(([key, { severity }]) => [key, severity]);
    expect(rows.sort()).toEqual(notifications.sort());
  });

  it('says how long a message has', () => {
    const section = sectionOf(page, '## How long a message has');
    const { triggers, sweep } = QUEUES;
    expect(FUNCTIONS.consumer.timeoutSeconds).toBe(2 * 60);
    expect(section).toMatch(/has two minutes/);
    expect([EVENT_SOURCES.triggers.batchSize, EVENT_SOURCES.sweep.batchSize]).toEqual([8, 8]);
    expect(section).toMatch(/up to eight messages/);
    expect([triggers.visibilityTimeoutSeconds, sweep.visibilityTimeoutSeconds]).toEqual([12 * 60, 12 * 60]);
    expect(section).toMatch(/visibility timeout of twelve minutes/);
    expect([triggers.maxReceiveCount, sweep.maxReceiveCount]).toEqual([10, 5]);
    expect(section).toMatch(/its\s+ten receives \(five on the sweep queue\)/);
  });

  it('filters logs by events that there are', () => {
    const filters = [...page.text.matchAll(/\$\.event = "([a-z-]+\*?)"/g)].map(([, name = '']) => name);
    const events = Object.keys(LOG_EVENTS);
    expect(filters.length).toBeGreaterThan(2);
    for (const filter of filters) {
      const prefix = filter.replace('*', '');
      expect(
        events.some((event) => (filter.endsWith('*') ? event.startsWith(prefix) : event === prefix)),
      ).toBe(true);
    }
  });

  it('asks for an audit with a message that the consumer can parse', () => {
    const body = /--message-body '(.*)'/.exec(commands.join('\n'))?.[1] ?? '';
    const record = { body, queue: 'triggers', sentAt: new Date('2026-12-01T09:00:05Z') } as const;
    expect(parseMessage(record, { managementAccountId: parseAccountId('111111111111') })).toEqual({
      type: 'trigger',
      trigger: {
        type: 'audit-requested',
        account: '333333333333',
        why: 'operator',
        at: new Date('2026-12-01T09:00:00Z'),
        event: undefined,
      },
    });
  });
});

describe('acknowledging the breaker by the command of the runbook', () => {
  const NOW = new Date('2026-12-01T08:30:00Z');
  const TABLE = 'rootguard-posture';
  const command = commands.find((code) => code.includes('#breaker') && code.includes('update-item')) ?? '';
  const option = (name: string) => new RegExp(`--${name} '([^']*)'`).exec(command)?.[1] ?? '';

  const EXAMPLE_OPENING = '2026-12-01T08:30:00.000Z';

  let sandbox: Sandbox;
  let clients: AwsClients;
  beforeAll(async () => {
    sandbox = await startSandbox();
    const credentials = { accessKeyId: sandbox.homeAccountId, secretAccessKey: 'sandbox' };
    clients = createAwsClients({ endpoint: sandbox.endpoint, credentials, maxAttempts: 1 });
    await clients.documents.send(
      new CreateTableCommand({
        TableName: TABLE,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [{ AttributeName: 'account', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'account', KeyType: 'HASH' }],
      }),
    );
  });
  afterAll(async () => {
    clients?.destroy();
    await sandbox?.close();
  });

  const run = (openSince = NOW) =>
    clients.documents.send(
      new UpdateItemCommand({
        TableName: TABLE,
        Key: JSON.parse(option('key')),
        UpdateExpression: option('update-expression'),
        ConditionExpression: option('condition-expression'),
        ExpressionAttributeValues: JSON.parse(
          option('expression-attribute-values').replace(EXAMPLE_OPENING, openSince.toISOString()),
        ),
      }),
    );

  it('closes it, and is refused when it is not open, or has been for another reason', async () => {
    const breaker = createBreaker({ client: clients.documents, name: TABLE });
    const [first, second] = [parseAccountId('333333333333'), parseAccountId('444444444444')];
    await breaker.permit(first, 1, NOW);
    expect(await breaker.permit(second, 1, NOW)).toMatchObject({ type: 'open' });
    const refused = expect.objectContaining({ name: 'ConditionalCheckFailedException' });
    await expect(run(new Date(NOW.getTime() - 1))).rejects.toThrow(refused);
    await run();
    expect(await breaker.state(NOW)).toEqual({ type: 'closed', accountsThisHour: 0 });
    expect(await breaker.permit(second, 1, NOW)).toEqual({ type: 'closed', accountsThisHour: 1 });
    await expect(run()).rejects.toThrow(refused);
  });
});
