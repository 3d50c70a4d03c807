import type { Credential } from './credentials.ts';
import type { Trigger } from './trigger.ts';

/**
 * The hops of a canary run, in their order. Each is timed from the call that creates the password; docs/canary.md says what each
 * rests on. `removed-by-canary` takes the place of `removal` and `outcome` where the account is in observe mode.
 */
export const CANARY_STAGES = [
  'event',
  'queue',
  'audit',
  'removal',
  'outcome',
  'notification',
  'removed-by-canary',
] as const;

export type CanaryStageName = (typeof CANARY_STAGES)[number];

export interface CanaryStage {
  readonly name: CanaryStageName;
  /** Since the call that created the password. */
  readonly ms: number;
}

/** What has to be seen before a run is ok. */
export const EXPECTED_STAGES = {
  enforce: ['event', 'queue', 'audit', 'removal', 'outcome', 'notification'],
  observe: ['event', 'queue', 'audit', 'notification', 'removed-by-canary'],
} as const satisfies Record<string, readonly CanaryStageName[]>;

/** How long a run waits for the hops. A root session lasts 15 minutes, and cleaning up needs some of them. */
export const CANARY_TIMEOUT_SECONDS = { min: 5, max: 600, default: 300 } as const;

/** A run that takes longer is late. */
export const CANARY_LATE_AFTER_SECONDS = { min: 5, max: 600, default: 60 } as const;

/** For opening the sessions before the hops, and for cleaning up after them. A run that lasts longer counts as interrupted. */
export const CANARY_MARGIN_SECONDS = 180;

/** The longest that a run may take. */
export const MAX_CANARY_RUN_SECONDS = CANARY_TIMEOUT_SECONDS.max + CANARY_MARGIN_SECONDS;

/** Times of IAM are whole seconds of another clock. */
const CLOCK_MARGIN_SECONDS = 60;

/** When a run creates a password and removes it. */
export interface CanaryTimes {
  readonly startedAt: Date;
  /** A run that has not ended by then was interrupted. */
  readonly leasedUntil?: Date | undefined;
  readonly endedAt?: Date | undefined;
}

/** What identifies the password of a run. */
export interface CanaryPassword extends CanaryTimes {
  /** By IAM's answer; left out where only the run itself knows it. */
  readonly passwordCreatedAt?: Date | undefined;
}

/**
 * Whether a credential is the password that a run created: by the time that IAM has answered, or else within the time of the run,
 * which has seen the account without any credential before.
 */
export function isOfCanary({ kind, createdAt }: Credential, run: CanaryPassword): boolean {
  if (kind !== 'login-profile' || createdAt === undefined) return false;
  if (run.passwordCreatedAt !== undefined) {
    return Math.abs(secondsBetween(run.passwordCreatedAt, createdAt)) < 1;
  }
  return secondsBetween(run.startedAt, createdAt) >= -CLOCK_MARGIN_SECONDS && !isOver(run, createdAt);
}

/**
 * Whether a credential that is there at this time is the password of a run which still removes it. Afterwards it is a password as any
 * other, or nobody would be told that it stays.
 */
export function isExpectedOf(credential: Credential, run: CanaryPassword, at: Date): boolean {
  return isOfCanary(credential, run) && !isOver(run, at);
}

/** No record makes a run longer than it can be. */
function isOver({ startedAt, leasedUntil, endedAt = leasedUntil }: CanaryTimes, at: Date): boolean {
  const seconds = endedAt === undefined ? MAX_CANARY_RUN_SECONDS : secondsBetween(startedAt, endedAt);
  return secondsBetween(startedAt, at) > Math.min(seconds, MAX_CANARY_RUN_SECONDS) + CLOCK_MARGIN_SECONDS;
}

/**
 * Whether a trigger is an event of another session than that of the run, or the second look for one: somebody else may have created the
 * password, or has signed in with it. Nothing else happens in the account of a canary.
 */
export function isOfOtherSession(trigger: Trigger, accessKeyId: string | undefined): boolean {
  if (trigger.type !== 'root-credential-changed' && trigger.type !== 'audit-requested') return false;
  const { event } = trigger;
  return event !== undefined && (accessKeyId === undefined || event.actor.accessKeyId !== accessKeyId);
}

function secondsBetween(start: Date, end: Date): number {
  return (end.getTime() - start.getTime()) / 1000;
}
