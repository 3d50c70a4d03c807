import * as v from 'valibot';
import { count, type EntriesOutput, maybe, object, utcTimestamp } from './schema.ts';

/** Every field by itself: one that does not parse is as if it had never been written. */
const FIELDS = {
  /** When the postures are read again for silent accounts. */
  nextSurveyAt: v.fallback(maybe(utcTimestamp), undefined),
  /** How many accounts were silent at the latest survey. */
  silent: v.fallback(count, 0),
  /** Set while people have been notified that no account at all is heard. */
  nothingHeardSince: v.fallback(maybe(utcTimestamp), undefined),
  /** After that: the first heartbeat, while accounts have not been audited since. */
  heardAgainAt: v.fallback(maybe(utcTimestamp), undefined),
  /** No other run surveys and notifies before then. */
  leasedUntil: v.fallback(maybe(utcTimestamp), undefined),
  revision: v.fallback(count, 0),
};

export const hearingProgressSchema = object(FIELDS);

/** What the sweeper knows of silent accounts between its runs. */
export interface HearingProgress extends EntriesOutput<typeof FIELDS> {}

export const NOTHING_SURVEYED: HearingProgress = {
  nextSurveyAt: undefined,
  silent: 0,
  nothingHeardSince: undefined,
  heardAgainAt: undefined,
  leasedUntil: undefined,
  revision: 0,
};
