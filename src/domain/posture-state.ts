/**
 * The state of an account. `unknown` is not a kind of compliant: it could not be found out. `skipped`: not ACTIVE, so no
 * root session can be opened in it.
 */
export const POSTURE_STATES = ['compliant', 'excepted', 'violating', 'unknown', 'skipped'] as const;

export type PostureState = (typeof POSTURE_STATES)[number];

/** No action is needed. */
export const SOUND_STATES = ['compliant', 'excepted'] as const satisfies readonly PostureState[];

export type SoundState = (typeof SOUND_STATES)[number];
