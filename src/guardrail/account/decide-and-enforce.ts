import { settlePromise, unwrap } from '../../concurrency/settled.ts';
import { describeFailure } from '../../domain/aws-failure.ts';
import type { Credential } from '../../domain/credentials.ts';
import { type CredentialDecision, decide, isRemoval } from '../../domain/decision.ts';
import type { ExceptionReading } from '../../domain/exception.ts';
import type { DeleteSession } from '../ports/root-sessions.ts';
import { type GuardContext, isSweptOnly } from './audit-context.ts';
import { checkEligibilityUncached, type Ineligible } from './check-eligibility.ts';
import { concludeAudit, outcomeOf } from './conclude-audit.ts';
import { concludeIneligible } from './conclude-ineligible.ts';
import { concludeRefusedRemoval } from './conclude-refused-removal.ts';
import { decideWithBreaker } from './decide-with-breaker.ts';
import type { GuardDependencies } from './dependencies.ts';
import { isEnforcementInProgress, yieldToOtherRun } from './enforcement-in-progress.ts';
import { noteGraceEnd } from './grace-end.ts';
import { type GuardOutcome, MALFORMED_EXCEPTION, retryOutcome } from './guard-outcome.ts';
import type { ReadableReading } from './read-account.ts';
import { removeCredentials } from './remove-credentials.ts';

/** The input of a decision, read for it from AWS and from the exceptions. */
interface DecisionBasis {
  readonly type: 'eligible';
  /** With the account as it was described for this decision. */
  readonly context: GuardContext;
  readonly credentials: readonly Credential[];
  readonly exceptions: ExceptionReading;
  /** Just before account and exceptions were read. */
  readonly decidedAt: Date;
}

/** For an account with root credentials: decides on each of them, and removes those that are to be removed. */
export async function decideAndEnforce(
  deps: GuardDependencies,
  context: GuardContext,
  { credentials, ...reading }: ReadableReading,
): Promise<GuardOutcome> {
  const basis = await readDecisionBasis(deps, context, credentials);
  if (basis.type !== 'eligible') return concludeIneligible(deps, requestOf(context), basis);
  return reading.type === 'delete-session'
    ? enforceInSession(deps, basis, reading.session)
    : decideBeforeDeleteSession(deps, basis);
}

/** Opens a delete session only where there is something to remove. */
async function decideBeforeDeleteSession(
  deps: GuardDependencies,
  basis: DecisionBasis,
): Promise<GuardOutcome> {
  const { context, credentials, exceptions } = basis;
  const { account, policy, triggers } = context;
  const now = deps.clock.now();
  const likely = decide({ account, credentials, exceptions, policy, triggers, breaker: 'closed', now });
  if (deps.remover === undefined || !likely.some(isRemoval)) {
    return concludeWithoutRemoval(deps, basis, likely);
  }

  const opened = await deps.remover.openDeleteSession(account.id);
  if (opened.type === 'refused') {
    const { posture } = await concludeRefusedRemoval(deps, context, likely, opened.failure);
    return retryOutcome(posture, describeFailure(opened.failure));
  }
  // AssumeRoot is rate-limited and may take long. In that time an exception may have been added, or the account moved.
  const current = await readDecisionBasis(deps, context, credentials);
  if (current.type !== 'eligible') return concludeIneligible(deps, requestOf(context), current);
  return enforceInSession(deps, current, opened.session);
}

async function enforceInSession(
  deps: GuardDependencies,
  basis: DecisionBasis,
  session: DeleteSession,
): Promise<GuardOutcome> {
  const { context, credentials, exceptions, decidedAt } = basis;
  const { decisions, notify } = await decideWithBreaker(deps, context, credentials, exceptions);
  // In parallel: a topic that does not answer must not delay a removal.
  const notifying = settlePromise(notify());
  const outcome = decisions.some(isRemoval)
    ? await removeCredentials(deps, context, { session, decisions, decidedAt })
    : await concludeWithoutRemoval(deps, basis, decisions);
  unwrap(await notifying);
  return outcome;
}

/**
 * The exceptions are read after the inventory. So an exception that was written before a credential was created is always seen
 * when the credential is.
 */
async function readDecisionBasis(
  deps: GuardDependencies,
  context: GuardContext,
  credentials: readonly Credential[],
): Promise<DecisionBasis | Ineligible> {
  const { account } = context;
  const decidedAt = deps.clock.now();
  const [eligibility, likelyExceptions] = await Promise.all([
    checkEligibilityUncached(deps, account.id),
    deps.exceptions.readFor(account),
  ]);
  if (eligibility.type !== 'eligible') return eligibility;
  const current = eligibility.account;
  const hasMoved = current.organizationalUnits.join() !== account.organizationalUnits.join();
  const exceptions = hasMoved ? await deps.exceptions.readFor(current) : likelyExceptions;
  return { type: 'eligible', context: { ...context, account: current }, credentials, exceptions, decidedAt };
}

/** Every credential is kept or withheld. */
async function concludeWithoutRemoval(
  deps: GuardDependencies,
  { context, exceptions }: DecisionBasis,
  decisions: readonly CredentialDecision[],
): Promise<GuardOutcome> {
  if (isEnforcementInProgress(deps, context.known)) return yieldToOtherRun(deps, context.known);
  await noteGraceEnd(deps, context, decisions);
  const concluded = await concludeAudit(deps, context, decisions, exceptions);
  const { posture } = concluded;
  if (exceptions.type === 'unreadable') return retryOutcome(posture, describeFailure(exceptions.failure));
  return posture.state === 'unknown' && !isSweptOnly(context.triggers)
    ? retryOutcome(posture, MALFORMED_EXCEPTION)
    : outcomeOf(concluded);
}

function requestOf({ account, triggers }: GuardContext) {
  return { account: account.id, triggers };
}
