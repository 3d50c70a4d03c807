import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Table } from '../../src/aws/dynamodb/table.ts';

export interface SentCommand {
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/** DynamoDB always answers these with a list. */
const NO_ITEMS: Readonly<Record<string, object>> = { Query: { Items: [] }, Scan: { Items: [] } };

/** An empty table that responds from `answers` by the name of the operation, and records the commands it was sent. */
export function givenRecordedTable(answers: Readonly<Record<string, object>> = {}) {
  const sent: SentCommand[] = [];
  const client = DynamoDBDocumentClient.from(new DynamoDBClient({ region: 'us-east-1' }));
  client.middlewareStack.add(
    (_, context) => async (args) => {
      const operation = String(context.commandName).replace('Command', '');
      sent.push({ operation, input: { ...args.input } });
      return { response: {}, output: { $metadata: {}, ...NO_ITEMS[operation], ...answers[operation] } };
    },
    { step: 'initialize', priority: 'high', name: 'answer' },
  );
  const table: Table = { client, name: 'table' };
  return { table, sent };
}
