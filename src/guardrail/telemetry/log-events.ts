/** Everything that the service logs, by key. `level` is pino's. */
export const LOG_EVENTS = {
  'message-irrelevant': { level: 'debug', text: 'The message concerns no root credential' },
  'message-malformed': { level: 'error', text: 'The message does not parse; it is in the dead-letter queue' },
  'message-processed': { level: 'info', text: 'The message was processed' },
  'message-failed': { level: 'warn', text: 'The message could not be processed; it is tried again' },
  'trigger-rejected': { level: 'warn', text: 'The account may not be audited' },
  'account-skipped': { level: 'info', text: 'The account is not ACTIVE' },
  'account-not-ready': { level: 'info', text: 'The account has just joined and is not known everywhere yet' },
  'account-unknown': { level: 'warn', text: 'The account could not be audited' },
  'account-already-audited': {
    level: 'info',
    text: 'The latest audit is newer than the event; the account was not audited again',
  },
  'events-lost': {
    level: 'warn',
    text: 'The audit found a root credential of which no event has arrived',
  },
  'own-removal-seen': {
    level: 'info',
    text: 'The event is of a removal by rootguard itself, which has read the account again; it was not audited again',
  },
  'account-audited': { level: 'info', text: 'The account was audited' },
  'enforcement-started': { level: 'info', text: 'Removing root credentials' },
  'enforcement-finished': { level: 'info', text: 'Root credentials removed, as the re-read shows' },
  'enforcement-incomplete': { level: 'error', text: 'Root credentials remain after the removal' },
  'yielded-to-other-run': { level: 'info', text: 'Another run is removing root credentials of the account' },
  'posture-malformed': { level: 'error', text: 'The stored posture of the account does not parse' },
  'follow-up-audit-requested': {
    level: 'info',
    text: 'An event says that a credential was created that the audit does not show; the account is audited again',
  },
  'guardrail-weakened': { level: 'error', text: 'A setting that rootguard depends on was switched off' },
  'event-announced': { level: 'warn', text: 'An event that needs no audit was recorded' },
  'session-foreign': {
    level: 'warn',
    text: 'Somebody else than rootguard and the roles of sessionPrincipals opened a root session, or was denied to',
  },
  'notification-sent': { level: 'info', text: 'A notification was sent' },
  'sweep-started': { level: 'info', text: 'The sweep of the organization started' },
  'sweep-continued': { level: 'info', text: 'The sweep continues where it stopped' },
  'sweep-paused': { level: 'info', text: 'The sweep ran out of time; the next run continues it' },
  'sweep-finished': { level: 'info', text: 'Every account of the organization is queued' },
  'sweep-missed-accounts': {
    level: 'error',
    text: 'Accounts that the previous sweep queued have not been audited since',
  },
  'sweeper-finished': { level: 'info', text: 'The run of the sweeper has ended' },
  'sweeper-failed': { level: 'error', text: 'The run of the sweeper failed; Lambda tries it again' },
  'scope-queued': { level: 'info', text: 'Every account of the organizational unit is queued' },
  'scope-gone': { level: 'warn', text: 'The organizational unit that was to be audited does not exist' },
  'sweep-blocked': {
    level: 'error',
    text: 'No account of the organization can be audited; the sweep was not started',
  },
  'management-root-unreadable': {
    level: 'warn',
    text: 'The root user of the management account could not be read; it is read again after the next sweep',
  },
  'exception-ended': { level: 'info', text: 'An exception has ended; its scope is audited again' },
  'record-malformed': {
    level: 'error',
    text: 'A stored record does not parse; it is replaced or ignored',
  },
  'settings-change-found': {
    level: 'warn',
    text: 'The settings were changed, and no command has reported it',
  },
  'grace-ended': {
    level: 'info',
    text: 'The grace of an invited account has ended, or an account that has arrived should be ready; it is audited again',
  },
  'exception-change-received': {
    level: 'info',
    text: 'An exception was changed; its scope is audited again',
  },
  'exception-malformed': { level: 'error', text: 'An exception does not parse' },
  'watchdog-failed': {
    level: 'warn',
    text: 'The alarm in the management account could not be told that the watch has run',
  },
  'own-part-changed': { level: 'warn', text: 'A part of rootguard itself was changed' },
  'canary-completed': { level: 'info', text: 'The run of the canary saw every hop' },
  'canary-failed': { level: 'error', text: 'The run of the canary did not see every hop' },
} as const satisfies Record<string, { level: 'debug' | 'info' | 'warn' | 'error'; text: string }>;

export type LogEventKey = keyof typeof LOG_EVENTS;
