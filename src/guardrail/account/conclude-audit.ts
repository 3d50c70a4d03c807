import { allSettledInOrder, throwRejected } from '../../concurrency/all-settled.ts';
import { settlePromise, unwrap } from '../../concurrency/settled.ts';
import { isTransient } from '../../domain/aws-failure.ts';
import type { CredentialResult } from '../../domain/credential-result.ts';
import type { CredentialDecision } from '../../domain/decision.ts';
import type { ExceptionReading } from '../../domain/exception.ts';
import { newlyLost } from '../../domain/lost-events.ts';
import {
  isLongFinished,
  isViolation,
  newMfaDevices,
  type Posture,
  postureStateOf,
} from '../../domain/posture.ts';
import type { UnusableSettings } from '../../domain/settings.ts';
import { canaryFinding } from '../notify/canary-notifications.ts';
import { countFinding, type Finding } from '../notify/findings.ts';
import {
  notifyFinding,
  notifyInterrupted,
  notifyMalformed,
  notifyMfaChanged,
} from '../notify/notifications.ts';
import { notifyUnusableSettings } from '../notify/settings-notifications.ts';
import { elapsedMs } from '../ports/platform.ts';
import type { EnforcementChanges } from '../ports/posture.ts';
import {
  type Found,
  isChange,
  keptOrWithheld,
  postureOf,
  removedNothingYet,
  violationIn,
} from './account-posture.ts';
import { type AuditContext, isSweptOnly } from './audit-context.ts';
import { appendAudit } from './audit-entry.ts';
import { canaryRunBehind } from './canary-run.ts';
import type { GuardDependencies } from './dependencies.ts';
import { expectedHeartbeat } from './expected-heartbeat.ts';
import { doneOutcome, type GuardOutcome, recheckOutcome } from './guard-outcome.ts';

interface Uncertainties {
  readonly exceptions?: ExceptionReading | undefined;
  /** Set where nothing was removed because of them. */
  readonly settings?: UnusableSettings | undefined;
}

/** Records and notifies an audit without a removal: there are no credentials, or all of them are kept or withheld. */
export async function concludeAudit(
  deps: GuardDependencies,
  context: AuditContext,
  decisions: readonly CredentialDecision[],
  { exceptions, settings }: Uncertainties = {},
): Promise<RecordedAudit> {
  const { account, triggers } = context;
  const { posture: previous, enforcements, revision } = context.known;
  const results = decisions.map(keptOrWithheld);
  const found: Found = { state: postureStateOf(results), results };
  const failure = exceptions?.type === 'unreadable' ? exceptions.failure : undefined;
  const posture = { ...postureOf(context, previous, found), failure };
  const credentials = decisions.map(({ credential }) => credential);
  if (isChange(previous, found) || !isSweptOnly(triggers)) {
    await appendAudit(deps, context, posture, { type: 'readable', credentials }, decisions, {
      exceptionsFailure: failure,
    });
  }
  // A read that lags behind may still show what an enforcement has removed. It is notified once an audit no longer shows it.
  const interrupted = enforcements.filter((enforcement) => !removedNothingYet(enforcement, credentials));
  const malformed = exceptions?.type === 'readable' ? exceptions.malformed : [];
  const violation = settings && isPassing(settings) ? undefined : violationIn(posture, triggers);
  const finding = violation && (await unlessOfCanary(deps, context, violation));
  const isSwept = isSweptOnly(triggers);
  const notified = await allSettledInOrder([
    () => notifyInterrupted(deps, account, interrupted),
    ...malformed.map((exception) => () => notifyMalformed(deps, exception)),
    ...(settings && !isPassing(settings) ? [() => notifyUnusableSettings(deps, settings)] : []),
    ...(finding && (!isSwept || isOfCanaryRun(finding))
      ? [() => notifyFinding(deps, finding, triggers)]
      : []),
  ]);
  const idle = enforcements.filter(
    (enforcement) => !interrupted.includes(enforcement) && isLongFinished(enforcement, deps.clock.now()),
  );
  const reported = notified[0]?.status === 'fulfilled' ? interrupted : [];
  const closed = [...reported, ...idle].map(({ id }) => id);
  // Recorded even if a notification failed: a report must not show an outdated state. The message is delivered again.
  const concluded = await recordAudited(deps, context, posture, revision, { closed });
  if (finding && isSwept && !isOfCanaryRun(finding)) await countFinding(deps, finding);
  throwRejected(notified);
  return concluded;
}

/** The password of a canary run is notified as such, at once, and is no finding of a sweep. */
async function unlessOfCanary(
  deps: GuardDependencies,
  context: AuditContext,
  finding: Finding,
): Promise<Finding> {
  const run = await canaryRunBehind(deps, context, finding.credentials);
  return run === undefined ? finding : canaryFinding(finding, run.id);
}

function isOfCanaryRun({ notification }: Finding): boolean {
  return notification.key === 'canary-found';
}

/** The audit is made again soon, and nobody is notified before that. If it persists, the sweeper notifies. */
function isPassing(settings: UnusableSettings): boolean {
  return settings.type === 'unreadable' && isTransient(settings.failure);
}

export function outcomeOf({ posture, conflictsWithConcurrentRun }: RecordedAudit): GuardOutcome {
  return conflictsWithConcurrentRun ? recheckOutcome(posture) : doneOutcome(posture);
}

export interface RecordedAudit {
  readonly posture: Posture;
  /** A concurrent run recorded something else, so another audit has to show which is true. */
  readonly conflictsWithConcurrentRun: boolean;
}

/** Stores what an audit or an enforcement found, and emits its log line and metrics. */
export async function recordAudited(
  deps: GuardDependencies,
  context: AuditContext,
  posture: Posture,
  revision: number,
  changes?: EnforcementChanges,
): Promise<RecordedAudit> {
  const { startedAt, known } = context;
  const heartbeat = expectedHeartbeat(deps, context);
  const notified = await settlePromise(notifyNewMfaDevices(deps, context, posture));
  const { guardedPassword } = notified.status === 'fulfilled' ? posture : { ...known.posture };
  const recorded = await deps.posture.record({ ...posture, guardedPassword }, revision, {
    ...changes,
    ...(heartbeat !== undefined && { heartbeat }),
  });
  const count = (result: CredentialResult['result']) =>
    posture.credentials.filter((credential) => credential.result === result).length;
  deps.telemetry.log('account-audited', {
    account: posture.account,
    state: posture.state,
    trigger: posture.foundBy,
    failure: posture.failure,
    durationMs: elapsedMs(startedAt, deps.clock),
  });
  if (recorded === 'recorded') reportLostEvents(deps, known.posture, posture);
  deps.telemetry.count('AccountsAudited', 1);
  deps.telemetry.count('CredentialsExcepted', count('kept'));
  deps.telemetry.count('CredentialsWithheld', count('withheld'));
  deps.telemetry.count('ViolationsFound', posture.credentials.filter(isViolation).length);
  unwrap(notified);
  return {
    posture,
    conflictsWithConcurrentRun: recorded === 'superseded' && (await isStoredDifferently(deps, posture)),
  };
}

/** Whoever can change the MFA of an approved password may be whoever it was to keep out. The posture then knows the new devices. */
async function notifyNewMfaDevices(
  deps: GuardDependencies,
  { known: { posture: previous }, triggers }: AuditContext,
  { account: id, name, credentials }: Posture,
): Promise<void> {
  const devices = newMfaDevices(previous?.guardedPassword, credentials);
  if (devices.length > 0)
    await notifyMfaChanged(deps, { account: { id, name }, triggers }, devices, credentials);
}

function reportLostEvents(
  { telemetry }: Pick<GuardDependencies, 'telemetry'>,
  previous: Posture | undefined,
  { account, lostEvents }: Posture,
): void {
  const lost = newlyLost(previous?.lostEvents, lostEvents);
  telemetry.count('EventsLost', lost.length);
  if (lost.length === 0) return;
  const lostEventTexts = lost.map(({ kind, id, at }) => `${kind} ${id} of ${at.toISOString()}`);
  telemetry.log('events-lost', { account, lostEvents: lostEventTexts });
}

async function isStoredDifferently(deps: GuardDependencies, found: Posture): Promise<boolean> {
  const stored = await deps.posture.read(found.account);
  return isChange(stored?.posture, { state: found.state, results: found.credentials });
}
