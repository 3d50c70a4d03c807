import { allSettledInOrder, throwRejected } from '../../concurrency/all-settled.ts';
import { settlePromise, unwrap } from '../../concurrency/settled.ts';
import type { AwsFailure } from '../../domain/aws-failure.ts';
import { type CredentialResult, credentialsWithoutDecision } from '../../domain/credential-result.ts';
import type { Credential, Inventory } from '../../domain/credentials.ts';
import {
  isFullyKnown,
  isLongFinished,
  isUnchanged,
  type OpenEnforcement,
  postureStateOf,
} from '../../domain/posture.ts';
import { isRemovalTrigger, type Trigger } from '../../domain/trigger.ts';
import { notifyCanaryRemoved } from '../notify/canary-notifications.ts';
import { countFinding } from '../notify/findings.ts';
import {
  notifyFinding,
  notifyRemovalFailed,
  notifyRemoved,
  recordAsNotified,
} from '../notify/notifications.ts';
import { isAnythingUnreported, type Unreported } from '../notify/unreported.ts';
import { elapsedMs } from '../ports/platform.ts';
import type { EnforcementChanges } from '../ports/posture.ts';
import { postureOf, violationIn } from './account-posture.ts';
import { type AuditContext, type DecidedContext, isSweptOnly } from './audit-context.ts';
import { canaryRunBehind } from './canary-run.ts';
import { type RecordedAudit, recordAudited } from './conclude-audit.ts';
import type { GuardDependencies } from './dependencies.ts';
import type { EnforcementResults } from './enforce.ts';
import { noteGraceEnd } from './grace-end.ts';
import type { StartedEnforcement } from './start-enforcement.ts';

/** Notifies and records what an enforcement did. */
export async function concludeEnforcement(
  deps: GuardDependencies,
  context: DecidedContext,
  { enforcement, decisions, interrupted, known }: StartedEnforcement,
  { results, after, readAt }: EnforcementResults,
): Promise<RecordedAudit> {
  const ofInterrupted = resultsOfInterrupted(interrupted, results, deps.clock.now());
  const failure = failureOfAppeared(results, after);
  const state = failure ? 'unknown' : postureStateOf(results);
  const posture = postureOf(context, known.posture, { state, results }, readAt);
  const finding = violationIn(posture, context.triggers);
  const isOfCanary = await isCanaryRemoval(deps, context, results);
  const isSwept = isSweptOnly(context.triggers);
  const notified = await allSettledInOrder([
    () => notifyRemovals(deps, context, enforcement.id, results, ofInterrupted, isOfCanary),
    ...(finding && !isSwept ? [() => notifyFinding(deps, finding, context.triggers)] : []),
  ]);
  // Recorded even if a notification failed: the enforcement stays open in the posture, and the next audit notifies.
  const changes =
    notified[0]?.status === 'fulfilled'
      ? changesAfterNotification(enforcement, results, ofInterrupted)
      : { ended: [{ ...enforcement, hasEnded: true }] };
  // After the removal and its notification, which it must not delay, and before the posture, from which a sweep concludes that it is
  // noted.
  const noted = await settlePromise(noteGraceEnd(deps, context, decisions));
  if (noted.status === 'rejected') await deps.posture.updateEnforcements(context.account.id, changes);
  unwrap(noted);
  const concluded = await recordAudited(
    deps,
    context,
    { ...posture, failure, changedAt: posture.auditedAt },
    known.revision,
    changes,
  );
  logEnforcement(deps, context, enforcement, results, isOfCanary);
  if (finding && isSwept) await countFinding(deps, finding);
  throwRejected(notified);
  return concluded;
}

/** After the removal, which it must not delay. */
async function isCanaryRemoval(
  deps: GuardDependencies,
  context: AuditContext,
  results: readonly CredentialResult[],
): Promise<boolean> {
  const credentials = results.map(({ credential }) => credential);
  return (await canaryRunBehind(deps, context, credentials)) !== undefined;
}

/** Includes the removals of interrupted enforcements. */
async function notifyRemovals(
  deps: GuardDependencies,
  context: AuditContext,
  enforcementId: string,
  results: readonly CredentialResult[],
  { unreported, reported }: InterruptedResults,
  isOfCanary: boolean,
): Promise<void> {
  if (!isComplete(results)) {
    await notifyRemovalFailed(deps, context, results, unreported);
  } else if (isOfCanary && !isAnythingUnreported(unreported)) {
    await notifyCanaryRemoved(deps, context, enforcementId, results);
  } else if (isAnythingUnreported(unreported) || results.some(({ result }) => result === 'removed')) {
    await notifyRemoved(deps, context, enforcementId, results, unreported);
  }
  await recordAsNotified(deps, reported);
}

/** A credential that the re-read still shows may be gone, as reads lag behind: the audit that no longer shows it notifies. */
function changesAfterNotification(
  enforcement: OpenEnforcement,
  results: readonly CredentialResult[],
  { reported, open }: InterruptedResults,
): EnforcementChanges {
  const closed = reported.map(({ id }) => id);
  return isComplete(results)
    ? { closed: [...closed, enforcement.id], ended: open }
    : { closed, ended: [...open, endedWith(enforcement, results)] };
}

function endedWith(enforcement: OpenEnforcement, results: readonly CredentialResult[]): OpenEnforcement {
  const credentials = results.filter(({ result }) => result === 'failed').map(({ credential }) => credential);
  return { ...enforcement, credentials, hasEnded: true };
}

function isComplete(results: readonly CredentialResult[]): boolean {
  return !results.some(({ result }) => result === 'failed');
}

interface InterruptedResults {
  readonly unreported: Unreported;
  /** Those that can be closed once `unreported` has been notified. */
  readonly reported: readonly OpenEnforcement[];
  /** Those to store again once the others have been notified, with what only a later audit shows to be removed or not. */
  readonly open: readonly OpenEnforcement[];
}

/** What the results of an enforcement show about enforcements that were interrupted before it. */
function resultsOfInterrupted(
  interrupted: readonly OpenEnforcement[],
  results: readonly CredentialResult[],
  now: Date,
): InterruptedResults {
  const resultOf = (credential: Credential) =>
    results.find((result) => isUnchanged(result.credential, credential))?.result;
  // `already-absent`: the interrupted enforcement had removed it, and the listing lagged behind.
  const isGone = (credential: Credential) => ['already-absent', undefined].includes(resultOf(credential));
  // This run has not tried to remove it. While reads lag behind, it may be listed and yet be gone.
  const isUntouched = (credential: Credential) => ['kept', 'withheld'].includes(resultOf(credential) ?? '');
  const open = interrupted.flatMap((one): OpenEnforcement[] => {
    const credentials = isLongFinished(one, now) ? [] : one.credentials.filter(isUntouched);
    const { hasUnknownCredentials: _, ...known } = one;
    return credentials.length > 0 ? [{ ...known, credentials, hasEnded: true }] : [];
  });
  return {
    unreported: {
      gone: interrupted.flatMap(({ credentials }) => credentials.filter(isGone)),
      unreadable: interrupted.filter((one) => !isFullyKnown(one)),
    },
    reported: interrupted.filter(({ id }) => !open.some((one) => one.id === id)),
    open,
  };
}

/** A credential that only the re-read shows, so that there is no decision on it: the account has to be audited again. */
function failureOfAppeared(results: readonly CredentialResult[], after: Inventory): AwsFailure | undefined {
  if (after.type === 'unreadable') return undefined;
  const appeared = credentialsWithoutDecision(results, after.credentials);
  if (appeared.length === 0) return undefined;
  return {
    reason: 'readings-disagree',
    call: 'iam:List*',
    message: `the re-read shows ${appeared.map(({ kind }) => kind).join(', ')}, which the reading before did not`,
  };
}

function logEnforcement(
  { telemetry, clock }: GuardDependencies,
  { account, triggers }: AuditContext,
  { id: enforcementId, startedAt }: StartedEnforcement['enforcement'],
  results: readonly CredentialResult[],
  isOfCanary: boolean,
): void {
  const complete = isComplete(results);
  telemetry.log(complete ? 'enforcement-finished' : 'enforcement-incomplete', {
    account: account.id,
    enforcementId,
    results,
    durationMs: elapsedMs(startedAt, clock),
  });
  // The canary measures itself, and its removals would hide how few others there are.
  const removed = isOfCanary ? [] : results.filter(({ result }) => result === 'removed');
  telemetry.count('CredentialsRemoved', removed.length);
  if (!complete) telemetry.count('EnforcementFailures', 1);
  const event = findCreation(triggers);
  if (complete && event && !isOfCanary)
    telemetry.count('EventToRemovalMilliseconds', elapsedMs(event.at, clock));
}

function findCreation(triggers: readonly Trigger[]): Trigger | undefined {
  return triggers.find((trigger) => trigger.type === 'root-credential-changed' && !isRemovalTrigger(trigger));
}
