import type { Scope } from '../../domain/exception.ts';

/** How far a full sweep has come. Kept under a reserved key of the posture table. */
export interface SweepProgress {
  readonly sweepId: string;
  readonly startedAt: Date;
  /** Where the listing goes on; undefined before the first page. */
  readonly next: string | undefined;
  readonly accountsQueued: number;
  readonly finishedAt: Date | undefined;
  /** Nobody else goes on with it before then: the sweeper that holds it may still be running. */
  readonly leasedUntil: Date;
  /** Grows by one with each write: a write on an outdated copy is refused. */
  readonly revision: number;
}

export interface SweepState {
  read(): Promise<SweepProgress | undefined>;
  /** `conflict` when somebody else has written since `progress.revision - 1` was read. */
  write(progress: SweepProgress): Promise<'written' | 'conflict'>;
  /** Notes that a scope wider than an account has to be audited again, for the sweeper's next run. */
  requestScope(scope: Scope, at: Date): Promise<void>;
  readRequestedScopes(): Promise<readonly Scope[]>;
  clearRequestedScope(scope: Scope): Promise<void>;
}
