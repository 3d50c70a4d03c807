/** Why a credential is kept, removed or withheld. The keys are stable: they stand in the ledger and in every output. */
export const REASONS = {
  excepted: { verdict: 'keep', text: 'An active exception approves it.' },
  'guards-excepted-password': {
    verdict: 'keep',
    text: 'An active exception approves the password that this MFA device guards.',
  },
  unapproved: { verdict: 'remove', text: 'No active exception approves it.' },
  'observe-mode': {
    verdict: 'withhold',
    text: 'No exception approves it, and the account is in observe mode.',
  },
  'exceptions-unreadable': {
    verdict: 'withhold',
    text: 'The exceptions could not be read, so it may have been approved.',
  },
  'exception-malformed': {
    verdict: 'withhold',
    text: 'An exception in its scope does not parse, so it may have been approved.',
  },
  'invited-grace': {
    verdict: 'withhold',
    text: 'The account was invited and brought it; the grace period is not over.',
  },
  'breaker-open': {
    verdict: 'withhold',
    text: 'Too many accounts lost older credentials within the hour; an operator has to acknowledge.',
  },
  'password-stays': { verdict: 'withhold', text: 'The password that this MFA device guards stays for now.' },
  'removed-elsewhere': { verdict: 'withhold', text: 'Another run is removing it at this moment.' },
  'password-may-appear': {
    verdict: 'withhold',
    text: 'An event says that the root user was just at work, so a password may be there that the audit does not show yet; its MFA device waits.',
  },
} as const satisfies Record<string, { verdict: 'keep' | 'remove' | 'withhold'; text: string }>;

export type ReasonKey = keyof typeof REASONS;

/** The credential may have been approved: it could not be found out. */
export function isUncertain(reason: ReasonKey): boolean {
  return reason === 'exceptions-unreadable' || reason === 'exception-malformed';
}
