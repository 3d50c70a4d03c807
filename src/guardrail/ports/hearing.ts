import type { AccountId } from '../../domain/account.ts';
import type { HearingProgress } from '../../domain/hearing-progress.ts';

/** What is stored of the heartbeats of accounts. */
export interface HeartbeatRecorder {
  /** @param at the time of the event. Earlier and repeated heartbeats change nothing that a later one has recorded. */
  recordHeartbeat(account: AccountId, at: Date): Promise<void>;
}

export interface StoredHearingProgress {
  readonly progress: HearingProgress;
  /** The revision as it is stored: somebody may have edited it. */
  readonly storedRevision: unknown;
}

/** What the sweeper has notified of silent accounts. */
export interface SilenceStore {
  /** A field that cannot be read is as if it had never been written. */
  readHearingProgress(): Promise<StoredHearingProgress>;
  /** `conflict` when another run has written since `stored` was read. */
  writeHearingProgress(
    stored: StoredHearingProgress,
    latest: Omit<HearingProgress, 'revision'>,
  ): Promise<'written' | 'conflict'>;
  /** @param since the audit that was not heard; undefined once people were notified that the account is heard again */
  markSilenceNotified(account: AccountId, since: Date | undefined): Promise<void>;
}
