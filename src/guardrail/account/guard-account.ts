import { settlePromise, unwrap } from '../../concurrency/settled.ts';
import { isOrganizationalUnitId, type MemberAccount } from '../../domain/account.ts';
import { type CredentialResult, remainsAfter } from '../../domain/credential-result.ts';
import type { Policy } from '../../domain/policy.ts';
import type { Trigger } from '../../domain/trigger.ts';
import type { PostureWithRevision } from '../ports/posture.ts';
import { concludeAlreadyAudited, findNewerAudit } from './already-audited.ts';
import type { GuardContext } from './audit-context.ts';
import { checkEligibility } from './check-eligibility.ts';
import { concludeAudit, outcomeOf } from './conclude-audit.ts';
import { concludeIneligible } from './conclude-ineligible.ts';
import { concludeUnreadable } from './conclude-unreadable.ts';
import { decideAndEnforce } from './decide-and-enforce.ts';
import { decisionTime } from './decision-time.ts';
import type { GuardDependencies } from './dependencies.ts';
import { isEnforcementInProgress, yieldToOtherRun } from './enforcement-in-progress.ts';
import { auditOnceDeployed, requestFollowUpAudit } from './follow-up-audit.ts';
import { doneOutcome, type GuardOutcome, type GuardRequest, RECHECK_SECONDS } from './guard-outcome.ts';
import { findOwnRemoval } from './own-removal.ts';
import { type AccountReading, type ReadableReading, readWithRevision } from './read-account.ts';
import { readPolicy } from './read-policy.ts';

/**
 * Audits an account through a root session, removes unapproved credentials, and records what it found and did.
 *
 * If something could not be found out, the outcome is `retry` and the account's posture `unknown`, never `compliant`. There is no
 * time limit here: the consumer aborts an account after a while (`src/lambda/consumer.ts`), the CLI does not.
 * @throws whatever a table, a queue or the topic answers with; the caller lets the message be delivered again.
 */
export async function guardAccount(deps: GuardDependencies, request: GuardRequest): Promise<GuardOutcome> {
  return request.operator ? guardForOperator(deps, request) : guardOnce(deps, request);
}

/** An operator's change also queues a message, and the run for it may be working on the account at the same time. */
const OPERATOR_WAIT_MS = 2 * 60 * 1000;

/** Waits while another run is working on the account: an operator's command has no message that would be delivered again. */
async function guardForOperator(deps: GuardDependencies, request: GuardRequest): Promise<GuardOutcome> {
  let gone: readonly CredentialResult[] = [];
  for (let waitedMs = 0; ; waitedMs += RECHECK_SECONDS * 1000) {
    const latest = await guardOnce(deps, request);
    if (latest.type === 'rejected') return latest;
    const outcome = { ...latest, results: [...gone, ...latest.results] };
    if (outcome.type === 'done' || outcome.recheckSeconds === undefined) return outcome;
    if (waitedMs >= OPERATOR_WAIT_MS) return outcome;
    gone = outcome.results.filter((result) => !remainsAfter(result));
    await deps.pause(RECHECK_SECONDS * 1000);
  }
}

async function guardOnce(deps: GuardDependencies, request: GuardRequest): Promise<GuardOutcome> {
  const startedAt = deps.clock.now();
  const [eligibility, policyForSession] = await Promise.all([
    checkEligibility(deps, request.account, request.triggers),
    readPolicyForSession(deps, request),
  ]);
  if (eligibility.type !== 'eligible') return concludeIneligible(deps, request, eligibility);

  const own = await findOwnRemoval(deps, request);
  if (own) {
    deps.telemetry.log('own-removal-seen', { account: request.account, state: own.state });
    return doneOutcome(own);
  }
  const newer = await findNewerAudit(deps, request);
  if (newer) {
    await concludeAlreadyAudited(deps, request, newer);
    return doneOutcome(newer);
  }
  return auditAndEnforce(deps, request, { account: eligibility.account, policyForSession, startedAt });
}

/**
 * The policy determines which session is opened, where a removal is expected. It is read while the account is looked up, so that
 * a removal does not wait for it; what is removed is decided by the policy as it is after the inventory.
 */
async function readPolicyForSession(
  deps: GuardDependencies,
  { triggers, operator }: GuardRequest,
): Promise<Policy | undefined> {
  return triggers.some(expectsRemoval) ? (await readPolicy(deps, operator)).policy : undefined;
}

/** The audit an hour after an arrival is to be heard, and no heartbeat follows the reading of a delete session. */
function expectsRemoval(trigger: Trigger): boolean {
  if (trigger.type === 'audit-requested') return trigger.why !== 'grace-ended';
  return trigger.type === 'root-credential-changed';
}

interface Start {
  readonly account: MemberAccount;
  readonly policyForSession: Policy | undefined;
  readonly startedAt: Date;
}

async function auditAndEnforce(
  deps: GuardDependencies,
  request: GuardRequest,
  { account: listed, policyForSession, startedAt }: Start,
): Promise<GuardOutcome> {
  const { triggers, operator } = request;
  const { reading, readAt, known } = await readWithRevision(deps, listed, policyForSession);
  const account = await withCurrentUnits(deps, listed, triggers, known);
  const sessionOpenedAt = reading.openedAt;
  const summarySessionOpenedAt = hasReadSummary(reading) ? sessionOpenedAt : undefined;
  const context = {
    account,
    triggers,
    operator,
    startedAt,
    readAt,
    sessionOpenedAt,
    summarySessionOpenedAt,
    known,
  };
  if (reading.type === 'unreadable') return concludeUnreadable(deps, context, reading.failure);

  // In parallel: a queue that does not answer must not delay a removal. Its failure lets the message be delivered again.
  const now = decisionTime(deps.clock, context);
  const followUpAudit = settlePromise(requestFollowUpAudit(deps, request, reading.credentials, now));
  const auditOfArrival = settlePromise(auditOnceDeployed(deps, context));
  const outcome = await concludeReading(deps, context, reading);
  unwrap(await followUpAudit);
  unwrap(await auditOfArrival);
  return outcome;
}

/**
 * A message of a sweep may have waited for hours, and its account may have been moved and audited since. Where the row has other units
 * than the message, Organizations is asked; if it does not answer, the row counts.
 */
async function withCurrentUnits(
  { directory }: Pick<GuardDependencies, 'directory'>,
  account: MemberAccount,
  triggers: readonly Trigger[],
  { posture }: PostureWithRevision,
): Promise<MemberAccount> {
  const stored = posture?.organizationalUnits;
  const isListed = triggers.some((trigger) => trigger.type === 'swept' && trigger.listed !== undefined);
  if (!isListed || stored === undefined || stored.join() === account.organizationalUnits.join())
    return account;
  const lookup = await directory.describeUncached(account.id);
  if (lookup.type === 'member')
    return { ...account, organizationalUnits: lookup.account.organizationalUnits };
  return { ...account, organizationalUnits: stored.filter(isOrganizationalUnitId) };
}

function hasReadSummary(reading: AccountReading): boolean {
  return reading.type === 'unreadable' ? reading.hasSummary : reading.type === 'audit-session';
}

async function concludeReading(
  deps: GuardDependencies,
  context: GuardContext,
  reading: ReadableReading,
): Promise<GuardOutcome> {
  if (reading.credentials.length > 0) return decideAndEnforce(deps, context, reading);
  if (isEnforcementInProgress(deps, context.known)) return yieldToOtherRun(deps, context.known);
  return outcomeOf(await concludeAudit(deps, context, []));
}
