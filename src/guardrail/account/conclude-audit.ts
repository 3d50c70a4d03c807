import { allSettledInOrder, throwRejected } from '../../concurrency/all-settled.ts';
import { isTransient } from '../../domain/aws-failure.ts';
import type { CredentialDecision } from '../../domain/decision.ts';
import type { ExceptionReading } from '../../domain/exception.ts';
import { isLongFinished, postureStateOf } from '../../domain/posture.ts';
import type { UnusableSettings } from '../../domain/settings.ts';
import { canaryFinding } from '../notify/canary-notifications.ts';
import { countFinding, type Finding } from '../notify/findings.ts';
import { notifyFinding, notifyInterrupted, notifyMalformed } from '../notify/notifications.ts';
import { notifyUnusableSettings } from '../notify/settings-notifications.ts';
import {
  type Found,
  isChange,
  keptOrWithheld,
  postureOf,
  type RecordedAudit,
  recordAudited,
  removedNothingYet,
  violationIn,
} from './account-posture.ts';
import { type AuditContext, isSweptOnly } from './audit-context.ts';
import { appendAudit } from './audit-entry.ts';
import { canaryRunBehind } from './canary-run.ts';
import type { GuardDependencies } from './dependencies.ts';
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
  const violation = settings && isPassing(settings) ? undefined : violationIn(account, results, triggers);
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
