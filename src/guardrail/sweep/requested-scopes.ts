import type { Task } from '../../concurrency/all-settled.ts';
import type { OrganizationalUnitId } from '../../domain/account.ts';
import { RootguardError } from '../../domain/errors.ts';
import type { SweepItem } from '../../domain/sweep-item.ts';
import type { SweepProgress } from '../../domain/sweep-progress.ts';
import type { MalformedRequest, RequestedScope } from '../ports/requested-scopes.ts';
import type { SweepDependencies } from './dependencies.ts';
import { type RemainingMs, startSweep } from './sweep.ts';

/** How many accounts of an organizational unit are put on the queue in one call. */
const CHUNK_ITEMS = 100;

/** Queues the accounts of each scope wider than an account that somebody requested to be audited again. */
export async function* processRequestedScopes(
  deps: SweepDependencies,
  remainingMs: RemainingMs,
): AsyncGenerator<Task> {
  for (const requested of await deps.requestedScopes.read()) {
    yield () =>
      requested.type === 'malformed'
        ? renewRequest(deps, requested)
        : queueScope(deps, requested, remainingMs);
  }
}

/** The time of a malformed request is not known, so it is requested again now, and the next run processes it. */
async function renewRequest(
  { requestedScopes, telemetry, clock }: SweepDependencies,
  { key, scope, issue }: MalformedRequest,
): Promise<void> {
  telemetry.log('record-malformed', { record: `the request to audit ${key}`, issues: [issue] });
  if (scope !== undefined) await requestedScopes.request(scope, clock.now());
}

/** The request is cleared once every account of the scope is queued. */
async function queueScope(
  deps: SweepDependencies,
  requested: RequestedScope,
  remainingMs: RemainingMs,
): Promise<void> {
  const { scope } = requested;
  if (scope.type === 'organization') return queueOrganization(deps, requested, remainingMs);
  await queueOrganizationalUnit(deps, scope.organizationalUnit);
  await deps.requestedScopes.clear(requested);
}

/**
 * Only a sweep that was started for the request answers it: another one may have audited its first accounts before the request was
 * made. It may have finished in an earlier run.
 */
async function queueOrganization(
  deps: SweepDependencies,
  requested: RequestedScope,
  remainingMs: RemainingMs,
): Promise<void> {
  const { requestedAt } = requested;
  if ((await findAnswer(deps, requestedAt)) === undefined) await startSweep(deps, remainingMs, requestedAt);
  const answer = await findAnswer(deps, requestedAt);
  if (answer === undefined) return;
  await deps.requestedScopes.clear(requested);
  // A later request may have the same time, by a clock that was set back.
  await deps.sweepProgress.write({ ...answer, answers: undefined, revision: answer.revision + 1 });
}

/** The finished sweep that was started for the request of this time. */
async function findAnswer(
  { sweepProgress }: SweepDependencies,
  requestedAt: Date,
): Promise<SweepProgress | undefined> {
  const current = await sweepProgress.read();
  if (current?.type !== 'progress' || current.progress.finishedAt === undefined) return undefined;
  return current.progress.answers?.getTime() === requestedAt.getTime() ? current.progress : undefined;
}

/** A unit that does not exist has no accounts: its request is cleared too. */
async function queueOrganizationalUnit(
  deps: SweepDependencies,
  organizationalUnit: OrganizationalUnitId,
): Promise<void> {
  const sweepId = deps.newId();
  try {
    let chunk: SweepItem[] = [];
    for await (const account of deps.lister.listAccountsUnder(organizationalUnit)) {
      chunk.push({ sweepId, account, queuedAt: deps.clock.now() });
      if (chunk.length === CHUNK_ITEMS) {
        await deps.sweepQueue.send(chunk);
        chunk = [];
      }
    }
    await deps.sweepQueue.send(chunk);
    deps.telemetry.log('scope-queued', { sweepId, organizationalUnit });
  } catch (error) {
    if (!(error instanceof RootguardError) || error.code !== 'unknown-organizational-unit') throw error;
    deps.telemetry.log('scope-gone', { organizationalUnit });
  }
}
