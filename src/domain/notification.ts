import type { AccountId } from './account.ts';
import { keyOf } from './schema.ts';

/** Every notification, by key. */
export const NOTIFICATIONS = {
  'canary-removed': { severity: 'info', title: 'The root password of a canary run was removed' },
  'canary-found': { severity: 'info', title: 'The root password of a canary run was found' },
  'canary-failed': { severity: 'critical', title: 'A canary run failed' },
  'credentials-removed': { severity: 'warning', title: 'Unapproved root credentials removed' },
  'violation-found': { severity: 'critical', title: 'Unapproved root credentials found and left in place' },
  'mfa-lost': { severity: 'critical', title: 'An approved root password has lost its MFA device' },
  'mfa-changed': {
    severity: 'critical',
    title: 'An approved root password has another MFA device than before',
  },
  'sweep-findings': { severity: 'critical', title: 'A sweep found many accounts that need attention' },
  'first-sweep': { severity: 'warning', title: 'The first sweep of the organization has ended' },
  'removal-failed': { severity: 'critical', title: 'Root credentials could not be removed' },
  'account-unreadable': { severity: 'warning', title: 'An account could not be audited' },
  'organization-blocked': {
    severity: 'critical',
    title: 'rootguard cannot open root sessions in any account',
  },
  'accounts-silent': { severity: 'critical', title: 'Accounts were audited and not heard' },
  'accounts-heard-again': { severity: 'warning', title: 'Accounts are heard again' },
  'nothing-heard': { severity: 'critical', title: 'No account is heard' },
  'guardrail-weakened': { severity: 'critical', title: 'The guardrail was weakened' },
  'guardrail-changed': { severity: 'warning', title: 'A deployment changes rootguard itself' },
  'root-user-acted': {
    severity: 'critical',
    title: 'A root user made itself credentials that rootguard can neither see nor remove',
  },
  'root-sign-ins-failed': {
    severity: 'warning',
    title: 'Sign-ins as the root user of an account keep failing',
  },
  'root-mailbox-changed': {
    severity: 'critical',
    title: "The email address of an account's root user was changed, or a change was requested",
  },
  'account-contacts-changed': { severity: 'warning', title: 'The contacts of an account were changed' },
  'account-leaving': { severity: 'critical', title: 'An account is leaving the organization' },
  'delegated-administrator-registered': {
    severity: 'critical',
    title: 'Another account may manage root users in the organization',
  },
  'guardrail-administrator-registered': {
    severity: 'critical',
    title: 'Another account may change what the guardrail depends on',
  },
  'root-access-restored': {
    severity: 'warning',
    title: 'What the guardrail depends on was switched on again',
  },
  'organization-policy-changed': {
    severity: 'warning',
    title: 'A policy that can limit root sessions was changed',
  },
  'policy-delegation-changed': {
    severity: 'critical',
    title: 'Which accounts may manage the policies of the organization was changed',
  },
  'trail-weakened': { severity: 'critical', title: 'A trail no longer logs what rootguard depends on' },
  'management-root-used': { severity: 'critical', title: 'The root user of the management account was used' },
  'session-foreign': {
    severity: 'critical',
    title: 'Somebody else than rootguard opened a root session',
  },
  'sessions-denied': {
    severity: 'warning',
    title: 'Somebody was denied to open root sessions, many times',
  },
  'management-root-exposed': {
    severity: 'critical',
    title: 'The root user of the management account is not protected',
  },
  'management-root-unreadable': {
    severity: 'warning',
    title: 'Whether the root user of the management account is protected cannot be read',
  },
  'breaker-open': { severity: 'critical', title: 'Removals are on hold: too many accounts within an hour' },
  'settings-changed': { severity: 'warning', title: 'The mode or a limit of the guardrail was changed' },
  'settings-unusable': {
    severity: 'critical',
    title: 'Nothing is removed: the settings cannot be used',
  },
  'exception-malformed': {
    severity: 'warning',
    title: 'An exception cannot be read',
  },
} as const satisfies Record<string, { severity: 'info' | 'warning' | 'critical'; title: string }>;

export type NotificationKey = keyof typeof NOTIFICATIONS;

export const notificationKeySchema = keyOf<NotificationKey>(NOTIFICATIONS);

export interface Notification {
  readonly key: NotificationKey;
  readonly account: AccountId | 'organization';
  /** Identifies the incident: until a repeat is due, a notification with the same fingerprint is not sent again. */
  readonly fingerprint: string;
  /** Plain sentences, one fact each. */
  readonly lines: readonly string[];
  readonly at: Date;
}
