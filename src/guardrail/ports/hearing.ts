import type { AccountId } from '../../domain/account.ts';
import type { HearingProgress } from '../../domain/hearing-progress.ts';

/** What is stored of the heartbeats of accounts. */
export interface HeartbeatRecorder {
  /** @param at the time of the event. Earlier and repeated heartbeats change nothing that a later one has recorded. */
  recordHeartbeat(account: AccountId, at: Date): Promise<void>;
}

/** What the sweeper has notified of silent accounts. */
export interface SilenceStore {
  /** A field that cannot be read is as if it had never been written. */
  readHearingProgress(): Promise<HearingProgress>;
  writeHearingProgress(progress: HearingProgress): Promise<void>;
  /** @param since the audit that was not heard; undefined once people were notified that the account is heard again */
  markSilenceNotified(account: AccountId, since: Date | undefined): Promise<void>;
}
