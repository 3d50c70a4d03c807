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
  OldestFailedTriggerSeconds: 'Seconds',
  EventToRemovalMilliseconds: 'Milliseconds',
} as const satisfies Record<string, 'Count' | 'Seconds' | 'Milliseconds'>;

export type MetricKey = keyof typeof METRICS;
