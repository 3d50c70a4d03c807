import { settlePromise, unwrap } from '../../concurrency/settled.ts';
import { describeFailure, isTransient } from '../../domain/aws-failure.ts';
import type { Credential } from '../../domain/credentials.ts';
import { type CredentialDecision, type DecisionInput, decide, isRemoval } from '../../domain/decision.ts';
import { decidesAlike } from '../../domain/policy.ts';
import { hadMfa } from '../../domain/posture.ts';
import type { UnusableSettings } from '../../domain/settings.ts';
import type { DeleteSession } from '../ports/root-sessions.ts';
import { type DecidedContext, type GuardContext, isSweptOnly } from './audit-context.ts';
import { checkEligibilityUncached, type Ineligible } from './check-eligibility.ts';
import { concludeAudit, outcomeOf } from './conclude-audit.ts';
import { concludeIneligible } from './conclude-ineligible.ts';
import { concludeRefusedRemoval } from './conclude-refused-removal.ts';
import { decideAgain } from './decide-again.ts';
import { decideWithBreaker } from './decide-with-breaker.ts';
import { decisionTime } from './decision-time.ts';
import type { GuardDependencies } from './dependencies.ts';
import { isEnforcementInProgress, yieldToOtherRun } from './enforcement-in-progress.ts';
import { auditAgainAt, noteGraceEnd } from './grace-end.ts';
import {
  doneOutcome,
  type GuardOutcome,
  MALFORMED_EXCEPTION,
  MALFORMED_SETTINGS,
  retryOutcome,
} from './guard-outcome.ts';
import type { ReadableReading } from './read-account.ts';
import { readPolicy } from './read-policy.ts';
import { removeCredentials } from './remove-credentials.ts';

/** An account that may be audited, and what the decisions on its credentials depend on. */
interface DecisionBasis {
  readonly type: 'eligible';
  /** With the account and the policy as they are now. */
  readonly context: DecidedContext;
  readonly input: DecisionInput;
  /** Set where the policy is suspended, as the settings cannot be used. */
  readonly unusable: UnusableSettings | undefined;
  /** Just before account, exceptions and settings were read. */
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
  const { context, input } = basis;
  const likely = decide(input);
  if (deps.remover === undefined || !likely.some(isRemoval)) {
    return concludeWithoutRemoval(deps, basis, likely);
  }

  const opened = await deps.remover.openDeleteSession(input.account.id);
  if (opened.type === 'refused') {
    const { posture } = await concludeRefusedRemoval(deps, context, likely, opened.failure);
    const { failureExpectedUntil } = posture;
    if (failureExpectedUntil && isSweptOnly(context.triggers) && !isTransient(opened.failure)) {
      await auditAgainAt(deps, context.account.id, failureExpectedUntil);
      return doneOutcome(posture);
    }
    return retryOutcome(posture, describeFailure(opened.failure));
  }
  // AssumeRoot is rate-limited and may take long. In that time an exception may have been added, or the account moved.
  const current = await readDecisionBasis(deps, context, input.credentials);
  if (current.type !== 'eligible') return concludeIneligible(deps, requestOf(context), current);
  return enforceInSession(deps, current, opened.session);
}

async function enforceInSession(
  deps: GuardDependencies,
  basis: DecisionBasis,
  session: DeleteSession,
): Promise<GuardOutcome> {
  const { context, input, decidedAt } = basis;
  const { decisions, notify } = await decideWithBreaker(deps, context, input);
  // In parallel: a topic that does not answer must not delay a removal.
  const notifying = settlePromise(notify());
  const outcome = decisions.some(isRemoval)
    ? await removeCredentials(deps, context, {
        session,
        decisions,
        decidedAt,
        decideAgain: (remaining) => decideAgain(deps, context, remaining),
        hasPolicyChanged: () => hasPolicyChanged(deps, context),
      })
    : await concludeWithoutRemoval(deps, basis, decisions);
  unwrap(await notifying);
  return outcome;
}

/** An operator may have changed the mode, or what the settings say may be unknown since. */
async function hasPolicyChanged(
  deps: GuardDependencies,
  { account, operator, policy }: DecidedContext,
): Promise<boolean> {
  return !decidesAlike((await readPolicy(deps, operator)).policy, policy, account);
}

/**
 * The exceptions are read after the inventory. So an exception that was written before a credential was created is always seen
 * when the credential is. The settings too, so that a removal is never decided by a mode that is older than its inventory.
 */
async function readDecisionBasis(
  deps: GuardDependencies,
  context: GuardContext,
  credentials: readonly Credential[],
): Promise<DecisionBasis | Ineligible> {
  const { account, operator, triggers } = context;
  const decidedAt = deps.clock.now();
  const [eligibility, likelyExceptions, { policy, unusable }] = await Promise.all([
    checkEligibilityUncached(deps, account.id),
    deps.exceptions.readFor(account, decisionTime(deps.clock, context)),
    readPolicy(deps, operator),
  ]);
  if (eligibility.type !== 'eligible') return eligibility;
  const current = eligibility.account;
  const hasMoved = current.organizationalUnits.join() !== account.organizationalUnits.join();
  const exceptions = hasMoved
    ? await deps.exceptions.readFor(current, decisionTime(deps.clock, context))
    : likelyExceptions;
  const now = decisionTime(deps.clock, context);
  return {
    type: 'eligible',
    context: { ...context, account: current, policy },
    unusable,
    input: {
      account: current,
      credentials,
      exceptions,
      policy,
      triggers,
      hadMfa: hadMfa(context.known.posture, credentials),
      breaker: 'closed',
      now,
    },
    decidedAt,
  };
}

/** Every credential is kept or withheld. */
async function concludeWithoutRemoval(
  deps: GuardDependencies,
  { context, input: { exceptions }, unusable }: DecisionBasis,
  decisions: readonly CredentialDecision[],
): Promise<GuardOutcome> {
  if (isEnforcementInProgress(deps, context.known)) return yieldToOtherRun(deps, context.known);
  await noteGraceEnd(deps, context, decisions);
  const isSuspended = decisions.some(({ reason }) => reason === context.policy.suspendedBecause);
  const settings = isSuspended ? unusable : undefined;
  const concluded = await concludeAudit(deps, context, decisions, { exceptions, settings });
  const { posture } = concluded;
  if (exceptions.type === 'unreadable') return retryOutcome(posture, describeFailure(exceptions.failure));
  if (settings !== undefined && isRetryable(context, settings)) {
    return retryOutcome(posture, describeUnusable(settings));
  }
  return posture.state === 'unknown' && !isSweptOnly(context.triggers)
    ? retryOutcome(posture, MALFORMED_EXCEPTION)
    : outcomeOf(concluded);
}

/**
 * The next sweep audits the account anyway, so a sweep's message is tried again only for what may pass soon. Any other message is:
 * settings that somebody corrects between two watches lead to no sweep.
 */
function isRetryable({ triggers }: GuardContext, settings: UnusableSettings): boolean {
  return (settings.type === 'unreadable' && isTransient(settings.failure)) || !isSweptOnly(triggers);
}

function describeUnusable(settings: UnusableSettings): string {
  return settings.type === 'unreadable' ? describeFailure(settings.failure) : MALFORMED_SETTINGS;
}

function requestOf({ account, triggers }: GuardContext) {
  return { account: account.id, triggers, member: account };
}
