import { type AwsFailure, concernsWholeOrganization, isTransient } from '../../domain/aws-failure.ts';
import { appliedPolicy, deployedModes, type Policy } from '../../domain/policy.ts';
import { policyInForce } from '../../domain/settings.ts';
import type { SweepProgress } from '../../domain/sweep-progress.ts';
import { notifyUnreadable } from '../notify/notifications.ts';
import type { FeaturesReading } from '../ports/organization.ts';
import type { StoredProgress } from '../ports/sweep-progress.ts';
import type { SweepDependencies } from './dependencies.ts';
import { isPossibleLease, leaseFrom } from './lease.ts';
import { findMissedAccounts, reportMissed } from './missed-accounts.ts';

/** For how long no other run may continue the sweep of a run; renewed with every page. */
const LEASE_SECONDS = 120;

/** How the log names its stored progress. */
const SWEEP_RECORD = 'the state of the sweep';

/** A little less than the shortest interval between sweeps. */
const MIN_SWEEP_AGE_SECONDS = 55 * 60;

/** The listing stops while there is still time to record its position. */
const STOP_MARGIN_MS = 20_000;

export type SweepOutcome =
  | {
      readonly type: 'finished';
      readonly sweepId: string;
      readonly startedAt: Date;
      readonly accountsQueued: number;
    }
  /** Time ran out; the next run continues where this one stopped. */
  | { readonly type: 'paused'; readonly sweepId: string; readonly accountsQueued: number }
  /** Another sweeper holds the lease. */
  | { readonly type: 'already-running'; readonly sweepId: string }
  | { readonly type: 'nothing-to-continue' }
  /** The same cause would fail every account, so none is queued. */
  | { readonly type: 'blocked'; readonly failure: AwsFailure };

/** Milliseconds until the end of this run. */
export type RemainingMs = () => number;

/**
 * Puts every member account of the organization on the sweep queue, page by page. Checks first whether root sessions can be
 * opened in the organization at all. An unfinished sweep is continued rather than started again.
 * @param answers the time of the request for which it is started
 */
export async function startSweep(
  deps: SweepDependencies,
  remainingMs: RemainingMs,
  answers?: Date,
): Promise<SweepOutcome> {
  const blocked = await findBlock(deps);
  if (blocked) return blocked;
  const current = await readProgress(deps);
  const previous = progressIn(current);
  if (previous && isUnfinished(previous)) return continueFrom(deps, previous, remainingMs);
  const now = deps.clock.now();
  const progress: SweepProgress = {
    sweepId: deps.newId(),
    startedAt: now,
    previousStartedAt: previous && shouldBeProcessed(previous, now) ? previous.startedAt : undefined,
    modes: deployedModes(await policyNow(deps)),
    ...(answers && { answers }),
    next: undefined,
    accountsQueued: 0,
    finishedAt: undefined,
    leasedUntil: leaseFrom(now, LEASE_SECONDS),
    revision: revisionOf(current) + 1,
  };
  if ((await writeFirst(deps, progress, current)) === 'conflict') {
    const winner = progressIn(await deps.sweepProgress.read());
    return { type: 'already-running', sweepId: winner?.sweepId ?? progress.sweepId };
  }
  deps.telemetry.log('sweep-started', { sweepId: progress.sweepId });
  return queuePages(deps, progress, remainingMs);
}

async function policyNow({ settings, initialPolicy, canEnforce }: SweepDependencies): Promise<Policy> {
  return appliedPolicy(policyInForce(await settings.read(), initialPolicy), canEnforce);
}

function writeFirst(
  { sweepProgress }: SweepDependencies,
  progress: SweepProgress,
  replaced: StoredProgress | undefined,
): Promise<'written' | 'conflict'> {
  return replaced?.type === 'malformed'
    ? sweepProgress.replace(replaced, progress)
    : sweepProgress.write(progress);
}

/** Continues a sweep that ran out of time or crashed. If its progress does not parse, it may be unfinished: starts a new one. */
export async function continueSweep(
  deps: SweepDependencies,
  remainingMs: RemainingMs,
): Promise<SweepOutcome> {
  const current = await deps.sweepProgress.read();
  if (current?.type === 'malformed') return startSweep(deps, remainingMs);
  if (current === undefined || !isUnfinished(current.progress)) return { type: 'nothing-to-continue' };
  const blocked = await findBlock(deps);
  return blocked ?? continueFrom(deps, current.progress, remainingMs);
}

async function readProgress({
  sweepProgress,
  telemetry,
}: SweepDependencies): Promise<StoredProgress | undefined> {
  const stored = await sweepProgress.read();
  if (stored?.type === 'malformed') {
    telemetry.log('record-malformed', { record: SWEEP_RECORD, issues: stored.issues });
  }
  return stored;
}

function progressIn(stored: StoredProgress | undefined): SweepProgress | undefined {
  return stored?.type === 'progress' ? stored.progress : undefined;
}

function revisionOf(stored: StoredProgress | undefined): number {
  return (stored?.type === 'malformed' ? stored : stored?.progress)?.revision ?? 0;
}

function isUnfinished({ finishedAt }: SweepProgress): boolean {
  return finishedAt === undefined;
}

async function continueFrom(
  deps: SweepDependencies,
  current: SweepProgress,
  remainingMs: RemainingMs,
): Promise<SweepOutcome> {
  const now = deps.clock.now();
  const running: SweepOutcome = { type: 'already-running', sweepId: current.sweepId };
  if (now < current.leasedUntil) {
    if (isPossibleLease(current.leasedUntil, now, LEASE_SECONDS)) return running;
    const issue = 'leasedUntil: is longer than a lease, so it was set by a wrong clock or by hand';
    deps.telemetry.log('record-malformed', { record: SWEEP_RECORD, issues: [issue] });
  }
  const taken = { ...current, leasedUntil: leaseFrom(now, LEASE_SECONDS), revision: current.revision + 1 };
  if ((await deps.sweepProgress.write(taken)) === 'conflict') return running;
  deps.telemetry.log('sweep-continued', { sweepId: taken.sweepId, accountsQueued: taken.accountsQueued });
  return queuePages(deps, taken, remainingMs);
}

/**
 * A page is queued before the progress is recorded: a crash in between queues it twice, which costs an audit for each account,
 * and never skips it.
 */
async function queuePages(
  deps: SweepDependencies,
  from: SweepProgress,
  remainingMs: RemainingMs,
): Promise<SweepOutcome> {
  let progress = from;
  const { sweepId, startedAt, previousStartedAt } = from;
  const findMissed = await findMissedAccounts(deps, sweepId, previousStartedAt);
  while (remainingMs() > STOP_MARGIN_MS) {
    const page = await deps.lister.listAccounts(progress.next);
    if (page.type === 'outdated') {
      // Pagination tokens of Organizations expire; the accounts so far are queued again, and counted once.
      progress = { ...progress, next: undefined, accountsQueued: 0 };
      continue;
    }
    const now = deps.clock.now();
    await deps.sweepQueue.send(page.accounts.map((account) => ({ sweepId, account, queuedAt: now })));
    deps.telemetry.count('AccountsQueued', page.accounts.length);
    reportMissed(deps, sweepId, findMissed(page.accounts));
    const finished = page.next === undefined;
    progress = {
      ...progress,
      next: page.next,
      accountsQueued: progress.accountsQueued + page.accounts.length,
      finishedAt: finished ? now : undefined,
      leasedUntil: leaseFrom(now, LEASE_SECONDS),
      revision: progress.revision + 1,
    };
    if ((await deps.sweepProgress.write(progress)) === 'conflict')
      return { type: 'already-running', sweepId };
    if (finished) {
      deps.telemetry.log('sweep-finished', { sweepId, accountsQueued: progress.accountsQueued });
      deps.telemetry.count('SweepsFinished', 1);
      return { type: 'finished', sweepId, startedAt, accountsQueued: progress.accountsQueued };
    }
  }
  await deps.sweepProgress.write({
    ...progress,
    leasedUntil: deps.clock.now(),
    revision: progress.revision + 1,
  });
  deps.telemetry.log('sweep-paused', { sweepId, accountsQueued: progress.accountsQueued });
  return { type: 'paused', sweepId, accountsQueued: progress.accountsQueued };
}

/** A transient failure does not block the sweep, as the audits show whether root sessions can be opened. */
async function findBlock(deps: SweepDependencies): Promise<SweepOutcome | undefined> {
  const failure = blockingFailure(await deps.features.readFeatures());
  if (failure === undefined) return undefined;
  deps.telemetry.log('sweep-blocked', { failure });
  await notifyUnreadable(deps, deps.managementAccountId, failure);
  return { type: 'blocked', failure };
}

/** Why no account of the organization can be audited; a transient failure is none. */
export function blockingFailure(reading: FeaturesReading): AwsFailure | undefined {
  if (reading.type === 'unreadable') {
    const { failure } = reading;
    return concernsWholeOrganization(failure) && !isTransient(failure) ? failure : undefined;
  }
  if (reading.enabled.includes('RootCredentialsManagement')) return undefined;
  return {
    reason: 'root-credentials-management-off',
    call: 'iam:ListOrganizationsFeatures',
    message: `enabled features: ${reading.enabled.join(', ') || 'none'}`,
  };
}

/** Whether the previous sweep is old enough. If not, as before a requested sweep, its accounts may still be in the queue. */
function shouldBeProcessed({ startedAt }: SweepProgress, now: Date): boolean {
  return now.getTime() - startedAt.getTime() >= MIN_SWEEP_AGE_SECONDS * 1000;
}
