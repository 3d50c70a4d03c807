import type { AccountId } from '../../domain/account.ts';

/** The latest run of the canary in an account. It is recorded before the run creates a password. */
export interface CanaryRun {
  readonly account: AccountId;
  readonly id: string;
  readonly startedAt: Date;
  /** Of the session that creates the password; undefined where AWS's answer had none. */
  readonly accessKeyId: string | undefined;
  /** A run that has not ended by then was interrupted. */
  readonly leasedUntil: Date;
  /** Set once it is proven that the run has left no password behind. */
  readonly endedAt: Date | undefined;
}

export type StoredCanaryRun =
  | { readonly type: 'run'; readonly run: CanaryRun; readonly revision: number }
  | { readonly type: 'malformed'; readonly issues: readonly string[] };

export interface CanaryRuns {
  /** Undefined before the first run. @throws AwsCallError */
  read(account: AccountId): Promise<StoredCanaryRun | undefined>;
  /**
   * `conflict` where somebody has written since that revision was read; 0 is that of an account without a run.
   * @throws AwsCallError
   */
  write(run: CanaryRun, after: number): Promise<'written' | 'conflict'>;
}
