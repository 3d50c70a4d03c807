import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type { TestSandbox } from 'organization-sandbox/testing/test-sandbox.ts';
import { createAwsClients } from '../../src/aws/clients.ts';
import { createExceptionEditor } from '../../src/aws/dynamodb/exception-editor.ts';
import { createHeartbeatRecorder } from '../../src/aws/dynamodb/heartbeats.ts';
import { ledgerItem } from '../../src/aws/dynamodb/ledger-item.ts';
import { createLedger } from '../../src/aws/dynamodb/ledger-table.ts';
import { createManagementRootStore } from '../../src/aws/dynamodb/management-root-record.ts';
import { createPostureStore } from '../../src/aws/dynamodb/posture-table.ts';
import { createRequestedScopes } from '../../src/aws/dynamodb/requested-scopes.ts';
import { createSessionRegister } from '../../src/aws/dynamodb/session-register.ts';
import { createSweepProgressStore } from '../../src/aws/dynamodb/sweep-progress.ts';
import { toItem } from '../../src/aws/dynamodb/table.ts';
import { parseAccountId } from '../../src/domain/account.ts';
import type { LedgerEntry } from '../../src/domain/ledger-entry.ts';
import type { Posture } from '../../src/domain/posture.ts';
import { administratorOf } from '../../src/local/clients.ts';
import { TABLES } from '../../src/runtime/resources.ts';
import { givenCredential, givenEvent } from '../support/builders.ts';

export const PAYMENTS = parseAccountId('333333333333');

/** Commands use the clock of the machine, so the records have to be recent. */
export const minutesAgo = (minutes: number): Date => new Date(Date.now() - minutes * 60_000);

/** Writes records into the tables as rootguard would have written them. */
export function recordsOf(sandbox: TestSandbox) {
  const credentials = administratorOf(sandbox.homeAccountId);
  const { documents } = createAwsClients({ endpoint: sandbox.endpoint, credentials, maxAttempts: 1 });
  const table = (name: string) => ({ client: documents, name });
  return {
    documents,
    ledger: createLedger(table(TABLES.ledger.name)),
    posture: createPostureStore(table(TABLES.posture.name)),
    exceptions: createExceptionEditor(table(TABLES.exceptions.name)),
    sessionRegister: createSessionRegister(table(TABLES.sessions.name)),
    heartbeats: createHeartbeatRecorder(table(TABLES.posture.name), { now: () => new Date() }),
    managementRoot: createManagementRootStore(table(TABLES.posture.name)),
    sweepProgress: createSweepProgressStore(table(TABLES.posture.name)),
    requestedScopes: createRequestedScopes(table(TABLES.posture.name)),
  };
}

/** An access key of the payments account was created and removed four seconds later. */
export function givenRemoval(at: Date): readonly LedgerEntry[] {
  const credential = givenCredential('access-key');
  const trigger = {
    type: 'root-credential-changed',
    account: PAYMENTS,
    kind: 'access-key',
    at: new Date(at.getTime() - 4_000),
    event: givenEvent(),
  } as const;
  const base = { account: PAYMENTS, enforcementId: 'e-1', triggers: [trigger] };
  return [
    {
      ...base,
      type: 'intent',
      at: new Date(at.getTime() - 1_000),
      id: 'a',
      before: [credential],
      decisions: [{ credential, reason: 'unapproved', exceptionId: undefined }],
      operator: undefined,
    },
    {
      ...base,
      type: 'outcome',
      at,
      id: 'b',
      results: [
        { exceptionId: undefined, credential, result: 'removed', reason: 'unapproved', requestId: 'r-1' },
      ],
      after: { type: 'readable', credentials: [] },
    },
  ];
}

export const BROKEN_KEY = `${minutesAgo(2).toISOString()}#broken`;

/** Another version of rootguard has written into the ledger of the payments account. */
export async function putBrokenEntry(sandbox: TestSandbox): Promise<void> {
  const Item = { account: PAYMENTS, at: BROKEN_KEY, type: 'audit/2' };
  await recordsOf(sandbox).documents.send(new PutCommand({ TableName: TABLES.ledger.name, Item }));
}

/** A newer version of rootguard has recorded that it removed an access key, for a reason that this one does not know. */
export async function putNewerRemoval(sandbox: TestSandbox): Promise<void> {
  const [, outcome] = givenRemoval(minutesAgo(1));
  if (outcome?.type !== 'outcome') throw new Error('no outcome');
  const results = outcome.results.map((result) => ({ ...result, reason: 'change-freeze' }));
  const Item = { ...ledgerItem(outcome), results: toItem({ results }).results };
  await recordsOf(sandbox).documents.send(new PutCommand({ TableName: TABLES.ledger.name, Item }));
}

export function givenPosture(fields: Partial<Posture> = {}): Posture {
  return {
    account: PAYMENTS,
    name: 'payments',
    accountState: 'ACTIVE',
    state: 'compliant',
    credentials: [],
    failure: undefined,
    auditedAt: minutesAgo(5),
    changedAt: minutesAgo(5),
    foundBy: 'CreateAccessKey 4256d14a',
    ...fields,
  };
}

export function withheld(): Posture['credentials'][number] {
  return {
    credential: givenCredential('access-key'),
    result: 'withheld',
    reason: 'observe-mode',
    exceptionId: undefined,
  };
}
