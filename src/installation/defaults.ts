import { POLICY_NUMBERS } from '../domain/policy.ts';

/*
 * Ranges and defaults of settings, as plain data: the configuration, the functions' environment and the local stack share them.
 */

const MINUTE_SECONDS = 60;
const HOUR_SECONDS = 60 * MINUTE_SECONDS;

/** All of rootguard is in this Region: global services log there, and the root sessions are opened there. */
export const REGION = 'us-east-1';

/** The range and the default of settings that the functions' environment has too. */
export const NUMBER_SETTINGS = {
  ...POLICY_NUMBERS,
  concurrency: { min: 1, max: 64, default: 8 },
  /** At most 120: an alarm evaluates at most a week, and it has to see a whole interval without a sweep. */
  fullSweepEveryHours: { min: 1, max: 120, default: 24 },
} as const;

/** What the sweeper is invoked with. */
export const SWEEPER_TASKS = ['full-sweep', 'watch'] as const;
export type SweeperTask = (typeof SWEEPER_TASKS)[number];

/** How often the sweeper runs. Events are best effort; only sweeps find everything. The watch processes ended exceptions. */
export const SCHEDULES = {
  'full-sweep': { everySeconds: NUMBER_SETTINGS.fullSweepEveryHours.default * HOUR_SECONDS },
  watch: { everySeconds: 5 * MINUTE_SECONDS },
} as const satisfies Record<SweeperTask, { everySeconds: number }>;
