import * as v from 'valibot';
import { count, type EntriesOutput, maybe, object, utcTimestamp } from './schema.ts';

const LOOK_FIELDS = {
  /** How many findings had been counted, and how many accounts audited since the sweep started. */
  findings: count,
  audited: count,
  /** Since when the sweeper has seen these numbers. */
  unchangedSince: utcTimestamp,
  /** Since when there has been something to tell. */
  waitingSince: utcTimestamp,
};

/** What the sweeper saw when it last looked whether the findings can be told. */
export interface DigestLook extends EntriesOutput<typeof LOOK_FIELDS> {}

/** Every field by itself: one that does not parse is as if it had never been written. */
const FIELDS = {
  /** How many findings audits have counted that nobody was notified of at the time. Only ever increases. */
  findings: v.fallback(count, 0),
  /** The number of findings when the postures were read for the latest notifications: a different one means that some are untold. */
  told: v.fallback(count, 0),
  /** The full sweep that had ended when findings were told. */
  sweepId: v.fallback(maybe(v.string()), undefined),
  /** When the digest of the first sweep of this installation was sent. */
  firstSentAt: v.fallback(maybe(utcTimestamp), undefined),
  look: v.fallback(maybe(object(LOOK_FIELDS)), undefined),
  /** No other run tells findings before then. */
  leasedUntil: v.fallback(maybe(utcTimestamp), undefined),
  revision: v.fallback(count, 0),
};

export const digestProgressSchema = object(FIELDS);

/** How far people have been told of what sweeps found. */
export interface DigestProgress extends EntriesOutput<typeof FIELDS> {}

export const NOTHING_TOLD: DigestProgress = {
  findings: 0,
  told: 0,
  sweepId: undefined,
  firstSentAt: undefined,
  look: undefined,
  leasedUntil: undefined,
  revision: 0,
};
