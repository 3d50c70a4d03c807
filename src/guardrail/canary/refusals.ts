/** Why there is no run. The codes are stable: they are in the ledger and in the output. */
export const CANARY_REFUSALS = {
  'canary-not-a-member': 'The canary needs an active member account of the organization.',
  'canary-has-credentials': 'The account has root credentials; the canary needs one that has none.',
  'canary-has-exceptions':
    'An exception applies to the account, so its password could be one that somebody approved.',
  'canary-in-progress': 'Another run of the canary is in progress in the account.',
  'canary-left-behind': 'The password of an interrupted run is still there and could not be removed.',
  'canary-unclear': 'It could not be found out whether the account is fit for a run.',
} as const;

export type CanaryRefusalCode = keyof typeof CANARY_REFUSALS;

export interface CanaryRefusal {
  readonly code: CanaryRefusalCode;
  /** What was seen. */
  readonly detail: string;
}

export function describeRefusal({ code, detail }: CanaryRefusal): string {
  return `${CANARY_REFUSALS[code]} ${detail}`;
}
