import { CreateTableCommand } from '@aws-sdk/client-dynamodb';
import { startSandbox } from 'organization-sandbox/sandbox.ts';
import { createAwsClients } from '../../src/aws/clients.ts';
import type { Table } from '../../src/aws/dynamodb/table.ts';

export interface PostureTable extends Table {
  close(): Promise<void>;
}

/** An empty posture table over DynamoDB's protocol, for rows of any form. */
export async function openPostureTable(): Promise<PostureTable> {
  const sandbox = await startSandbox();
  const { documents: client, destroy } = createAwsClients({
    endpoint: sandbox.endpoint,
    credentials: { accessKeyId: '222222222222', secretAccessKey: 'sandbox' },
    maxAttempts: 1,
  });
  const name = 'posture';
  await client.send(
    new CreateTableCommand({
      TableName: name,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'account', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'account', KeyType: 'HASH' }],
    }),
  );
  return {
    client,
    name,
    async close() {
      destroy();
      await sandbox.close();
    },
  };
}
