import type { TestSandbox } from 'organization-sandbox/testing/test-sandbox.ts';
import { createAwsClients } from '../../src/aws/clients.ts';
import { createLedgerReader } from '../../src/aws/dynamodb/ledger-reader.ts';
import { parseAccountId } from '../../src/domain/account.ts';
import type { LedgerEntry } from '../../src/domain/ledger-entry.ts';
import { administratorOf } from '../../src/local/clients.ts';
import { TABLES } from '../../src/runtime/resources.ts';

/** The current ledger entries of an account, oldest first. */
export async function ledgerOf(sandbox: TestSandbox, account: string): Promise<readonly LedgerEntry[]> {
  const credentials = administratorOf(sandbox.homeAccountId);
  const clients = createAwsClients({ endpoint: sandbox.endpoint, credentials, maxAttempts: 1 });
  const reader = createLedgerReader({ client: clients.documents, name: TABLES.ledger.name });
  const partition = account === 'organization' ? account : parseAccountId(account);
  const entries: LedgerEntry[] = [];
  for await (const entry of reader.read(partition)) if (entry.type !== 'malformed') entries.push(entry);
  clients.destroy();
  return entries;
}
