import { Attempts } from '../../concurrency/all-settled.ts';
import type { OrganizationalUnitId } from '../../domain/account.ts';
import { RootguardError } from '../../domain/errors.ts';
import { type Exception, endOf, formatScope } from '../../domain/exception.ts';
import { endGraces } from '../account/grace-end.ts';
import { notifyMalformed } from '../notify/notifications.ts';
import type { MalformedRequest, RequestedScope } from '../ports/sweep-state.ts';
import type { SweepItem } from '../ports/work-queues.ts';
import type { SweepDependencies } from './dependencies.ts';
import { continueSweep, type RemainingMs, startSweep } from './sweep.ts';

/** How many accounts of an organizational unit are put on the queue in one call. */
const CHUNK = 100;

/** So that whoever audits finds the exception ended too, also by a clock that is behind. Seconds. */
const AUDIT_DELAY_SECONDS = 60;

/**
 * The sweeper's small, frequent run: exceptions and graces that have ended since the last look, scopes that somebody asked to be
 * audited again, and a sweep that was left unfinished.
 */
export async function watch(deps: SweepDependencies, remainingMs: RemainingMs): Promise<void> {
  const attempts = new Attempts();
  await attempts.make(() => processEndedExceptions(deps, attempts));
  await attempts.make(() => endGraces(deps, attempts));
  await attempts.make(async () => {
    await continueSweep(deps, remainingMs);
  });
  await attempts.make(async () => {
    for (const requested of await deps.sweepState.readRequestedScopes()) {
      await attempts.make(() =>
        'issue' in requested ? mendRequest(deps, requested) : auditScope(deps, requested, remainingMs),
      );
    }
  });
  attempts.throwWhatFailed();
}

/** The re-audit is asked for before the exception is marked: a crash in between asks twice. */
async function processEndedExceptions(deps: SweepDependencies, attempts: Attempts): Promise<void> {
  for await (const row of deps.exceptionWatch.scan()) {
    await attempts.make(async () => {
      if (row.type === 'malformed') await notifyMalformed(deps, row.malformed);
      else if (hasEndedUnprocessed(row.exception, deps.clock.now()))
        await processEndedException(deps, row.exception);
    });
  }
}

function hasEndedUnprocessed(exception: Exception, now: Date): boolean {
  const end = endOf(exception);
  if (end === undefined || now < end) return false;
  return exception.settledAt === undefined || exception.settledAt < end;
}

async function processEndedException(deps: SweepDependencies, exception: Exception): Promise<void> {
  const at = deps.clock.now();
  const { scope, id } = exception;
  if (scope.type === 'account') {
    await deps.triggerQueue.requestAudit(
      { account: scope.account, why: 'exception-ended', requestedAt: at, event: undefined },
      AUDIT_DELAY_SECONDS,
    );
  } else {
    await deps.sweepState.requestScope(scope, at);
  }
  await deps.ledger.append({
    type: 'exception-change',
    account: scope.type === 'account' ? scope.account : 'organization',
    at,
    id: deps.newId(),
    scope: formatScope(scope),
    exceptionId: id,
    change: 'ended',
    operator: undefined,
  });
  await deps.exceptionWatch.markProcessed(scope, id, at);
  deps.telemetry.log('exception-ended', { scope: formatScope(scope), exceptionId: id });
}

/** When it was made is not known, so it counts as made now, and the next run takes it up. */
async function mendRequest(
  { sweepState, telemetry, clock }: SweepDependencies,
  { key, scope, issue }: MalformedRequest,
): Promise<void> {
  telemetry.log('record-malformed', { record: `the request to audit ${key}`, issues: [issue] });
  if (scope !== undefined) await sweepState.requestScope(scope, clock.now());
}

/** Queues every account in a scope wider than one account; the request stays until all of them are queued. */
async function auditScope(
  deps: SweepDependencies,
  requested: RequestedScope,
  remainingMs: RemainingMs,
): Promise<void> {
  const { scope } = requested;
  // A clock that runs ahead may have written it: what is read now was made before now.
  const requestedAt = new Date(Math.min(requested.requestedAt.getTime(), deps.clock.now().getTime()));
  if (scope.type === 'organization') {
    const outcome = await startSweep(deps, remainingMs);
    // A sweep that was taken over may have audited its first accounts before the request was made.
    if (outcome.type !== 'finished' || outcome.startedAt < requestedAt) return;
  } else {
    await queueOrganizationalUnit(deps, scope.organizationalUnit);
  }
  await deps.sweepState.clearRequestedScope(requested);
}

/** A unit that does not exist, or exists no longer, has no accounts: there is nothing left to ask for. */
async function queueOrganizationalUnit(
  deps: SweepDependencies,
  organizationalUnit: OrganizationalUnitId,
): Promise<void> {
  const sweepId = deps.newId();
  try {
    let chunk: SweepItem[] = [];
    for await (const account of deps.lister.listAccountsUnder(organizationalUnit)) {
      chunk.push({ sweepId, account, queuedAt: deps.clock.now() });
      if (chunk.length === CHUNK) {
        await deps.sweepQueue.send(chunk);
        chunk = [];
      }
    }
    await deps.sweepQueue.send(chunk);
    deps.telemetry.log('scope-queued', { sweepId, organizationalUnit });
  } catch (error) {
    if (!(error instanceof RootguardError) || error.code !== 'organizational-unit-not-found') throw error;
    deps.telemetry.log('scope-gone', { organizationalUnit });
  }
}
