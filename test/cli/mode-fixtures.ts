import { DeleteTableCommand, waitUntilTableNotExists } from '@aws-sdk/client-dynamodb';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { createAwsClients } from '../../src/aws/clients.ts';
import { createDeploymentRecord } from '../../src/aws/dynamodb/deployment-record.ts';
import type { Mode } from '../../src/domain/policy.ts';
import { administratorOf } from '../../src/local/clients.ts';
import { TABLES } from '../../src/runtime/resources.ts';
import { givenPolicy } from '../support/builders.ts';
import type { CliOnSandbox } from './cli.ts';

/** As a watch of the deployed sweeper does. */
export async function recordDeployment(
  cli: CliOnSandbox,
  { mode, canEnforce }: { readonly mode: Mode; readonly canEnforce: boolean },
): Promise<void> {
  await withDocuments(cli, async (client) => {
    const record = createDeploymentRecord({ client, name: TABLES.posture.name });
    const initialPolicy = givenPolicy({ mode });
    const recordedAt = new Date('2026-11-24T12:00:00Z');
    await record.write({ recordedAt, initialPolicy, canEnforce, seenSettings: undefined, highestVersion: 0 });
  });
}

/** Writes an item as edited by hand. */
export async function putItem(
  cli: CliOnSandbox,
  table: keyof typeof TABLES,
  item: Readonly<Record<string, unknown>>,
): Promise<void> {
  await withDocuments(cli, async (client) => {
    await client.send(new PutCommand({ TableName: TABLES[table].name, Item: { ...item } }));
  });
}

/** As in a deployment of a version that has no such table. */
export async function deleteTable(cli: CliOnSandbox, table: keyof typeof TABLES): Promise<void> {
  await withDocuments(cli, async (client) => {
    const { name } = TABLES[table];
    await client.send(new DeleteTableCommand({ TableName: name }));
    await waitUntilTableNotExists({ client, maxWaitTime: 10, minDelay: 1 }, { TableName: name });
  });
}

async function withDocuments(
  { sandbox }: CliOnSandbox,
  act: (documents: ReturnType<typeof createAwsClients>['documents']) => Promise<void>,
): Promise<void> {
  const credentials = administratorOf(sandbox.homeAccountId);
  const clients = createAwsClients({ endpoint: sandbox.endpoint, credentials, maxAttempts: 1 });
  await act(clients.documents);
  clients.destroy();
}
