import { expect, it } from 'vitest';
import { createBreaker } from '../../../../src/aws/dynamodb/breaker.ts';
import { createDeploymentRecord } from '../../../../src/aws/dynamodb/deployment-record.ts';
import { createExceptionEditor } from '../../../../src/aws/dynamodb/exception-editor.ts';
import { createExceptionReader } from '../../../../src/aws/dynamodb/exception-reader.ts';
import { createExceptionWatch } from '../../../../src/aws/dynamodb/exception-watch.ts';
import { createGraceEnds } from '../../../../src/aws/dynamodb/grace-ends.ts';
import { createLedgerArchive, createLedgerReader } from '../../../../src/aws/dynamodb/ledger-reader.ts';
import { createAuditTimes, createPostureStore } from '../../../../src/aws/dynamodb/posture-table.ts';
import { createRequestedScopes } from '../../../../src/aws/dynamodb/requested-scopes.ts';
import { createSentNotifications } from '../../../../src/aws/dynamodb/sent-notifications.ts';
import { createSettingsEditor, createSettingsReader } from '../../../../src/aws/dynamodb/settings-table.ts';
import { createSweepProgressStore } from '../../../../src/aws/dynamodb/sweep-progress.ts';
import type { Table } from '../../../../src/aws/dynamodb/table.ts';
import { ACCOUNT, givenAccount, givenException } from '../../../support/builders.ts';
import { createMemoryClock } from '../../../support/memory/clock.ts';
import { givenRecordedTable } from '../../../support/sent-commands.ts';

const NOW = new Date('2026-11-24T12:00:00Z');
const { scope, id } = givenException();

/** The local DynamoDB of the other tests is always consistent, so only the request shows whether AWS was asked to be. */
const READS: Readonly<Record<string, (table: Table) => Promise<unknown>>> = {
  'exceptions before a decision': (table) => createExceptionReader(table).readFor(givenAccount(), NOW),
  'exceptions that are watched': (table) => readAll(createExceptionWatch(table, createMemoryClock()).scan()),
  'an exception to be revoked': (table) => createExceptionEditor(table).revoke(scope, id, 'somebody', NOW),
  'the state of the breaker': (table) => createBreaker(table).state(NOW),
  'what the breaker would admit': (table) => createBreaker(table).wouldPermit(ACCOUNT, 1, NOW),
  'what the breaker admits': (table) => createBreaker(table).permit(ACCOUNT, 1, NOW),
  'a posture': (table) => createPostureStore(table).read(ACCOUNT),
  'all postures': (table) => readAll(createPostureStore(table).readAll()),
  'times of audits': (table) => createAuditTimes(table).readAuditedSince(NOW, NOW),
  'what was announced': (table) => createSentNotifications(table).wasSent('fingerprint', NOW),
  'the progress of the sweep': (table) => createSweepProgressStore(table).read(),
  'scopes to be audited': (table) => createRequestedScopes(table).read(),
  'the settings': (table) => createSettingsReader(table).read(),
  'the settings to be changed': (table) => createSettingsEditor(table).readToReplace(),
  'what is deployed': (table) => createDeploymentRecord(table).read(),
  'ends of grace': (table) => createGraceEnds(table).read(),
  'the ledger of an account': (table) => readAll(createLedgerReader(table).read(ACCOUNT)),
  'the whole ledger': (table) => readAll(createLedgerArchive(table).readAll(NOW)),
};

it.each(Object.entries(READS))('%s asks for a strongly consistent read', async (_, read) => {
  const { table, sent } = givenRecordedTable();
  await read(table);
  const reads = sent.filter(({ operation }) => ['GetItem', 'Query', 'Scan'].includes(operation));
  expect(reads.length).toBeGreaterThan(0);
  expect(reads.filter(({ input }) => input.ConsistentRead !== true)).toEqual([]);
});

async function readAll(items: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of items);
}
