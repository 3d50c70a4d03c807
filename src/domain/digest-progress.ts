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

const FIELDS = {
  /** How many findings audits have counted that nobody was notified of at the time. Only ever increases. */
  findings: count,
  /** The number of findings when the postures were read for the latest notifications: a different one means that some are untold. */
  told: count,
  /** The full sweep that had ended when findings were told. */
  sweepId: maybe(v.string()),
  /** When the digest of the first sweep of this installation was sent. */
  firstSentAt: maybe(utcTimestamp),
  look: maybe(object(LOOK_FIELDS)),
  /** No other run tells findings before then. */
  leasedUntil: maybe(utcTimestamp),
  revision: count,
};

/** Every field by itself: one that does not parse is as if it had never been written. */
const LENIENT_FIELDS = {
  findings: v.fallback(count, 0),
  told: v.fallback(count, 0),
  sweepId: v.fallback(FIELDS.sweepId, undefined),
  firstSentAt: v.fallback(FIELDS.firstSentAt, undefined),
  look: v.fallback(FIELDS.look, undefined),
  leasedUntil: v.fallback(FIELDS.leasedUntil, undefined),
  revision: v.fallback(count, 0),
};

export const digestProgressSchema = object(LENIENT_FIELDS);

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
