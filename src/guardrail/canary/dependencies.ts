import type { AccountId, MemberAccount } from '../../domain/account.ts';
import type { AwsFailure } from '../../domain/aws-failure.ts';
import type { CanaryStage, CanaryStageName } from '../../domain/canary.ts';
import type { Mode } from '../../domain/policy.ts';
import type { NotifyDependencies } from '../notify/dependencies.ts';
import type { CurrentPolicyDependencies } from '../operate/current-policy.ts';
import type { RecordDependencies } from '../operate/record-audit.ts';
import type { CanaryRun, CanaryRuns, StoredCanaryRun } from '../ports/canary-runs.ts';
import type { LedgerReader } from '../ports/ledger.ts';
import type { AccountDirectory } from '../ports/organization.ts';
import type { Pause } from '../ports/platform.ts';
import type { RootRecoverer, RootRemover } from '../ports/root-sessions.ts';
import type { SettingsReader } from '../ports/settings.ts';
import type { CanaryRefusal } from './refusals.ts';

export interface CanaryDependencies
  extends NotifyDependencies,
    RecordDependencies,
    CurrentPolicyDependencies {
  readonly managementAccountId: AccountId;
  readonly directory: AccountDirectory;
  readonly settings: SettingsReader;
  /** Creates the password; its sessions can do nothing else. */
  readonly recoverer: RootRecoverer;
  /** Removes it where the guardrail has not. */
  readonly remover: RootRemover;
  readonly ledgerReader: LedgerReader;
  readonly canaryRuns: CanaryRuns;
  readonly pause: Pause;
}

export interface CanaryRequest {
  readonly account: AccountId;
  /** The ARN of who runs it. */
  readonly by: string;
  readonly timeoutSeconds: number;
  /** A run that takes longer than this is counted as late. */
  readonly lateAfterSeconds?: number;
  /** Where nobody is at a terminal: a run that did not complete is notified. One that leaves a password behind always is. */
  readonly notifiesFailures?: boolean;
  /** Called once for each stage, when it is first seen. */
  readonly onStage?: (stage: CanaryStage) => void;
  /** Once it is aborted, the run stops watching, and cleans up. */
  readonly interrupted?: AbortSignal;
}

export interface RefusedRun {
  readonly type: 'refused';
  readonly refusal: CanaryRefusal;
}

export type CanaryOutcome =
  /** Nothing was created. */
  RefusedRun | NotCreated | FinishedRun;

/** AWS refused the session or the call, or its answer was lost. */
export interface NotCreated {
  readonly type: 'not-created';
  readonly failure: AwsFailure;
  /** Whether the call may have taken effect although IAM shows no password: it may show one later. */
  readonly isUncertain: boolean;
}

export interface FinishedRun {
  /** `incomplete`: not every stage was seen. `left-behind`: nor could it be proven that the password is gone. */
  readonly type: 'completed' | 'incomplete' | 'left-behind';
  readonly mode: Mode;
  /** In the order of the hops. */
  readonly stages: readonly CanaryStage[];
  readonly missing: readonly CanaryStageName[];
  readonly totalMs: number;
  /** Why the password could not be removed. */
  readonly leftBecause?: string | undefined;
}

/** An account that a run may be made in. */
export interface Cleared {
  readonly type: 'cleared';
  readonly account: MemberAccount;
  readonly mode: Mode;
  /** The record of the latest run, which that of this one replaces. */
  readonly latest: StoredCanaryRun | undefined;
  /** The latest run, where it has not ended: its password may appear late. */
  readonly interrupted: CanaryRun | undefined;
}
