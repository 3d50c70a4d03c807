import { allSettledInOrder, throwRejected } from '../../concurrency/all-settled.ts';
import { type AwsFailure, isTransient } from '../../domain/aws-failure.ts';
import type { CredentialResult } from '../../domain/credential-result.ts';
import { type CredentialDecision, isRemoval } from '../../domain/decision.ts';
import { postureStateOf } from '../../domain/posture.ts';
import { countFinding, refusedRemovalFinding } from '../notify/findings.ts';
import { notifyFinding } from '../notify/notifications.ts';
import { elapsedMs } from '../ports/platform.ts';
import { keptOrWithheld, postureOf } from './account-posture.ts';
import { type DecidedContext, isSweptOnly } from './audit-context.ts';
import { appendAudit } from './audit-entry.ts';
import { type RecordedAudit, recordAudited } from './conclude-audit.ts';
import type { GuardDependencies } from './dependencies.ts';
import { noteGraceEnd } from './grace-end.ts';
import { newcomerUntil } from './newcomer.ts';

/**
 * The credentials are known, and AWS refused the session to remove them in. Each removal has failed, so the account is not
 * `unknown`.
 */
export async function concludeRefusedRemoval(
  deps: GuardDependencies,
  context: DecidedContext,
  decisions: readonly CredentialDecision[],
  failure: AwsFailure,
): Promise<RecordedAudit> {
  const { account, triggers, known } = context;
  const results = decisions.map((decision) => resultOf(decision, failure));
  const found = { state: postureStateOf(results), results };
  // In an account that has just joined, AWS may grant the first session and refuse the next.
  const failureExpectedUntil = newcomerUntil(account, triggers, deps.clock.now());
  const isExpected = failureExpectedUntil !== undefined;
  const posture = { ...postureOf(context, known.posture, found), failure, failureExpectedUntil };
  const credentials = decisions.map(({ credential }) => credential);
  await appendAudit(deps, context, posture, { type: 'readable', credentials }, decisions);
  const isWorthNotifying = !isTransient(failure) && !isExpected;
  const finding = isWorthNotifying ? refusedRemovalFinding(account, results, triggers) : undefined;
  const isSwept = isSweptOnly(triggers);
  const notified = await allSettledInOrder(
    finding && !isSwept ? [() => notifyFinding(deps, finding, triggers)] : [],
  );
  await noteGraceEnd(deps, context, decisions);
  const concluded = await recordAudited(deps, context, posture, known.revision);
  if (finding && isSwept) await countFinding(deps, finding);
  deps.telemetry.log('enforcement-incomplete', {
    account: account.id,
    failure,
    results,
    durationMs: elapsedMs(context.startedAt, deps.clock),
  });
  if (!isExpected) deps.telemetry.count('EnforcementFailures', 1);
  throwRejected(notified);
  return concluded;
}

function resultOf(decision: CredentialDecision, failure: AwsFailure): CredentialResult {
  if (!isRemoval(decision)) return keptOrWithheld(decision);
  const { credential, reason, exceptionId } = decision;
  return {
    credential,
    result: 'failed',
    reason,
    exceptionId,
    failedBecause: 'refused',
    failure,
    requestId: undefined,
  };
}
