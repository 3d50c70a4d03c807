/**
 * The state of an account. `unknown`: it could not be found out; never counts as compliant. `skipped`: not ACTIVE, so no root
 * session can be opened in it.
 */
export const POSTURE_STATES = ['compliant', 'excepted', 'violating', 'unknown', 'skipped'] as const;

export type PostureState = (typeof POSTURE_STATES)[number];

/** No action is needed. */
export const ACCEPTABLE_STATES = ['compliant', 'excepted'] as const satisfies readonly PostureState[];

export type AcceptableState = (typeof ACCEPTABLE_STATES)[number];
