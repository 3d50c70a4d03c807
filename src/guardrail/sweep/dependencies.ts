import type { AccountId } from '../../domain/account.ts';
import type { DeployedCoverage } from '../../domain/deployed-coverage.ts';
import type { Policy } from '../../domain/policy.ts';
import type { NotifyDependencies } from '../notify/dependencies.ts';
import type { DeploymentRecord } from '../ports/deployment-record.ts';
import type { DigestProgressStore } from '../ports/digest-progress.ts';
import type { ExceptionWatch } from '../ports/exceptions.ts';
import type { GraceEnds } from '../ports/grace-ends.ts';
import type { SilenceStore } from '../ports/hearing.ts';
import type { ManagementRootReader, ManagementRootStore } from '../ports/management-root.ts';
import type { AccountDirectory, AccountLister, FeaturesReader } from '../ports/organization.ts';
import type { AuditTimes, PostureReader } from '../ports/posture.ts';
import type { RequestedScopes } from '../ports/requested-scopes.ts';
import type { SettingsReader } from '../ports/settings.ts';
import type { SweepProgressStore } from '../ports/sweep-progress.ts';
import type { SweepQueue, TriggerQueue } from '../ports/work-queues.ts';

/** For queueing the audits of many accounts. The sweeper opens no root session and deletes nothing. */
export interface SweepDependencies extends NotifyDependencies {
  readonly managementAccountId: AccountId;
  /** Applies until an operator has changed the settings. */
  readonly initialPolicy: Policy;
  /** Whether the consumer can delete, whatever the settings are. */
  readonly canEnforce: boolean;
  readonly deployedCoverage: DeployedCoverage;
  readonly homeAccountId: AccountId;
  readonly settings: SettingsReader;
  readonly deploymentRecord: DeploymentRecord;
  readonly features: FeaturesReader;
  readonly lister: AccountLister;
  readonly directory: AccountDirectory;
  readonly sweepProgress: SweepProgressStore;
  readonly requestedScopes: RequestedScopes;
  readonly graceEnds: GraceEnds;
  readonly digestProgress: DigestProgressStore;
  readonly silence: SilenceStore;
  readonly postures: PostureReader;
  readonly auditTimes: AuditTimes;
  /** Undefined where the deployment has no role for it. */
  readonly managementRootReader: ManagementRootReader | undefined;
  readonly managementRoot: ManagementRootStore;
  readonly sweepQueue: SweepQueue;
  readonly triggerQueue: TriggerQueue;
  readonly exceptionWatch: ExceptionWatch;
}
