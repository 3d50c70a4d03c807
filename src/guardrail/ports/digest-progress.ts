import type { DigestProgress } from '../../domain/digest-progress.ts';

/** For audits of a sweep, which leave it to the sweeper to notify of what they found. */
export interface FindingCounter {
  /** To be called once the posture shows the finding: whoever reads the count and then the postures sees it. */
  count(): Promise<void>;
}

export interface DigestProgressStore {
  /** A field that cannot be read is as if it had never been written: findings are told twice rather than not at all. */
  read(): Promise<StoredDigestProgress>;
  /**
   * Writes everything except the number of findings, which audits count meanwhile. `conflict` when another run has written since
   * `stored` was read.
   */
  write(stored: StoredDigestProgress, latest: DigestUpdate): Promise<'written' | 'conflict'>;
}

export interface StoredDigestProgress {
  readonly progress: DigestProgress;
  /** The count and the revision as they are stored: somebody may have edited them. */
  readonly storedFindings: unknown;
  readonly storedRevision: unknown;
}

export type DigestUpdate = Omit<DigestProgress, 'findings' | 'revision'>;
