import * as v from 'valibot';
import type { AwsFailure } from './aws-failure.ts';
import {
  CREDENTIAL_KINDS,
  type Credential,
  isIdReusable,
  isPossiblySame,
  isSameCredential,
} from './credentials.ts';
import { firstEventIn } from './found-by.ts';
import type { PostureState } from './posture-state.ts';
import { type Output, object, utcTimestamp } from './schema.ts';
import type { Trigger } from './trigger.ts';

/**
 * An event that has not arrived within this time counts as lost until it does. EventBridge takes seconds as a rule, CloudTrail five
 * minutes on average without a guarantee.
 */
const IN_TIME_SECONDS = 15 * 60;

/** For how long a lost event is remembered: `coverage.lostEvents` is their number in this period. */
export const LOST_EVENTS_DAYS = 30;

/** An attacker's credentials must not fill up the row of the account. */
const MAX_LOST_EVENTS = 50;

/** How far the creation time of a credential may be from the time of its event. */
const SAME_TIME_SECONDS = 5 * 60;

/** The time of an event that took longer than a day is not known exactly. */
const DAY_SECONDS = 24 * 60 * 60;

export const lostEventSchema = object({
  kind: v.picklist(CREDENTIAL_KINDS),
  id: v.string(),
  /** When the credential was created; for one that was only activated, when it was found. */
  at: utcTimestamp,
  /** When the session was opened in which it was found. All times are by AWS's clock. */
  foundAt: utcTimestamp,
  /** When the session was opened that found its event to be late. Left out until then: it may still be on its way. */
  lostAt: v.optional(utcTimestamp),
});

/** A root credential that an audit found before any event of it arrived. Removed from the account's row once the event arrives. */
export interface LostEvent extends Output<typeof lostEventSchema> {}

/** What an earlier audit recorded. */
interface EarlierAudit {
  readonly state: PostureState;
  readonly failure?: AwsFailure | undefined;
  readonly credentials: readonly { readonly credential: Credential }[];
  readonly sessionOpenedAt?: Date | undefined;
  readonly lostEvents?: readonly LostEvent[] | undefined;
}

interface LaterAudit {
  readonly triggers: readonly Trigger[];
  /** All that it found, also what it has removed. */
  readonly credentials: readonly Credential[];
  /** Undefined where no session was opened. */
  readonly sessionOpenedAt: Date | undefined;
  /** When the account joined the organization, as far as that is known. */
  readonly joinedAt?: Date | undefined;
}

/**
 * The lost events of an account after an audit: those known before whose event has not arrived, and what this audit found although no
 * event led to it. The first audit of an account finds none, nor does the first after it has joined again, or one after an audit that
 * could not read the account: what was there before is not known.
 */
export function lostEventsAfter(
  previous: EarlierAudit | undefined,
  { triggers, credentials, sessionOpenedAt, joinedAt }: LaterAudit,
): readonly LostEvent[] {
  const known = (previous?.lostEvents ?? []).filter((lost) => !triggers.some((one) => tellsOf(one, lost)));
  if (sessionOpenedAt === undefined) return known;
  const lastSeen = previous?.sessionOpenedAt;
  const hasJoinedSince = joinedAt !== undefined && lastSeen !== undefined && joinedAt > lastSeen;
  const isToldOtherwise = hasJoinedSince || hasEvent(triggers);
  const found = isToldOtherwise ? [] : changedSince(previous, credentials, sessionOpenedAt);
  return [...known, ...found]
    .filter(({ foundAt }) => secondsBetween(foundAt, sessionOpenedAt) < LOST_EVENTS_DAYS * DAY_SECONDS)
    .map((lost) =>
      lost.lostAt === undefined && isOverdue(lost, sessionOpenedAt)
        ? { ...lost, lostAt: sessionOpenedAt }
        : lost,
    )
    .slice(-MAX_LOST_EVENTS);
}

/** The number of an account's lost events in the last `LOST_EVENTS_DAYS` days. One that is still in time does not count. */
export function countLostEvents(
  { lostEvents = [] }: { readonly lostEvents?: readonly LostEvent[] | undefined },
  now: Date,
): number {
  return lostEvents.filter(
    (lost) =>
      (lost.lostAt !== undefined || isOverdue(lost, now)) &&
      secondsBetween(lost.foundAt, now) < LOST_EVENTS_DAYS * DAY_SECONDS,
  ).length;
}

/** Those that an audit found to be lost, and that were not lost before it. */
export function newlyLost(
  before: readonly LostEvent[] = [],
  after: readonly LostEvent[] = [],
): readonly LostEvent[] {
  const isSame = (one: LostEvent, other: LostEvent) =>
    one.kind === other.kind && one.id === other.id && one.at.getTime() === other.at.getTime();
  const wasLost = (lost: LostEvent) => before.some((one) => one.lostAt !== undefined && isSame(one, lost));
  return after.filter((lost) => lost.lostAt !== undefined && !wasLost(lost));
}

/** Whether the trigger is the event that was missing. A sign-in shows that there is a password, not that its event arrived. */
export function tellsOf(trigger: Trigger, { kind, id, at }: LostEvent): boolean {
  if (trigger.type !== 'root-credential-changed' || trigger.kind !== kind) return false;
  if (trigger.credentialId !== undefined && !isIdReusable(kind)) return trigger.credentialId === id;
  const { delaySeconds = 0 } = trigger.event;
  return delaySeconds >= DAY_SECONDS || Math.abs(secondsBetween(trigger.at, at)) <= SAME_TIME_SECONDS;
}

function hasEvent(triggers: readonly Trigger[]): boolean {
  return firstEventIn(triggers) !== undefined;
}

/** Credentials that were created or activated since an audit that could read the account. */
function changedSince(
  previous: EarlierAudit | undefined,
  credentials: readonly Credential[],
  foundAt: Date,
): readonly LostEvent[] {
  const since = previous && isReadable(previous) ? previous.sessionOpenedAt : undefined;
  if (previous === undefined || since === undefined) return [];
  const before = previous.credentials.map(({ credential }) => credential);
  return credentials.flatMap((credential) => {
    const { kind, id, createdAt } = credential;
    const earlier = before.filter((one) => isSameCredential(one, credential));
    if (earlier.some((one) => one.status === 'Inactive' && credential.status === 'Active')) {
      return [{ kind, id, at: foundAt, foundAt }];
    }
    if (createdAt === undefined || createdAt <= since) return [];
    return earlier.some((one) => isPossiblySame(one, credential))
      ? []
      : [{ kind, id, at: createdAt, foundAt }];
  });
}

/** Where a call failed, the credentials may be those of an audit before. */
function isReadable({ state, failure }: EarlierAudit): boolean {
  return state !== 'skipped' && !(state === 'unknown' && failure !== undefined);
}

function isOverdue({ at }: LostEvent, now: Date): boolean {
  return secondsBetween(at, now) >= IN_TIME_SECONDS;
}

function secondsBetween(earlier: Date, later: Date): number {
  return (later.getTime() - earlier.getTime()) / 1000;
}
