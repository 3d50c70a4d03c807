import type { AccountId } from '../../domain/account.ts';
import type { Policy } from '../../domain/policy.ts';
import type { NotifyDependencies } from '../account/dependencies.ts';
import type { ExceptionWatch } from '../ports/exceptions.ts';
import type { AccountLister, FeaturesReader } from '../ports/organization.ts';
import type { AuditTimes } from '../ports/posture.ts';
import type { SweepState } from '../ports/sweep-state.ts';
import type { SweepQueue, TriggerQueue } from '../ports/work-queues.ts';

/** For queueing the audits of many accounts. The sweeper opens no root session and deletes nothing. */
export interface SweepDependencies extends NotifyDependencies {
  readonly managementAccountId: AccountId;
  readonly policy: Policy;
  readonly features: FeaturesReader;
  readonly lister: AccountLister;
  readonly sweepState: SweepState;
  readonly auditTimes: AuditTimes;
  readonly sweepQueue: SweepQueue;
  readonly triggerQueue: TriggerQueue;
  readonly exceptionWatch: ExceptionWatch;
}
