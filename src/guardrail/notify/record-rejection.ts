import type { AccountId } from '../../domain/account.ts';
import type { LedgerEntry } from '../../domain/ledger-entry.ts';
import type { NotifyDependencies } from './dependencies.ts';

type Rejection = Pick<Extract<LedgerEntry, { type: 'rejected' }>, 'reason' | 'triggers'>;

/** Records that triggers are not processed. */
export async function recordRejection(
  { ledger, clock, newId, telemetry }: Omit<NotifyDependencies, 'notifier' | 'sentNotifications'>,
  account: AccountId,
  { reason, triggers }: Rejection,
  trigger: string,
): Promise<void> {
  await ledger.append({ type: 'rejected', account, at: clock.now(), id: newId(), reason, triggers });
  telemetry.log('trigger-rejected', { account, reason, trigger });
  telemetry.count('TriggersRejected', 1);
}
