import type { SweepProgress } from '../../domain/sweep-progress.ts';

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
