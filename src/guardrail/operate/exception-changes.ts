import { type ExceptionId, formatScope, type Scope } from '../../domain/exception.ts';
import type { LedgerEntry } from '../../domain/ledger-entry.ts';
import type { AuditRequestReason } from '../../domain/trigger.ts';
import type { Ledger } from '../ports/ledger.ts';
import type { Clock, NewId } from '../ports/platform.ts';
import type { RequestedScopes } from '../ports/requested-scopes.ts';
import type { TriggerQueue } from '../ports/work-queues.ts';

export interface ExceptionChangeDependencies {
  readonly ledger: Ledger;
  readonly triggerQueue: TriggerQueue;
  readonly requestedScopes: Pick<RequestedScopes, 'request'>;
  readonly clock: Clock;
  readonly newId: NewId;
}

type ExceptionChange = Pick<Extract<LedgerEntry, { type: 'exception-change' }>, 'change' | 'operator'>;

/** Records in the ledger that an exception was changed. An exception that has ended by itself has no operator. */
export function recordExceptionChange(
  { ledger, clock, newId }: Pick<ExceptionChangeDependencies, 'ledger' | 'clock' | 'newId'>,
  scope: Scope,
  exceptionId: ExceptionId,
  { change, operator }: ExceptionChange,
): Promise<void> {
  return ledger.append({
    type: 'exception-change',
    account: scope.type === 'account' ? scope.account : 'organization',
    at: clock.now(),
    id: newId(),
    scope: formatScope(scope),
    exceptionId,
    change,
    operator,
  });
}

/** A single account is queued with this delay; the accounts of a wider scope are queued by the sweeper's next run. */
export function requestReaudit(
  { triggerQueue, requestedScopes, clock }: Omit<ExceptionChangeDependencies, 'ledger' | 'newId'>,
  scope: Scope,
  why: AuditRequestReason,
  delaySeconds: number,
  requestedAt = clock.now(),
): Promise<void> {
  return scope.type === 'account'
    ? triggerQueue.requestAudit({ account: scope.account, why, requestedAt, event: undefined }, delaySeconds)
    : requestedScopes.request(scope, requestedAt);
}
