/**
 * The state of an account. `unknown`: it could not be found out; never counts as compliant. `skipped`: not ACTIVE, so no root
 * session can be opened in it.
 */
export const POSTURE_STATES = ['compliant', 'excepted', 'violating', 'unknown', 'skipped'] as const;

export type PostureState = (typeof POSTURE_STATES)[number];

/** No action is needed. */
export const ACCEPTABLE_STATES = ['compliant', 'excepted'] as const satisfies readonly PostureState[];

export type AcceptableState = (typeof ACCEPTABLE_STATES)[number];

/** How many accounts are in each state, and in all. */
export type StateCounts = Readonly<Record<'accounts' | PostureState, number>>;

export const NO_ACCOUNTS: StateCounts = {
  accounts: 0,
  compliant: 0,
  excepted: 0,
  violating: 0,
  unknown: 0,
  skipped: 0,
};

export function countOneMore(counts: StateCounts, state: PostureState): StateCounts {
  return { ...counts, accounts: counts.accounts + 1, [state]: counts[state] + 1 };
}
