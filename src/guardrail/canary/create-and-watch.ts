import { settlePromise } from '../../concurrency/settled.ts';
import { type AwsFailure, mayHaveTakenEffect } from '../../domain/aws-failure.ts';
import { type CanaryPassword, type CanaryStageName, EXPECTED_STAGES } from '../../domain/canary.ts';
import { auditAndRecord } from '../operate/record-audit.ts';
import type { CanaryRun } from '../ports/canary-runs.ts';
import type { PasswordAllowance, RecoverySession } from '../ports/root-sessions.ts';
import type { CanaryDependencies, CanaryOutcome, CanaryRequest, Cleared } from './dependencies.ts';
import { finishedRun } from './finished-run.ts';
import { recordRun } from './record-run.ts';
import { type PasswordRemoval, removePassword } from './remove-password.ts';
import { watchHops } from './watch-hops.ts';

/** Creates the password, watches what becomes of it, and cleans up. */
export async function createAndWatch(
  deps: CanaryDependencies,
  request: CanaryRequest,
  cleared: Cleared,
  run: CanaryRun,
  session: RecoverySession,
): Promise<CanaryOutcome> {
  const { account, mode } = cleared;
  const { accessKeyId } = run;
  await recordRun(deps, request, run.id, {
    result: 'started',
    mode,
    ...(accessKeyId !== undefined && { accessKeyId }),
  });
  const calledAt = deps.clock.now();
  const allowance = await session.allowPassword();
  if (allowance.type !== 'password-allowed') {
    return concludeWithoutPassword(deps, request, cleared, run, allowance);
  }
  const password = { ...run, passwordCreatedAt: allowance.createdAt };
  const watched = await settlePromise(watchHops(deps, request, { ...password, mode, calledAt, session }));
  // What was created has to go, also where watching it failed.
  const seen = watched.status === 'fulfilled' ? watched.value : new Map<CanaryStageName, number>();
  const removal = await cleanUp(deps, request, cleared, password, seen);
  if (watched.status === 'rejected') throw watched.reason;
  const finished = finishedRun(request, { mode, calledAt, seen, removal, now: deps.clock.now() });
  await recordRun(deps, request, run.id, {
    result: finished.type,
    mode,
    stages: [...finished.stages],
    missing: [...finished.missing],
    totalMs: finished.totalMs,
  });
  if (removal.type === 'removed') {
    // The posture shows what the service's audit saw, and nothing else would audit the account before the next sweep.
    await auditAndRecord(deps, account, { by: request.by, reason: AFTER_RUN, ticket: undefined });
  }
  return finished;
}

const AFTER_RUN = 'a canary run is over';

/** In enforce mode, where the removal was seen, there is nothing to do. */
async function cleanUp(
  deps: CanaryDependencies,
  { by }: CanaryRequest,
  { account }: Cleared,
  password: CanaryPassword,
  seen: ReadonlyMap<CanaryStageName, number>,
): Promise<PasswordRemoval> {
  return seen.has('removal') ? { type: 'already-absent' } : removePassword(deps, account, password, by);
}

type NotAllowed = Exclude<PasswordAllowance, { type: 'password-allowed' }>;

function failureOf(allowance: NotAllowed): AwsFailure {
  if (allowance.type === 'refused') return allowance.failure;
  return {
    reason: 'readings-disagree',
    call: 'iam:CreateLoginProfile',
    message: 'there is a password, which the audit before did not show',
  };
}

/** To a retry whose first answer was lost, IAM answers that there is a password already. */
function mayHaveCreated(allowance: NotAllowed): boolean {
  return allowance.type === 'refused' ? mayHaveTakenEffect(allowance.failure) : allowance.afterRetry === true;
}

async function concludeWithoutPassword(
  deps: CanaryDependencies,
  request: CanaryRequest,
  { account, mode, interrupted }: Cleared,
  run: CanaryRun,
  allowance: NotAllowed,
): Promise<CanaryOutcome> {
  const failure = failureOf(allowance);
  const isUncertain = mayHaveCreated(allowance);
  // Where somebody else has created it, it stays. That of an interrupted run may have appeared only now.
  const creator = isUncertain ? run : interrupted;
  const removal = creator && (await removePassword(deps, account, creator, request.by));
  if (removal?.type === 'left-behind') {
    const missing = EXPECTED_STAGES[mode];
    await recordRun(deps, request, run.id, { result: 'left-behind', mode, missing: [...missing], failure });
    return { type: 'left-behind', mode, stages: [], missing, totalMs: 0, leftBecause: removal.why };
  }
  await recordRun(deps, request, run.id, { result: 'not-created', mode, failure });
  return { type: 'not-created', failure, isUncertain: isUncertain && removal?.type !== 'removed' };
}
