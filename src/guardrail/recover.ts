import type { AccountId } from '../domain/account.ts';
import type { AwsFailure } from '../domain/aws-failure.ts';
import { RootguardError } from '../domain/errors.ts';
import { type Exception, type ExceptionId, isActive, isExceptionId } from '../domain/exception.ts';
import type { OperatorAct } from '../domain/ledger-entry.ts';
import { type Admission, admitAfresh } from './admit-account.ts';
import type { ExceptionEditor, ExceptionReader } from './ports/exceptions.ts';
import type { AccountDirectory } from './ports/organization.ts';
import type { Ledger } from './ports/records.ts';
import type { RootRecoverer } from './ports/root-sessions.ts';
import type { Clock, NewId } from './ports/surroundings.ts';

export interface RecoverDependencies {
  readonly managementAccountId: AccountId;
  readonly directory: AccountDirectory;
  readonly exceptions: ExceptionReader;
  readonly editor: ExceptionEditor;
  readonly recoverer: RootRecoverer;
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly newId: NewId;
}

export interface RecoverRequest {
  readonly account: AccountId;
  readonly forSeconds: number;
  readonly operator: OperatorAct;
}

export type RecoverOutcome =
  | {
      readonly type: 'recovered';
      readonly exception: Exception;
      readonly password: 'allowed' | 'already-present';
    }
  | { readonly type: 'already-open'; readonly exception: Exception }
  | { readonly type: 'not-admitted'; readonly admission: Exclude<Admission, { type: 'admitted' }> }
  | { readonly type: 'exceptions-unreadable'; readonly detail: string }
  /** AWS refused; the exception has been ended again. */
  | { readonly type: 'refused'; readonly failure: AwsFailure };

const RECOVERY_PREFIX = 'recovery-';

/** The recoveries that are open in an account: exceptions of its own scope that `recover` wrote. */
export function openRecoveries(exceptions: readonly Exception[], now: Date): readonly Exception[] {
  return exceptions.filter(
    (exception) =>
      exception.scope.type === 'account' &&
      exception.id.startsWith(RECOVERY_PREFIX) &&
      isActive(exception, now),
  );
}

/**
 * Re-allows a root password on purpose. The exception stands before the login profile does, so that the event of its
 * creation finds it approved; it covers the MFA devices that the person registers afterwards.
 */
export async function recover(deps: RecoverDependencies, request: RecoverRequest): Promise<RecoverOutcome> {
  const { account, operator } = request;
  const admission = await admitAfresh(deps, account);
  if (admission.type !== 'admitted') return { type: 'not-admitted', admission };
  const reading = await deps.exceptions.readFor(admission.account);
  if (reading.type === 'unreadable') return { type: 'exceptions-unreadable', detail: reading.detail };
  const [open] = openRecoveries(reading.exceptions, deps.clock.now());
  if (open) return { type: 'already-open', exception: open };

  const { exception, expiresAt } = newRecovery(deps, request);
  await deps.editor.add(exception);
  const opened = await deps.recoverer.openRecoverySession(account);
  const allowance = opened.type === 'opened' ? await opened.session.allowPassword() : opened;
  const record = {
    account,
    at: deps.clock.now(),
    id: deps.newId(),
    operator,
    exceptionId: exception.id,
    expiresAt,
  };
  if (allowance.type === 'refused') {
    const { failure } = allowance;
    await deps.ledger.append({ ...record, type: 'recovery', result: 'failed', failure });
    await deps.editor.revoke(exception.scope, exception.id, operator.by, deps.clock.now());
    return { type: 'refused', failure };
  }
  const wasThere = allowance.type === 'already-present';
  const result = wasThere ? 'password-was-there' : 'password-allowed';
  await deps.ledger.append({ ...record, type: 'recovery', result, failure: undefined });
  return { type: 'recovered', exception, password: allowance.type };
}

function newRecovery(
  deps: RecoverDependencies,
  request: RecoverRequest,
): { exception: Exception; expiresAt: Date } {
  const now = deps.clock.now();
  const expiresAt = new Date(now.getTime() + request.forSeconds * 1000);
  return {
    expiresAt,
    exception: {
      scope: { type: 'account', account: request.account },
      id: recoveryId(deps.newId()),
      credentials: ['login-profile', 'mfa-device'],
      credentialIds: undefined,
      reason: request.operator.reason,
      approvedBy: request.operator.by,
      ticket: request.operator.ticket,
      createdAt: now,
      expiresAt,
      revokedAt: undefined,
      revokedBy: undefined,
      settledAt: undefined,
    },
  };
}

function recoveryId(unique: string): ExceptionId {
  const id = `${RECOVERY_PREFIX}${unique}`;
  if (isExceptionId(id)) return id;
  throw new RootguardError('empty-id', 'tool', 'the id generator gave an empty id');
}
