import { Attempts } from '../../concurrency/all-settled.ts';
import type { Inventory } from '../../domain/credentials.ts';
import type { CredentialDecision } from '../../domain/decision.ts';
import type { ExceptionReading } from '../../domain/exception.ts';
import { isLongFinished, postureStateOf } from '../../domain/posture.ts';
import { notifyInterrupted, notifyMalformed, notifyViolation } from '../notify/notifications.ts';
import {
  type AuditContext,
  type Concluded,
  type Found,
  hasNothingToReport,
  isChange,
  postureOf,
  recordAudited,
  resultWithoutRemoval,
  violationsIn,
} from './account-posture.ts';
import { appendAudit, wasAsked } from './audit-entry.ts';
import type { GuardDependencies } from './dependencies.ts';

/** An audit after which nothing is removed: either there was nothing, or all of it is kept or withheld. */
export async function concludeAudit(
  deps: GuardDependencies,
  subject: AuditContext,
  inventory: Inventory,
  decisions: readonly CredentialDecision[],
  exceptions?: ExceptionReading,
): Promise<Concluded> {
  const { account, triggers } = subject;
  const { posture: previous, enforcements, revision } = await subject.known();
  const results = decisions.map(resultWithoutRemoval);
  const found: Found = { state: postureStateOf(results), results };
  const failure = exceptions?.type === 'unreadable' ? exceptions.failure : undefined;
  const posture = { ...postureOf(subject, previous, found), failure };
  if (isChange(previous, found) || wasAsked(subject)) {
    await appendAudit(deps, subject, posture, inventory, decisions, failure);
  }
  // A read that lags behind may show what an enforcement has removed: that is told once it is seen to be gone.
  const seen = decisions.map(({ credential }) => credential);
  const interrupted = enforcements.filter((enforcement) => !hasNothingToReport(enforcement, seen));
  // What cannot be told is recorded all the same: a report must not say what was true before. The message comes again.
  const telling = new Attempts();
  const isTold = await telling.make(() => notifyInterrupted(deps, account, interrupted));
  for (const malformed of exceptions?.type === 'readable' ? exceptions.malformed : []) {
    await telling.make(() => notifyMalformed(deps, malformed));
  }
  await telling.make(() => notifyViolation(deps, account, violationsIn(results), triggers));
  const idle = enforcements.filter(
    (enforcement) => !interrupted.includes(enforcement) && isLongFinished(enforcement, deps.clock.now()),
  );
  const closed = [...(isTold ? interrupted : []), ...idle].map(({ id }) => id);
  const concluded = await recordAudited(deps, subject, posture, revision, { closed });
  telling.throwWhatFailed();
  return concluded;
}
