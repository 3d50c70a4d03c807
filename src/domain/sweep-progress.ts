import * as v from 'valibot';
import { deployedModesSchema } from './policy.ts';
import { count, type EntriesOutput, maybe, objectWithOthers, utcTimestamp } from './schema.ts';

const FIELDS = {
  sweepId: v.string(),
  startedAt: utcTimestamp,
  /** Start of the previous sweep, whose accounts should have been audited by now. Undefined where that is not to be checked. */
  previousStartedAt: maybe(utcTimestamp),
  /**
   * The modes of the deployment that started it: an operator's machine has no other way to know them. Only used in reports: an
   * unknown mode of a newer rootguard must not restart the sweep.
   */
  modes: v.fallback(v.optional(deployedModesSchema), undefined),
  /**
   * The time of the request to audit the organization that was read before the sweep started. The sweep answers this request and no
   * later one, whatever the clocks say.
   */
  answers: v.optional(utcTimestamp),
  /** The pagination token of the next page; undefined before the first page. */
  next: maybe(v.pipe(v.string(), v.nonEmpty('must not be empty'))),
  accountsQueued: count,
  finishedAt: maybe(utcTimestamp),
  /** No other run continues the sweep before then, as the run with the lease may still be working. */
  leasedUntil: utcTimestamp,
  /** 1 for the first write, then one more with each write: a write that is based on an outdated copy is refused. */
  revision: count,
};

/** Attributes of a newer rootguard are kept when it is stored again. */
export const sweepProgressSchema = objectWithOthers(FIELDS);

/** The progress of a full sweep. */
export interface SweepProgress extends EntriesOutput<typeof FIELDS> {}
