/** Everything that the service logs. `level` is pino's. */
export const LOG_EVENTS = {
  'message-irrelevant': { level: 'debug', text: 'The message concerns no root credential' },
  'message-malformed': { level: 'error', text: 'The message does not parse; it is in the dead-letter queue' },
  'message-processed': { level: 'info', text: 'What the message asks for is done' },
  'message-failed': { level: 'warn', text: 'The message will be tried again' },
  'trigger-rejected': { level: 'warn', text: 'The account may not be looked at' },
  'account-skipped': { level: 'info', text: 'The account is not ACTIVE' },
  'account-not-ready': { level: 'info', text: 'The account has just joined and is not known everywhere yet' },
  'account-unknown': { level: 'warn', text: 'The account could not be audited' },
  'account-already-audited': {
    level: 'info',
    text: 'An audit after what asked has answered it; the account was not looked at again',
  },
  'account-audited': { level: 'info', text: 'The account was audited' },
  'enforcement-started': { level: 'info', text: 'Removing root credentials' },
  'enforcement-finished': { level: 'info', text: 'Root credentials removed, as the re-read shows' },
  'enforcement-incomplete': { level: 'error', text: 'Root credentials remain after the removal' },
  'enforcement-left': { level: 'info', text: 'Another run is removing root credentials of the account' },
  'posture-malformed': { level: 'error', text: 'What is stored about the account does not parse' },
  'second-look-requested': {
    level: 'info',
    text: 'A credential was created that the audit does not show yet',
  },
  'guardrail-weakened': { level: 'error', text: 'The organization weakened the guardrail' },
  'notification-sent': { level: 'info', text: 'People were told' },
  'sweep-started': { level: 'info', text: 'The sweep of the organization started' },
  'sweep-continued': { level: 'info', text: 'The sweep goes on where it stopped' },
  'sweep-paused': { level: 'info', text: 'The sweep stops here for now; the next run goes on' },
  'sweep-finished': { level: 'info', text: 'Every account of the organization has been queued' },
  'sweep-missed-accounts': {
    level: 'error',
    text: 'Accounts that the sweep before this one queued have not been audited since',
  },
  'sweeper-finished': { level: 'info', text: 'The run of the sweeper is over' },
  'sweeper-failed': { level: 'error', text: 'The sweeper failed as a whole; Lambda tries it again' },
  'scope-queued': { level: 'info', text: 'Every account of an organizational unit has been queued' },
  'scope-gone': { level: 'warn', text: 'The organizational unit to audit again does not exist' },
  'sweep-blocked': {
    level: 'error',
    text: 'The organization does not let rootguard work; the sweep was not started',
  },
  'exception-ended': { level: 'info', text: 'An exception has ended; its scope is audited again' },
  'record-malformed': {
    level: 'error',
    text: 'A stored record does not parse; what it means is done without it',
  },
  'grace-ended': { level: 'info', text: 'The grace of an invited account has ended; it is audited again' },
  'exception-malformed': { level: 'error', text: 'An exception does not parse' },
} as const satisfies Record<string, { level: 'debug' | 'info' | 'warn' | 'error'; text: string }>;

export type LogEventKey = keyof typeof LOG_EVENTS;

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
