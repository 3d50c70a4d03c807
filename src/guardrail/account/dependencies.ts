import type { AccountId, MemberAccount } from '../../domain/account.ts';
import type { Policy } from '../../domain/policy.ts';
import type { NotifyDependencies } from '../notify/dependencies.ts';
import type { Breaker } from '../ports/breaker.ts';
import type { CanaryRuns } from '../ports/canary-runs.ts';
import type { FindingCounter } from '../ports/digest-progress.ts';
import type { ExceptionReader } from '../ports/exceptions.ts';
import type { GraceEnds } from '../ports/grace-ends.ts';
import type { AccountDirectory } from '../ports/organization.ts';
import type { Pause } from '../ports/platform.ts';
import type { PostureRecorder } from '../ports/posture.ts';
import type { RootAuditor, RootRemover } from '../ports/root-sessions.ts';
import type { SettingsReader } from '../ports/settings.ts';
import type { TriggerQueue } from '../ports/work-queues.ts';

/** For guarding an account. */
export interface GuardDependencies extends NotifyDependencies {
  readonly managementAccountId: AccountId;
  /** Applies until an operator has changed the settings. */
  readonly initialPolicy: Policy;
  readonly settings: SettingsReader;
  readonly directory: AccountDirectory;
  readonly auditor: RootAuditor;
  /** Undefined where the deployment cannot delete, whatever the settings are. */
  readonly remover: RootRemover | undefined;
  readonly exceptions: ExceptionReader;
  readonly posture: PostureRecorder;
  readonly breaker: Breaker;
  readonly triggerQueue: TriggerQueue;
  readonly findings: FindingCounter;
  readonly graceEnds: Pick<GraceEnds, 'note' | 'isNoted'>;
  readonly canaryRuns: Pick<CanaryRuns, 'read'>;
  readonly pause: Pause;
  /** Whether the account is to forward its events; every account is, by default. */
  readonly isCovered?: (account: MemberAccount) => boolean;
}
