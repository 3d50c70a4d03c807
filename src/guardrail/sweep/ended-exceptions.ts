import type { Task } from '../../concurrency/all-settled.ts';
import { isFarAhead } from '../../domain/clock-difference.ts';
import { type Exception, endOf, formatScope, type Scope } from '../../domain/exception.ts';
import { notifyMalformed } from '../notify/notifications.ts';
import { recordExceptionChange, requestReaudit } from '../operate/exception-changes.ts';
import { AUDIT_DELAY_SECONDS } from './audit-delay.ts';
import type { SweepDependencies } from './dependencies.ts';
import type { RemainingMs } from './sweep.ts';

/** Thousands may end at the end of a year: what comes after them in a watch needs some of its time too. */
const MIN_REMAINING_MS = 5 * 60 * 1000;

/**
 * Requests an audit of the scope of each exception that has ended, and notifies of rows that do not parse. Without time left, the next
 * watch goes on.
 */
export async function* processEndedExceptions(
  deps: SweepDependencies,
  remainingMs: RemainingMs,
): AsyncGenerator<Task> {
  for await (const row of deps.exceptionWatch.scan()) {
    if (remainingMs() < MIN_REMAINING_MS) return;
    if (row.type === 'malformed') yield () => notifyMalformed(deps, row.malformed);
    else if (hasEndedUnprocessed(row.exception, deps.clock.now())) {
      yield () => processEndedException(deps, row.exception);
    }
  }
}

function hasEndedUnprocessed(exception: Exception, now: Date): boolean {
  const end = endOf(exception);
  if (end === undefined || now < processedFrom(exception.scope, end)) return false;
  const { settledAt } = exception;
  // A clock far ahead may have marked it before it ended.
  return settledAt === undefined || settledAt < end || isFarAhead(settledAt, now);
}

/** The audits of a wider scope have no delay of their own: this run queues them. */
function processedFrom({ type }: Scope, end: Date): Date {
  return type === 'account' ? end : new Date(end.getTime() + AUDIT_DELAY_SECONDS * 1000);
}

/** The audit is requested before the exception is marked: a crash in between requests it twice. */
async function processEndedException(deps: SweepDependencies, exception: Exception): Promise<void> {
  const at = deps.clock.now();
  const { scope, id } = exception;
  await requestReaudit(deps, scope, 'exception-ended', AUDIT_DELAY_SECONDS);
  await recordExceptionChange(deps, scope, id, { change: 'ended', operator: undefined });
  await deps.exceptionWatch.markProcessed(scope, id, at);
  deps.telemetry.log('exception-ended', { scope: formatScope(scope), exceptionId: id });
}
