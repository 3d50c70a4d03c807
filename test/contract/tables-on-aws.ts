import { CreateTableCommand, DeleteTableCommand } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { startSandbox } from 'organization-sandbox/sandbox.ts';
import { vi } from 'vitest';
import { createAwsClients } from '../../src/aws/clients.ts';
import { createBreaker } from '../../src/aws/dynamodb/breaker.ts';
import { createCanaryRunReader, createCanaryRuns } from '../../src/aws/dynamodb/canary-runs.ts';
import { createDeploymentRecord } from '../../src/aws/dynamodb/deployment-record.ts';
import { createDigestProgressStore, createFindingCounter } from '../../src/aws/dynamodb/digest-progress.ts';
import { createExceptionEditor } from '../../src/aws/dynamodb/exception-editor.ts';
import { createExceptionReader } from '../../src/aws/dynamodb/exception-reader.ts';
import { createExceptionWatch } from '../../src/aws/dynamodb/exception-watch.ts';
import { createGraceEnds } from '../../src/aws/dynamodb/grace-ends.ts';
import { createHeartbeatRecorder } from '../../src/aws/dynamodb/heartbeats.ts';
import { createLedgerArchive, createLedgerReader } from '../../src/aws/dynamodb/ledger-reader.ts';
import { createLedger } from '../../src/aws/dynamodb/ledger-table.ts';
import { createManagementRootStore } from '../../src/aws/dynamodb/management-root-record.ts';
import {
  createAuditTimes,
  createPostureReader,
  createPostureRecorder,
  createPostureStore,
} from '../../src/aws/dynamodb/posture-table.ts';
import { createRequestedScopes } from '../../src/aws/dynamodb/requested-scopes.ts';
import { createSentNotifications } from '../../src/aws/dynamodb/sent-notifications.ts';
import {
  createSessionArchive,
  createSessionReader,
  createSessionRegister,
} from '../../src/aws/dynamodb/session-register.ts';
import { createSettingsEditor, createSettingsReader } from '../../src/aws/dynamodb/settings-table.ts';
import { createSilenceStore } from '../../src/aws/dynamodb/silence.ts';
import { createStateReader, createStateWriter } from '../../src/aws/dynamodb/state-tables.ts';
import { createSweepProgressStore } from '../../src/aws/dynamodb/sweep-progress.ts';
import type { Table } from '../../src/aws/dynamodb/table.ts';
import type { AdapterName } from '../../src/aws/permissions.ts';
import type { StateReader, StateWriter } from '../../src/guardrail/ports/state-tables.ts';
import { createMemoryClock } from '../support/memory/clock.ts';
import type { TableBackend } from './backend.ts';
import { recordActions } from './used-actions.ts';

const KEYS = {
  exceptions: ['scope', 'id'],
  ledger: ['account', 'at'],
  posture: ['account'],
  settings: ['name'],
  sessions: ['account', 'at'],
} as const;

const CREDENTIALS = { accessKeyId: '222222222222', secretAccessKey: 'sandbox' };

/** One retry after a lost response. */
const MAX_ATTEMPTS = 2;

export interface AwsTableBackend extends TableBackend {
  readonly stateReader: StateReader;
  readonly stateWriter: StateWriter;
  /** Writes an item as edited in the console, or as another version of rootguard writes it. */
  putItem(table: keyof typeof KEYS, item: Readonly<Record<string, unknown>>): Promise<void>;
  deleteTable(table: keyof typeof KEYS): Promise<void>;
  /** The items of a table as they are stored. */
  storedItems(table: keyof typeof KEYS): Promise<readonly Readonly<Record<string, unknown>>[]>;
}

/** The adapters over DynamoDB's protocol and HTTP, with new tables. */
export async function givenTablesOnAws(): Promise<AwsTableBackend> {
  const sandbox = await startSandbox();
  const clients = () =>
    createAwsClients({ endpoint: sandbox.endpoint, credentials: CREDENTIALS, maxAttempts: MAX_ATTEMPTS });

  const own = clients();
  await Promise.all(Object.entries(KEYS).map(([name, keys]) => createTable(own.documents, name, keys)));

  let lost: string | undefined;
  const used: (typeof own)[] = [own];
  const tableFor = (adapter: AdapterName, name: keyof typeof KEYS): Table => {
    const { documents, ...rest } = clients();
    used.push({ documents, ...rest });
    recordActions(documents, 'dynamodb', adapter);
    dropResponses(documents, (operation) => {
      const isLost = operation === lost;
      if (isLost) lost = undefined;
      return isLost;
    });
    return { client: documents, name };
  };
  const putItem: AwsTableBackend['putItem'] = async (TableName, item) => {
    await own.documents.send(new PutCommand({ TableName, Item: { ...item } }));
  };
  return {
    ledger: createLedger(tableFor('ledger', 'ledger')),
    ledgerReader: createLedgerReader(tableFor('ledgerReader', 'ledger')),
    ledgerArchive: createLedgerArchive(tableFor('ledgerArchive', 'ledger')),
    posture: createPostureStore(tableFor('postureStore', 'posture')),
    postureRecorder: createPostureRecorder(tableFor('postureRecorder', 'posture')),
    postures: createPostureReader(tableFor('postureReader', 'posture')),
    findings: createFindingCounter(tableFor('findingCounter', 'posture')),
    digestProgress: createDigestProgressStore(tableFor('digestProgress', 'posture')),
    heartbeats: createHeartbeatRecorder(tableFor('heartbeatRecorder', 'posture'), createMemoryClock()),
    silence: createSilenceStore(tableFor('silence', 'posture')),
    auditTimes: createAuditTimes(tableFor('auditTimes', 'posture')),
    breaker: createBreaker(tableFor('breaker', 'posture')),
    sentNotifications: createSentNotifications(tableFor('sentNotifications', 'posture')),
    sweepProgress: createSweepProgressStore(tableFor('sweepProgress', 'posture')),
    requestedScopes: createRequestedScopes(tableFor('requestedScopes', 'posture')),
    graceEnds: createGraceEnds(tableFor('graceEnds', 'posture')),
    exceptionReader: createExceptionReader(tableFor('exceptionReader', 'exceptions')),
    exceptionWatch: createExceptionWatch(tableFor('exceptionWatch', 'exceptions'), createMemoryClock()),
    exceptionEditor: createExceptionEditor(tableFor('exceptionEditor', 'exceptions')),
    canaryRuns: createCanaryRuns(tableFor('canaryRuns', 'posture')),
    canaryRunReader: createCanaryRunReader(tableFor('canaryRunReader', 'posture')),
    managementRoot: createManagementRootStore(tableFor('managementRootStore', 'posture')),
    deploymentRecord: createDeploymentRecord(tableFor('deploymentRecord', 'posture')),
    sessionRegister: createSessionRegister(tableFor('sessionRegister', 'sessions')),
    sessionReader: createSessionReader(tableFor('sessionReader', 'sessions')),
    sessionArchive: createSessionArchive(tableFor('sessionArchive', 'sessions')),
    settingsReader: createSettingsReader(tableFor('settingsReader', 'settings')),
    settingsEditor: createSettingsEditor(tableFor('settingsEditor', 'settings')),
    stateReader: createStateReader({
      exceptions: tableFor('stateReader', 'exceptions'),
      ledger: tableFor('stateReader', 'ledger'),
      settings: tableFor('stateReader', 'settings'),
    }),
    stateWriter: createStateWriter({
      exceptions: tableFor('stateWriter', 'exceptions'),
      ledger: tableFor('stateWriter', 'ledger'),
      settings: tableFor('stateWriter', 'settings'),
    }),
    async putSettings(item) {
      const name = 'policy';
      if (item !== undefined) return putItem('settings', { name, ...item });
      await own.documents.send(new DeleteCommand({ TableName: 'settings', Key: { name } }));
    },
    putRow: (row) => putItem('exceptions', row),
    putItem,
    async deleteTable(TableName) {
      await own.documents.send(new DeleteTableCommand({ TableName }));
    },
    async storedItems(TableName) {
      return (await own.documents.send(new ScanCommand({ TableName, ConsistentRead: true }))).Items ?? [];
    },
    async dropResponse(operation) {
      lost = operation;
    },
    async close() {
      for (const { destroy } of used) destroy();
      await sandbox.close();
    },
  };
}

async function createTable(
  client: Table['client'],
  name: string,
  [partitionKey, sortKey]: readonly [string, string?],
): Promise<void> {
  const names = sortKey === undefined ? [partitionKey] : [partitionKey, sortKey];
  await client.send(
    new CreateTableCommand({
      TableName: name,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: names.map((attribute) => ({ AttributeName: attribute, AttributeType: 'S' })),
      KeySchema: names.map((attribute, index) => ({
        AttributeName: attribute,
        KeyType: index === 0 ? 'HASH' : 'RANGE',
      })),
    }),
  );
}

/** The request reaches DynamoDB, but the connection breaks before the response. */
function dropResponses({ config }: Table['client'], isLost: (operation: string) => boolean): void {
  const { requestHandler } = config;
  const handle = requestHandler.handle.bind(requestHandler);
  vi.spyOn(requestHandler, 'handle').mockImplementation(async (request, options) => {
    const answer = await handle(request, options);
    const operation = String(request.headers['x-amz-target']).split('.').at(-1) ?? '';
    if (isLost(operation)) throw Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
    return answer;
  });
}
