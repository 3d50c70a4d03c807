import type { AccountId } from '../../domain/account.ts';

/** What is stored of the heartbeats of accounts. */
export interface HeartbeatRecorder {
  /** @param at the time of the event. Earlier and repeated heartbeats change nothing that a later one has recorded. */
  recordHeartbeat(account: AccountId, at: Date): Promise<void>;
}
