import { settlePromise } from '../../concurrency/settled.ts';
import { type Exception, type ExceptionId, formatScope, type Scope } from '../../domain/exception.ts';
import type { Operator } from '../../domain/ledger-entry.ts';
import type { ExceptionEditor } from '../ports/exceptions.ts';
import type { Ledger } from '../ports/ledger.ts';
import type { Clock, NewId } from '../ports/platform.ts';
import type { RequestedScopes } from '../ports/requested-scopes.ts';
import type { TriggerQueue } from '../ports/work-queues.ts';

export interface EditExceptionsDependencies {
  readonly editor: ExceptionEditor;
  readonly ledger: Ledger;
  readonly triggerQueue: TriggerQueue;
  readonly requestedScopes: Pick<RequestedScopes, 'request'>;
  readonly clock: Clock;
  readonly newId: NewId;
}

/** The edit is stored even if the audit could not be requested: the next sweep audits its scope then. */
export interface ExceptionEdited {
  readonly reaudit: PromiseSettledResult<void>;
}

export type RevokeOutcome =
  | ({ readonly type: 'revoked' } & ExceptionEdited)
  | { readonly type: 'already-ended' }
  | { readonly type: 'not-found' };

/**
 * Stores an exception, records it in the ledger, and requests an audit of its scope.
 * @throws RootguardError `exception-exists`
 */
export async function addException(
  deps: EditExceptionsDependencies,
  exception: Exception,
  operator: Operator,
): Promise<ExceptionEdited> {
  const { scope, id } = exception;
  await deps.editor.add(exception);
  await recordChange(deps, scope, id, 'added', operator);
  return { reaudit: await settlePromise(requestReaudit(deps, scope)) };
}

/**
 * Ends an exception. What it approved is removed by the re-audit, or by the next sweep at the latest.
 * @throws InvalidInputError `exception-malformed`
 */
export async function revokeException(
  deps: EditExceptionsDependencies,
  scope: Scope,
  id: ExceptionId,
  operator: Operator,
): Promise<RevokeOutcome> {
  const revocation = await deps.editor.revoke(scope, id, operator.by, deps.clock.now());
  if (revocation !== 'revoked') return { type: revocation };
  await recordChange(deps, scope, id, 'revoked', operator);
  return { type: 'revoked', reaudit: await settlePromise(requestReaudit(deps, scope)) };
}

function recordChange(
  deps: EditExceptionsDependencies,
  scope: Scope,
  exceptionId: ExceptionId,
  change: 'added' | 'revoked',
  operator: Operator,
): Promise<void> {
  return deps.ledger.append({
    type: 'exception-change',
    account: scope.type === 'account' ? scope.account : 'organization',
    at: deps.clock.now(),
    id: deps.newId(),
    scope: formatScope(scope),
    exceptionId,
    change,
    operator,
  });
}

/** A single account is queued immediately; the accounts of a wider scope are queued by the sweeper's next run. */
function requestReaudit({ triggerQueue, requestedScopes, clock }: EditExceptionsDependencies, scope: Scope) {
  const at = clock.now();
  return scope.type === 'account'
    ? triggerQueue.requestAudit(
        { account: scope.account, why: 'exception-changed', requestedAt: at, event: undefined },
        0,
      )
    : requestedScopes.request(scope, at);
}
