import { CreateTableCommand, DynamoDBClient, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { startTestSandbox } from 'organization-sandbox/testing/test-sandbox.ts';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parseConfiguration } from '../../../src/installation/configuration.ts';
import { TABLES } from '../../../src/runtime/resources.ts';
import { EXAMPLE } from '../../infra/synthesis.ts';
import { codeBlocks, readPage, sectionOf } from './pages.ts';

const page = readPage('lifecycle.md');
const commands = codeBlocks(page, 'bash').map(({ code }) => code);

describe('the page about the life cycle', () => {
  it('shows a backup that the configuration accepts', () => {
    const [backup = ''] = codeBlocks(page, 'json').map(({ code }) => code);
    expect(parseConfiguration({ ...EXAMPLE, ...JSON.parse(backup) }).backup).toMatchObject({ keepDays: 400 });
  });

  it('names every table that stays', () => {
    const remove = sectionOf(page, '## Remove');
    for (const { name } of Object.values(TABLES)) expect(remove).toContain(name);
  });

  it('deletes home before the data that it imports, and deploys data first', () => {
    const remove = commands.find((code) => /destroy rootguard-members/.test(code)) ?? '';
    expect(remove.indexOf('destroy rootguard-home')).toBeGreaterThan(-1);
    expect(remove.indexOf('destroy rootguard-data')).toBeGreaterThan(
      remove.indexOf('destroy rootguard-home'),
    );
    for (const code of commands.filter(
      (one) => /deploy rootguard-home/.test(one) && /deploy rootguard-data/.test(one),
    )) {
      expect(code.indexOf('deploy rootguard-data')).toBeLessThan(code.indexOf('deploy rootguard-home'));
    }
  });

  it('notes the key of an earlier version before the stack that has its alias is deleted', () => {
    const noted = commands.findIndex((code) => code.includes('describe-key --key-id alias/rootguard'));
    const deleted = commands.findIndex((code) => /--no-enable-termination-protection/.test(code));
    expect(deleted).toBeGreaterThan(noted);
    expect(noted).toBeGreaterThan(-1);
  });

  it('imports existing tables in each command that deploys the data', () => {
    const deploys = [...page.text.matchAll(/deploy rootguard-data[^\n`]*/g)].map(([line]) => line);
    expect(deploys.length).toBeGreaterThan(2);
    for (const line of deploys) expect(line).toContain('--import-existing-resources');
  });
});

describe('putting restored rows back by the command of the page', () => {
  const restore =
    commands.find((code) => code.includes('rootguard-exceptions-restored') && code.includes('put-item')) ??
    '';
  const option = (name: string) => new RegExp(`--${name} '([^']*)'`).exec(restore)?.[1] ?? '';

  const row = (id: string, reason: string) => ({
    scope: { S: 'account#333333333333' },
    id: { S: id },
    credentials: { SS: ['access-key'] },
    reason: { S: reason },
  });

  it('adds what is missing and overwrites nothing', async () => {
    const sandbox = await startTestSandbox(onTestFinished);
    const client = sandbox.client(DynamoDBClient);
    const { name: TableName, partitionKey, sortKey } = TABLES.exceptions;
    await client.send(
      new CreateTableCommand({
        TableName,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [partitionKey, sortKey].map((AttributeName) => ({
          AttributeName,
          AttributeType: 'S',
        })),
        KeySchema: [
          { AttributeName: partitionKey, KeyType: 'HASH' },
          { AttributeName: sortKey, KeyType: 'RANGE' },
        ],
      }),
    );
    const put = (item: ReturnType<typeof row>) =>
      client.send(
        new PutItemCommand({
          TableName,
          Item: item,
          ConditionExpression: option('condition-expression'),
          ExpressionAttributeNames: JSON.parse(option('expression-attribute-names')),
        }),
      );
    await put(row('kept', 'as it is now'));
    await put(row('lost', 'as it was'));
    await expect(put(row('kept', 'as it was'))).rejects.toThrow(
      expect.objectContaining({ name: 'ConditionalCheckFailedException' }),
    );
    const { Items = [] } = await client.send(new ScanCommand({ TableName }));
    expect(Items.map(({ id, reason }) => [id?.S, reason?.S]).toSorted()).toEqual([
      ['kept', 'as it is now'],
      ['lost', 'as it was'],
    ]);
  });
});
