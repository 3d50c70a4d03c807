import type { AccountId } from '../../domain/account.ts';
import type { WideScope } from '../../domain/exception.ts';
import type { DeployedModes } from '../../domain/policy.ts';

/** The progress of a full sweep. Stored under a reserved key of the posture table. */
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

/** A state of the sweep that does not parse. No run can continue it; the next sweep replaces it. */
export interface MalformedProgress {
  readonly type: 'malformed';
  readonly issues: readonly string[];
  /** The revision to write after; 0 where that is what does not parse. */
  readonly revision: number;
}

/** A scope that somebody requested to be audited again. */
export interface RequestedScope {
  readonly scope: WideScope;
  readonly requestedAt: Date;
}

/** A request that does not parse. Where its scope can be read, it is treated as requested now. */
export interface MalformedRequest {
  readonly type: 'malformed';
  /** The name of the attribute. */
  readonly key: string;
  readonly scope: WideScope | undefined;
  readonly issue: string;
}

/** When the invited grace of an account ends. */
export interface GraceEnd {
  readonly account: AccountId;
  readonly endsAt: Date;
}

export interface SweepState {
  read(): Promise<SweepProgress | MalformedProgress | undefined>;
  /** `conflict` when somebody else has written since `progress.revision - 1` was read. */
  write(progress: SweepProgress): Promise<'written' | 'conflict'>;
  /**
   * Notes that a scope wider than an account has to be audited again, for the sweeper's next run. The stored time only increases:
   * where `at` is not later than it (clocks differ), one millisecond is added to the stored time, so that whoever is processing
   * the earlier request does not clear the new one.
   */
  requestScope(scope: WideScope, at: Date): Promise<void>;
  readRequestedScopes(): Promise<readonly (RequestedScope | MalformedRequest)[]>;
  /** Keeps a request that was made again since it was read: its scope may have changed in between. */
  clearRequestedScope(requested: RequestedScope): Promise<void>;
  /** Where an end is noted already, the earlier one is kept: an audit that is too early does no harm. */
  noteGraceEnd(graceEnd: GraceEnd): Promise<void>;
  readGraceEnds(): Promise<readonly GraceEnd[]>;
  /** Keeps a note whose time has changed since it was read. */
  clearGraceEnd(graceEnd: GraceEnd): Promise<void>;
}
