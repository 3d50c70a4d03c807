import { settlePromise, unwrap } from '../../concurrency/settled.ts';
import { CANARY_MARGIN_SECONDS } from '../../domain/canary.ts';
import type { CanaryRun } from '../ports/canary-runs.ts';
import { checkAccount, refused } from './check-account.ts';
import { concludeRun } from './conclude-run.ts';
import { createAndWatch } from './create-and-watch.ts';
import type { CanaryDependencies, CanaryOutcome, CanaryRequest, Cleared } from './dependencies.ts';
import { recordRun } from './record-run.ts';

/**
 * Allows a root password in an account that has no root credential, and times each hop until rootguard has removed it and notified
 * people of it. Whatever happens, it removes the password itself where the guardrail has not, and proves it by a re-read. Where the
 * process ends before that, the record of the run stays open: the next run removes what is left.
 * @throws whatever a table or the topic answers with
 */
export async function runCanary(deps: CanaryDependencies, request: CanaryRequest): Promise<CanaryOutcome> {
  const checked = await checkAccount(deps, request);
  const outcome = checked.type === 'refused' ? checked : await runIn(deps, request, checked);
  await concludeRun(deps, request, outcome);
  return outcome;
}

async function runIn(
  deps: CanaryDependencies,
  request: CanaryRequest,
  cleared: Cleared,
): Promise<CanaryOutcome> {
  const opened = await deps.recoverer.openRecoverySession(request.account);
  if (opened.type === 'refused') {
    const { failure } = opened;
    await recordRun(deps, request, deps.newId(), { result: 'not-created', mode: cleared.mode, failure });
    return { type: 'not-created', failure, isUncertain: false };
  }
  const run = newRun(deps, request, opened.accessKeyId);
  const marked = await markStarted(deps, run, cleared.latest);
  if (marked.type === 'conflict') {
    return refused('canary-in-progress', 'It started at the same time.');
  }
  const running = await settlePromise(createAndWatch(deps, request, cleared, run, opened.session));
  const isOver = running.status === 'fulfilled' && isProvenGone(running.value);
  const now = deps.clock.now();
  // Where it is not proven, the record stays open, and the next run cleans up without waiting.
  const recorded = await settlePromise(
    deps.canaryRuns.write({ ...run, ...(isOver ? { endedAt: now } : { leasedUntil: now }) }, marked.revision),
  );
  const outcome = unwrap(running);
  unwrap(recorded);
  return outcome;
}

/** @returns the revision of the record */
async function markStarted(
  { canaryRuns }: CanaryDependencies,
  run: CanaryRun,
  latest: Cleared['latest'],
): Promise<{ readonly type: 'conflict' } | { readonly type: 'marked'; readonly revision: number }> {
  const after = latest?.type === 'run' ? latest.revision : 0;
  const written =
    latest?.type === 'malformed' ? canaryRuns.replace(latest, run) : canaryRuns.write(run, after);
  return (await written) === 'conflict' ? { type: 'conflict' } : { type: 'marked', revision: after + 1 };
}

function newRun(
  { clock, newId }: CanaryDependencies,
  { account, timeoutSeconds }: CanaryRequest,
  accessKeyId: string | undefined,
): CanaryRun {
  const startedAt = clock.now();
  const seconds = timeoutSeconds + CANARY_MARGIN_SECONDS;
  const leasedUntil = new Date(startedAt.getTime() + seconds * 1000);
  return { account, id: newId(), startedAt, accessKeyId, leasedUntil, endedAt: undefined };
}

function isProvenGone(outcome: CanaryOutcome): boolean {
  if (outcome.type === 'not-created') return !outcome.isUncertain;
  return outcome.type !== 'left-behind';
}
