import * as v from 'valibot';
import { ACCOUNT_STATES, accountIdSchema } from './account.ts';
import { awsFailureSchema } from './aws-failure.ts';
import { isFarAhead } from './clock-difference.ts';
import {
  type CredentialResult,
  credentialResultSchema,
  failureCauseOf,
  remainsAfter,
} from './credential-result.ts';
import {
  type Credential,
  credentialSchema,
  fingerprintOf,
  hasPasswordWithoutMfa,
  isSameCredential,
} from './credentials.ts';
import { MAX_IAM_READ_LAG_SECONDS } from './iam-read-lag.ts';
import { lostEventSchema } from './lost-events.ts';
import { POSTURE_STATES } from './posture-state.ts';
import { isUncertain, type ReasonKey } from './reasons.ts';
import { type EntriesOutput, maybe, type Output, object, objectWithOthers, utcTimestamp } from './schema.ts';

const lastEvent = object({
  /** Name and id. */
  event: v.string(),
  auditedAt: utcTimestamp,
  /** Where it was late or a correction: how. */
  lateness: v.optional(v.string()),
});

export interface LastEvent extends Output<typeof lastEvent> {}

const guardedPassword = object({
  /** Of the password: another one is another password, although it has the same id. */
  createdAt: maybe(utcTimestamp),
  /** The MFA devices that guard it, or that guarded it last; at least one. */
  mfaDevices: v.array(credentialSchema),
});

/** A password that was seen with an MFA device. */
export interface GuardedPassword extends Output<typeof guardedPassword> {}

const incident = object({
  /** Part of the fingerprint of its notification. */
  id: v.string(),
  /** What the latest audit that could decide found unapproved, or without the MFA that guarded it: see `incidentAfter`. */
  violations: v.array(v.string()),
});

/** Unapproved credentials that stay. It ends when an audit sees the account acceptable; a change for the worse is another one. */
export interface Incident extends Output<typeof incident> {}

const POSTURE_FIELDS = {
  account: accountIdSchema,
  name: v.string(),
  accountState: v.picklist(ACCOUNT_STATES),
  /**
   * Those above the account at its latest audit, from the root down. Left out where an earlier rootguard wrote the posture. Only used
   * to tell whether the account is covered: one that does not parse must not hide the rest.
   */
  organizationalUnits: v.fallback(v.optional(v.array(v.string())), undefined),
  state: v.picklist(POSTURE_STATES),
  /** The credentials that the latest audit found, with the result of each. */
  credentials: v.array(credentialResultSchema),
  /** Why it is unknown. */
  failure: maybe(awsFailureSchema),
  /** Set in an account that has just joined: until then the failure is expected, and its message is tried again. */
  failureExpectedUntil: v.optional(utcTimestamp),
  auditedAt: utcTimestamp,
  /**
   * When AWS opened the session in which it was seen, by AWS's own clock. Left out where no session was opened, and where an
   * earlier rootguard wrote the posture.
   */
  sessionOpenedAt: v.optional(utcTimestamp),
  /** When the state or the credentials last became different. */
  changedAt: utcTimestamp,
  /** What led to the audit: name and id of an event, the id of a sweep, or the reason of a request. */
  foundBy: v.string(),
  /** The latest event that led to an audit; what a sweep finds later does not replace it. */
  lastEvent: v.optional(lastEvent),
  /** Left out where there are none. */
  lostEvents: v.optional(v.array(lostEventSchema)),
  /** Left out where no password is known to have had MFA. One that does not parse must not hide the rest. */
  guardedPassword: v.fallback(v.optional(guardedPassword), undefined),
  /** Left out where nothing is open; one that does not parse is notified again. */
  incident: v.fallback(v.optional(incident), undefined),
};

export const postureSchema = object(POSTURE_FIELDS);

/** The latest recorded state of one account; reports read this. */
export interface Posture extends Output<typeof postureSchema> {}

export const POSTURE_FIELD_NAMES: readonly string[] = Object.keys(POSTURE_FIELDS);

const ENFORCEMENT_FIELDS = {
  startedAt: utcTimestamp,
  /** What it is about to remove. */
  credentials: v.array(credentialSchema),
  /** Its run has stopped; the next audit finds out what was removed. */
  hasEnded: v.boolean(),
  /** It is also about credentials of a kind that only a newer rootguard knows. They are in the ledger. */
  hasUnknownCredentials: v.optional(v.boolean()),
};

/** An open enforcement, without its id. Attributes of a newer rootguard are kept when it is stored again. */
export const openEnforcementSchema = objectWithOthers(ENFORCEMENT_FIELDS);

/**
 * An enforcement that has started and whose result is not notified yet. Written before the first removal, so that after a
 * crash the next audit finds and reports it, and so that another run sees what this one is about to remove.
 */
export interface OpenEnforcement extends Omit<EntriesOutput<typeof ENFORCEMENT_FIELDS>, 'startedAt'> {
  readonly id: string;
  /** Undefined where the stored one cannot be read. */
  readonly startedAt: Date | undefined;
}

/** No run of a consumer takes longer than 70 seconds. */
const IN_PROGRESS_MS = 2 * 60 * 1000;

/** With more sweeps than one a day, a failure of a few hours must not make every account unknown. */
const MIN_STALE_AFTER_HOURS = 48;

/** Two full sweeps: one audit may be missed, and after two the recorded state may no longer be true. */
export function staleAfterHours(sweepEveryHours: number): number {
  return Math.max(MIN_STALE_AFTER_HOURS, 2 * sweepEveryHours);
}

/** Also true for a time far in the future: the clock that wrote it was wrong, so when the account was audited is not known. */
export function isStale(
  { auditedAt }: Pick<Posture, 'auditedAt'>,
  now: Date,
  sweepEveryHours: number,
): boolean {
  const hours = (now.getTime() - auditedAt.getTime()) / 3_600_000;
  return hours > staleAfterHours(sweepEveryHours) || isFarAhead(auditedAt, now);
}

/** A start far in the future was written by a wrong clock, so it does not count as in progress. */
export function isInProgress({ startedAt, hasEnded }: OpenEnforcement, now: Date): boolean {
  if (hasEnded || startedAt === undefined) return false;
  return Math.abs(now.getTime() - startedAt.getTime()) < IN_PROGRESS_MS;
}

/** Whether IAM reads must show its removals by now: a credential that is still listed was not removed by it. */
export function isLongFinished({ startedAt }: OpenEnforcement, now: Date): boolean {
  return (
    startedAt === undefined || Math.abs(now.getTime() - startedAt.getTime()) > MAX_IAM_READ_LAG_SECONDS * 1000
  );
}

/** Whether an inventory can show what it has removed. Otherwise only the ledger can. */
export function isFullyKnown({ credentials, hasUnknownCredentials }: OpenEnforcement): boolean {
  return credentials.length > 0 && hasUnknownCredentials !== true;
}

/** Compares creation times too, as a password that was set again has the same id. */
export function isUnchanged(one: Credential, other: Credential): boolean {
  return isSameCredential(one, other) && one.createdAt?.getTime() === other.createdAt?.getTime();
}

/** Whether a credential that remains needs action: nobody approved it, or its MFA is gone. */
export function isViolation({ result, reason }: Pick<CredentialResult, 'result' | 'reason'>): boolean {
  return result !== 'kept' || reason === 'mfa-lost';
}

/** Whether the password once had MFA, as far as audits have seen it. */
export function hadMfa(
  previous: Pick<Posture, 'guardedPassword'> | undefined,
  credentials: readonly Credential[],
): boolean {
  const password = credentials.find(({ kind }) => kind === 'login-profile');
  return password !== undefined && isOfPassword(previous?.guardedPassword, password);
}

function isOfPassword(guarded: GuardedPassword | undefined, password: Credential): boolean {
  return guarded !== undefined && guarded.createdAt?.getTime() === password.createdAt?.getTime();
}

/**
 * The password that is known to have had MFA, after an audit that has read the account. It is remembered for as long as that password
 * exists, whatever its approval; an audit that could not decide on the password changes nothing.
 */
export function guardedPasswordAfter(
  known: GuardedPassword | undefined,
  results: readonly CredentialResult[],
): GuardedPassword | undefined {
  const remaining = results.filter(remainsAfter);
  const password = remaining.find(({ credential }) => credential.kind === 'login-profile');
  if (password === undefined) return undefined;
  if (isUndecided(password.reason)) return known;
  const mfaDevices = mfaDevicesIn(remaining);
  if (mfaDevices.length > 0) return { createdAt: password.credential.createdAt, mfaDevices };
  return isOfPassword(known, password.credential) ? known : undefined;
}

/** MFA devices beside or in place of those that are known to guard an approved password. */
export function newMfaDevices(
  known: GuardedPassword | undefined,
  results: readonly CredentialResult[],
): readonly Credential[] {
  const password = results.find(({ credential }) => credential.kind === 'login-profile');
  if (known === undefined || password?.result !== 'kept' || !isOfPassword(known, password.credential)) {
    return [];
  }
  return mfaDevicesIn(results.filter(remainsAfter)).filter(
    (device) => !known.mfaDevices.some((one) => isUnchanged(one, device)),
  );
}

function mfaDevicesIn(results: readonly CredentialResult[]): readonly Credential[] {
  return results.map(({ credential }) => credential).filter(({ kind }) => kind === 'mfa-device');
}

/** Reasons that another audit within minutes replaces, and those of an audit that could not find out what is approved. */
const TEMPORARY_REASONS: readonly ReasonKey[] = [
  'exceptions-unreadable',
  'password-may-appear',
  'removed-elsewhere',
];

function isUndecided(reason: ReasonKey): boolean {
  return isUncertain(reason) || TEMPORARY_REASONS.includes(reason);
}

/** Credentials that stay until somebody acts: nobody approved them, or their MFA is gone. */
export function violationsIn(results: readonly CredentialResult[]): readonly CredentialResult[] {
  return results.filter(
    ({ result, reason }) =>
      (result === 'withheld' && !TEMPORARY_REASONS.includes(reason)) || reason === 'mfa-lost',
  );
}

/**
 * The incident of an account after an audit that has read it. It goes on while violations stay or become fewer, and through audits that
 * could not decide. A violation that was not there before, a key that was switched on again, or a password that has no MFA any more is a
 * new one. Its id depends only on what was known before and on what is there, so that a second try after a crash, or a concurrent run,
 * notifies nobody twice.
 */
export function incidentAfter(
  previous: Pick<Posture, 'incident' | 'auditedAt'> | undefined,
  state: Posture['state'],
  results: readonly CredentialResult[],
): Incident | undefined {
  if (state === 'compliant' || state === 'excepted') return undefined;
  const known = previous?.incident;
  const found = violationsIn(results);
  if (found.length === 0) return known;
  const isWithoutMfa = isPasswordWithoutMfa(results);
  const violations = found.map((one) => violationText(one, isWithoutMfa)).sort();
  const isKnown = (violation: CredentialResult) =>
    noBetterThan(violation, isWithoutMfa).some((text) => known?.violations.includes(text));
  if (known && found.every(isKnown)) return { id: known.id, violations };
  return { id: `${previous?.auditedAt.toISOString() ?? ''}#${violations.join('+')}`, violations };
}

/** The violation as it is, and whatever is worse: with a key switched on, a password without MFA, or without an approval. */
function noBetterThan(violation: CredentialResult, isWithoutMfa: boolean): readonly string[] {
  const unapproved = { ...violation, reason: 'unapproved' } as const;
  return [violation, unapproved].flatMap((one) => {
    const active = { ...one, credential: { ...one.credential, status: 'Active' as const } };
    return [one, active].flatMap((each) => [violationText(each, isWithoutMfa), violationText(each, true)]);
  });
}

function violationText(
  { credential, reason }: Pick<CredentialResult, 'credential' | 'reason'>,
  isWithoutMfa: boolean,
): string {
  const isUnguarded = credential.kind === 'login-profile' && isWithoutMfa;
  return [
    fingerprintOf([credential]),
    ...(credential.status === 'Inactive' ? ['inactive'] : []),
    ...(isUnguarded ? ['without-mfa'] : []),
    ...(reason === 'mfa-lost' ? ['approved'] : []),
  ].join();
}

/** Whether a password remains that no MFA device guards. */
export function isPasswordWithoutMfa(results: readonly CredentialResult[]): boolean {
  return hasPasswordWithoutMfa(results.filter(remainsAfter).map(({ credential }) => credential));
}

/** Derived from the credentials that remain after an enforcement (or after an audit, where nothing was removed). */
export function postureStateOf(
  results: readonly CredentialResult[],
): 'compliant' | 'excepted' | 'violating' | 'unknown' {
  const remaining = results.filter(remainsAfter);
  if (remaining.length === 0) return 'compliant';
  if (!remaining.some(isViolation)) return 'excepted';
  const uncertain = remaining.some(
    (result) => isUncertain(result.reason) || failureCauseOf(result) === 'not-verified',
  );
  return uncertain ? 'unknown' : 'violating';
}
