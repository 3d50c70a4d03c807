import type { LedgerEntry } from '../../domain/ledger-entry.ts';
import type { NotifyDependencies } from '../notify/dependencies.ts';
import type { CanaryRequest } from './dependencies.ts';

type CanaryEntry = Extract<LedgerEntry, { type: 'canary' }>;

/** What a run did, in the ledger of its account. */
export async function recordRun(
  { ledger, clock, newId }: Pick<NotifyDependencies, 'ledger' | 'clock' | 'newId'>,
  { account, by }: Pick<CanaryRequest, 'account' | 'by'>,
  runId: string,
  facts: Omit<CanaryEntry, 'type' | 'account' | 'at' | 'id' | 'runId' | 'by'>,
): Promise<void> {
  await ledger.append({ type: 'canary', account, at: clock.now(), id: newId(), runId, by, ...facts });
}
