import type { DeployedModes } from '../../domain/policy.ts';

/** The progress of a full sweep. */
export interface SweepProgress {
  readonly sweepId: string;
  readonly startedAt: Date;
  /** Start of the previous sweep, whose accounts should have been audited by now. Undefined where that is not to be checked. */
  readonly previousStartedAt: Date | undefined;
  /** The modes of the deployment that started it: an operator's machine has no other way to know them. */
  readonly modes?: DeployedModes | undefined;
  /** The pagination token of the next page; undefined before the first page. */
  readonly next: string | undefined;
  readonly accountsQueued: number;
  readonly finishedAt: Date | undefined;
  /** No other run continues the sweep before then, as the run with the lease may still be working. */
  readonly leasedUntil: Date;
  /** 1 for the first write, then one more with each write: a write that is based on an outdated copy is refused. */
  readonly revision: number;
}

/** What is stored of a sweep, where anything is. */
export type StoredProgress =
  | { readonly type: 'progress'; readonly progress: SweepProgress }
  | MalformedProgress;

/** It does not parse. No run can continue it; the next sweep replaces it. */
export interface MalformedProgress {
  readonly type: 'malformed';
  readonly issues: readonly string[];
  /** The revision to write after; 0 where that is what does not parse. */
  readonly revision: number;
  /** The revision as it is stored. */
  readonly storedRevision: unknown;
}

export interface SweepProgressStore {
  /** Undefined before the first sweep. */
  read(): Promise<StoredProgress | undefined>;
  /** `conflict` when somebody else has written since `progress.revision - 1` was read. */
  write(progress: SweepProgress): Promise<'written' | 'conflict'>;
  /** `conflict` when somebody else has replaced the malformed progress since it was read. */
  replace(malformed: MalformedProgress, progress: SweepProgress): Promise<'written' | 'conflict'>;
}
