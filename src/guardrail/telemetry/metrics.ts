/** CloudWatch metrics of the namespace `rootguard`. Alarms and the dashboard refer to these names. */
export const METRICS = {
  AccountsAudited: 'Count',
  AccountsUnknown: 'Count',
  AccountsSkipped: 'Count',
  TriggersRejected: 'Count',
  MessagesMalformed: 'Count',
  ViolationsFound: 'Count',
  CredentialsRemoved: 'Count',
  CredentialsExcepted: 'Count',
  CredentialsWithheld: 'Count',
  EnforcementFailures: 'Count',
  BreakerOpen: 'Count',
  GuardrailWeakened: 'Count',
  OrganizationBlocked: 'Count',
  AccountsQueued: 'Count',
  SweepsFinished: 'Count',
  AccountsMissed: 'Count',
  /** With each watch: how many accounts were audited and not heard, as the latest survey found. */
  AccountsSilent: 'Count',
  /** With each watch: 1 where the organization is in enforce mode, 0 where it is in observe mode. */
  EnforceMode: 'Count',
  /** With each watch: how many organizational units and accounts have another mode than the organization. */
  ModeOverrides: 'Count',
  OldestFailedTriggerSeconds: 'Seconds',
  /** Of each run of the canary that saw every hop: from the creation of the password to the last hop. */
  CanarySeconds: 'Seconds',
  /** With each run: 1 where it did not see every hop, or too late. */
  CanaryFailures: 'Count',
  EventToRemovalMilliseconds: 'Milliseconds',
  /**
   * Root credentials that an audit found a quarter of an hour after their creation or later, before any event of them. An event that
   * arrives after that is taken off the account's row, which reports count, and not off this metric.
   */
  EventsLost: 'Count',
  /**
   * For each watched event and each heartbeat: from its time, which CloudTrail logs in whole seconds, to its arrival in the queue, by SQS's clock.
   * Between 0 and 90 days. Not for replays, nor again where a message is delivered again or comes back from the dead-letter queue.
   */
  EventDelaySeconds: 'Seconds',
  /** Once an hour: of the active accounts, how many were audited in time and are heard. 0 where nothing at all is heard. */
  CoveragePercent: 'Percent',
  /** Once an hour: the age of the oldest audit among the accounts that were audited in time. */
  OldestAuditSeconds: 'Seconds',
} as const satisfies Record<string, 'Count' | 'Seconds' | 'Milliseconds' | 'Percent'>;

/** Of the stack of the canary, which an installation need not have. */
export const OPT_IN_METRICS: readonly MetricKey[] = ['CanarySeconds', 'CanaryFailures'];

export type MetricKey = keyof typeof METRICS;
