import * as v from 'valibot';
import { isFarAhead } from './clock-difference.ts';
import { type Output, object, utcTimestamp } from './schema.ts';

const HEARING_FIELDS = {
  /** The time of the latest heartbeat, which is the CloudTrail event of an audit's own read. By AWS's clock. */
  heardAt: v.optional(utcTimestamp),
  /** When AWS opened the session of the first audit that no later heartbeat has followed. By AWS's clock. */
  awaitingHeartbeatSince: v.optional(utcTimestamp),
  /** The audit since which people know the account to be silent, until they were notified that it is heard again. By AWS's clock. */
  notifiedSilentSince: v.optional(utcTimestamp),
};

export const hearingSchema = object(HEARING_FIELDS);

/** Whether the events of an account reach rootguard: stored beside its posture. */
export interface Hearing extends Output<typeof hearingSchema> {}

export const HEARING_FIELD_NAMES: readonly string[] = Object.keys(HEARING_FIELDS);

/** CloudTrail's delays are minutes; a heartbeat that has not come by then is missing. */
export const SILENT_AFTER_SECONDS = 30 * 60;

/**
 * `heard`: heartbeats arrive, and none is overdue. `awaiting`: none has ever arrived, and none is overdue. `silent`: audited, and not
 * heard within 30 minutes. `uncovered`: no forwarding rules are meant to be there, so nothing is expected.
 */
export const HEARING_STATES = ['heard', 'awaiting', 'silent', 'uncovered'] as const;

export type HearingState = (typeof HEARING_STATES)[number];

/**
 * How far apart the clocks of AWS's machines may be: STS says when the session was opened, IAM when it was read in, and the latter in
 * whole seconds.
 */
const CLOCK_MARGIN_MS = 5_000;

/** @param isCovered whether the account is in a unit of the StackSet, or is the home account */
export function hearingStateOf(hearing: Hearing, isCovered: boolean, now: Date): HearingState {
  if (!isCovered) return 'uncovered';
  const dueAt = heartbeatDueAt(hearing, now);
  if (dueAt !== undefined && dueAt <= now) return 'silent';
  return hearing.heardAt === undefined ? 'awaiting' : 'heard';
}

/** When the account becomes silent unless it is heard before; undefined where no heartbeat is missing. */
export function heartbeatDueAt(hearing: Hearing, now: Date): Date | undefined {
  const { heardAt, awaitingHeartbeatSince: since } = hearing;
  if (since === undefined || isFarAhead(since, now)) return undefined;
  // A heartbeat far in the future was written by hand: nothing shows that the account is heard.
  const isHeard = heardAt !== undefined && !isFarAhead(heardAt, now);
  return isHeard && isAnswered(hearing) ? undefined : dueAfter(since);
}

/** When the heartbeat of an audit is overdue. */
export function dueAfter(auditedAt: Date): Date {
  return new Date(auditedAt.getTime() + SILENT_AFTER_SECONDS * 1000);
}

/** Whether a heartbeat came after the audit that waits for one. A row keeps both where the heartbeat came first. */
export function isAnswered({ heardAt, awaitingHeartbeatSince: since }: Hearing): boolean {
  return since !== undefined && heardAt !== undefined && since <= latestAnsweredBy(heardAt);
}

/** A heartbeat answers the audits whose sessions AWS opened until then. */
export function latestAnsweredBy(heardAt: Date): Date {
  return new Date(heardAt.getTime() + CLOCK_MARGIN_MS);
}

/** What an audit says about the heartbeat that follows it. */
export type ExpectedHeartbeat =
  /** It has read the account in a session that AWS opened then. */
  | { readonly type: 'expected'; readonly since: Date; readonly known: Hearing }
  /** The account has no forwarding rules, or no session can be opened in it. */
  | { readonly type: 'none' };

/**
 * Since when a heartbeat is missing, once an audit has been recorded. It stays the first audit that was not heard: otherwise an account
 * that is audited every ten minutes would never be silent.
 */
export function awaitingAfter(
  stored: Hearing,
  heartbeat: ExpectedHeartbeat & { readonly type: 'expected' },
): Date {
  const { since } = heartbeat;
  return isStillWaiting(heartbeat) ? (stored.awaitingHeartbeatSince ?? since) : since;
}

/** Whether an earlier audit waits, as far as this one has read. A later time was not that of an audit before it. */
export function isStillWaiting({ since, known }: ExpectedHeartbeat & { readonly type: 'expected' }): boolean {
  const { awaitingHeartbeatSince: waitingSince } = known;
  return waitingSince !== undefined && waitingSince <= since && !isAnswered(known);
}
