import { keyOf } from './schema.ts';

/** What a decision says of a credential. `withhold`: it stays although no exception approves it. */
export const CREDENTIAL_ACTIONS = ['keep', 'remove', 'withhold'] as const;

export type CredentialAction = (typeof CREDENTIAL_ACTIONS)[number];

/** Why a credential is kept, removed or withheld. The keys are stable: they are in the ledger and in every output. */
export const REASONS = {
  excepted: { action: 'keep', text: 'An active exception approves it.' },
  'mfa-lost': {
    action: 'keep',
    text: 'An active exception approves it, but the MFA device that guarded it is gone.',
  },
  'guards-excepted-password': {
    action: 'keep',
    text: 'An active exception approves the password that this MFA device guards.',
  },
  unapproved: { action: 'remove', text: 'No active exception approves it.' },
  'created-by-canary': { action: 'remove', text: 'A run of the canary created it, and is over.' },
  'observe-mode': {
    action: 'withhold',
    text: 'No exception approves it, and the account is in observe mode.',
  },
  'exceptions-unreadable': {
    action: 'withhold',
    text: 'The exceptions could not be read, so it may have been approved.',
  },
  'exception-malformed': {
    action: 'withhold',
    text: 'An exception in its scope does not parse, so it may have been approved.',
  },
  'settings-unreadable': {
    action: 'withhold',
    text: 'The settings could not be read, so it is not known whether the account is in enforce mode.',
  },
  'settings-malformed': {
    action: 'withhold',
    text: 'The settings do not parse, so nothing is removed in any account.',
  },
  'invited-grace': {
    action: 'withhold',
    text: 'The account was invited and brought it; the grace period is not over.',
  },
  'breaker-open': {
    action: 'withhold',
    text: 'Too many accounts lost older credentials within the hour; an operator has to acknowledge.',
  },
  'password-stays': { action: 'withhold', text: 'The password that this MFA device guards stays for now.' },
  'removed-elsewhere': { action: 'withhold', text: 'Another run is removing it.' },
  'password-may-appear': {
    action: 'withhold',
    text: 'An event shows recent activity of the root user, so there may be a password that the audit does not show yet; the MFA device is kept until that is certain.',
  },
  unrecognized: {
    action: 'withhold',
    text: 'Another version of rootguard gave a reason that this one does not know.',
  },
} as const satisfies Record<string, { action: CredentialAction; text: string }>;

export type ReasonKey = keyof typeof REASONS;

export const reasonSchema = keyOf<ReasonKey>(REASONS);

/** Whether it is not known if the credential is approved. */
export function isUncertain(reason: ReasonKey): boolean {
  return reason === 'exceptions-unreadable' || reason === 'exception-malformed';
}
