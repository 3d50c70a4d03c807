import { settlePromise } from '../../concurrency/settled.ts';
import type { Exception, ExceptionId, Scope } from '../../domain/exception.ts';
import type { Operator } from '../../domain/ledger-entry.ts';
import type { ExceptionEditor } from '../ports/exceptions.ts';
import {
  type ExceptionChangeDependencies,
  recordExceptionChange,
  requestReaudit,
} from './exception-changes.ts';

export interface EditExceptionsDependencies extends ExceptionChangeDependencies {
  readonly editor: ExceptionEditor;
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
  await recordExceptionChange(deps, scope, id, { change: 'added', operator });
  return { reaudit: await settlePromise(requestReaudit(deps, scope, 'exception-changed', 0)) };
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
  await recordExceptionChange(deps, scope, id, { change: 'revoked', operator });
  return {
    type: 'revoked',
    reaudit: await settlePromise(requestReaudit(deps, scope, 'exception-changed', 0)),
  };
}
