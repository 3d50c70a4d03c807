import type { MemberAccount } from '../../domain/account.ts';
import { type AwsFailure, describeFailure } from '../../domain/aws-failure.ts';
import { foundBy } from '../../domain/found-by.ts';
import type { Posture } from '../../domain/posture.ts';
import { recordRejection } from '../notify/record-rejection.ts';
import { postureOf } from './account-posture.ts';
import { type AuditContext, isSweptOnly } from './audit-context.ts';
import { type Ineligible, listedIn } from './check-eligibility.ts';
import { recordNotFound, recordUnknown } from './conclude-unknown.ts';
import type { GuardDependencies } from './dependencies.ts';
import { auditAgainAt } from './grace-end.ts';
import { doneOutcome, type GuardOutcome, type GuardRequest, retryOutcome } from './guard-outcome.ts';
import { arrivalEnd, newcomerUntil } from './newcomer.ts';

interface Request extends Pick<GuardRequest, 'account' | 'triggers'> {
  /** The account as it was looked up before, where it was. */
  readonly member?: MemberAccount;
}

/** The account may not be audited, or it could not be found out whether it may. */
export async function concludeIneligible(
  deps: GuardDependencies,
  request: Request,
  eligibility: Ineligible,
): Promise<GuardOutcome> {
  switch (eligibility.type) {
    case 'rejected':
      return concludeRejected(deps, request, eligibility);
    case 'not-active':
      return concludeInactive(deps, request, eligibility.account);
    case 'unknown': {
      const { account, failure } = eligibility;
      if (account === undefined) return concludeNotFound(deps, request, failure);
      const context = await contextWithoutSession(deps, request, account);
      const posture = await recordUnknown(deps, context, failure);
      return retryOutcome({ ...posture, credentials: [] }, describeFailure(failure));
    }
  }
}

async function concludeRejected(
  deps: GuardDependencies,
  request: Request,
  eligibility: Extract<Ineligible, { type: 'rejected' }>,
): Promise<GuardOutcome> {
  const { account, triggers } = request;
  const { reason } = eligibility;
  if (reason === 'not-in-organization' && expectedNotFoundUntil(deps, request) !== undefined) {
    return concludeNotFound(deps, request, eligibility.failure);
  }
  await recordRejection(deps, account, { reason, triggers }, foundBy(triggers));
  return { type: 'rejected', reason };
}

/** Organizations reports that an account joins, and may list it, before it knows the account everywhere. */
function expectedNotFoundUntil(
  { clock }: Pick<GuardDependencies, 'clock'>,
  request: Request,
): Date | undefined {
  const { account, triggers, member } = request;
  const known = [...(member ? [member] : []), ...listedIn(triggers, account)];
  return arrivalEnd(
    known.map(({ joinedAt }) => joinedAt),
    triggers,
    clock.now(),
  );
}

async function concludeInactive(
  deps: GuardDependencies,
  request: Request,
  account: MemberAccount,
): Promise<GuardOutcome> {
  const { triggers } = request;
  const posture = await recordSkipped(deps, await contextWithoutSession(deps, request, account));
  const readyBy = newcomerUntil(account, triggers, deps.clock.now());
  if (account.state !== 'PENDING_ACTIVATION' || readyBy === undefined) return doneOutcome(posture);
  if (!isSweptOnly(triggers)) {
    return retryOutcome(posture, 'the account has just joined and is not ACTIVE yet');
  }
  await auditAgainAt(deps, account.id, readyBy);
  return doneOutcome(posture);
}

async function concludeNotFound(
  deps: GuardDependencies,
  request: Request,
  failure: AwsFailure,
): Promise<GuardOutcome> {
  const expectedUntil = expectedNotFoundUntil(deps, request);
  await recordNotFound(deps, request, failure, expectedUntil);
  if (expectedUntil && isSweptOnly(request.triggers) && failure.reason === 'account-not-found') {
    await auditAgainAt(deps, request.account, expectedUntil);
    return doneOutcome({ state: 'unknown', credentials: [], failure });
  }
  return { type: 'retry', state: 'unknown', results: [], failure, why: describeFailure(failure) };
}

/** AWS opens a root session in ACTIVE accounts only. */
async function recordSkipped(deps: GuardDependencies, context: AuditContext): Promise<Posture> {
  const { account, known } = context;
  const posture = postureOf(context, known.posture, { state: 'skipped', results: [] });
  await deps.posture.record(posture, known.revision, { heartbeat: { type: 'none' } });
  deps.telemetry.log('account-skipped', { account: account.id, state: account.state });
  deps.telemetry.count('AccountsSkipped', 1);
  return posture;
}

async function contextWithoutSession(
  deps: GuardDependencies,
  { triggers }: Request,
  account: MemberAccount,
): Promise<AuditContext> {
  const now = deps.clock.now();
  const known = await deps.posture.reserveRevision(account.id);
  return { account, triggers, startedAt: now, readAt: now, known };
}
