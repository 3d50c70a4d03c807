import type { AccountId } from '../../domain/account.ts';
import type { CanaryTimes } from '../../domain/canary.ts';

/** The latest run of the canary in an account. It is recorded before the run creates a password. */
export interface CanaryRun extends CanaryTimes {
  readonly account: AccountId;
  readonly id: string;
  /** Of the session that creates the password; undefined where AWS's answer had none. */
  readonly accessKeyId: string | undefined;
  readonly leasedUntil: Date;
  /** Set once it is proven that the run has left no password behind. */
  readonly endedAt: Date | undefined;
}

export type StoredCanaryRun =
  | { readonly type: 'run'; readonly run: CanaryRun; readonly revision: number }
  | MalformedCanaryRun;

export interface MalformedCanaryRun {
  readonly type: 'malformed';
  readonly issues: readonly string[];
  /** As it is stored, which may be of any type. */
  readonly storedRevision: unknown;
}

export interface CanaryRuns {
  /** Undefined before the first run. @throws AwsCallError */
  read(account: AccountId): Promise<StoredCanaryRun | undefined>;
  /**
   * `conflict` where somebody has written since that revision was read; 0 is that of an account without a run.
   * @throws AwsCallError
   */
  write(run: CanaryRun, after: number): Promise<'written' | 'conflict'>;
  /** As `write`, in place of a record that cannot be read. The next write is after revision 1. @throws AwsCallError */
  replace(unreadable: MalformedCanaryRun, run: CanaryRun): Promise<'written' | 'conflict'>;
}
