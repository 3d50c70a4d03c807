import type { AccountId } from '../../domain/account.ts';
import type { WideScope } from '../../domain/exception.ts';
import type { DeployedModes } from '../../domain/policy.ts';

/** How far a full sweep has come. Kept under a reserved key of the posture table. */
export interface SweepProgress {
  readonly sweepId: string;
  readonly startedAt: Date;
  /** When the sweep before it started: by now its accounts should have been audited. Undefined where there is nothing to check. */
  readonly previousStartedAt: Date | undefined;
  /** The modes of the deployment that started it: an operator's machine has no other way to know them. */
  readonly modes?: DeployedModes | undefined;
  /** Where the listing goes on; undefined before the first page. */
  readonly next: string | undefined;
  readonly accountsQueued: number;
  readonly finishedAt: Date | undefined;
  /** No other run continues it before then: the sweeper that leased it may still be running. */
  readonly leasedUntil: Date;
  /** 1 for the first write ever, then one more with each: a write on an outdated copy is refused. */
  readonly revision: number;
}

/** The state of a sweep that does not parse. No run continues it: the next sweep replaces it. */
export interface MalformedProgress {
  readonly type: 'malformed';
  readonly issues: readonly string[];
  /** The revision to write after; 0 where that is what does not parse. */
  readonly revision: number;
}

/** A scope that somebody asked to be audited again. */
export interface RequestedScope {
  readonly scope: WideScope;
  readonly requestedAt: Date;
}

/** A request that does not parse. Where its scope is known, it counts as a request made when it is found. */
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
   * Notes that a scope wider than an account has to be audited again, for the sweeper's next run. The time of a request
   * only grows: one that is older than what is noted already, by its own clock, counts as a millisecond younger, so that
   * it neither hides the other nor is cleared together with it.
   */
  requestScope(scope: WideScope, at: Date): Promise<void>;
  readRequestedScopes(): Promise<readonly (RequestedScope | MalformedRequest)[]>;
  /** Keeps a request that was made again since it was read: its scope may have changed in between. */
  clearRequestedScope(requested: RequestedScope): Promise<void>;
  /** The earliest end that was noted and not cleared counts: to look too early does no harm. */
  noteGraceEnd(graceEnd: GraceEnd): Promise<void>;
  readGraceEnds(): Promise<readonly GraceEnd[]>;
  /** Leaves a note alone that says another time by now. */
  clearGraceEnd(graceEnd: GraceEnd): Promise<void>;
}
