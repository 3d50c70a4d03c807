import type { AccountId } from '../../domain/account.ts';
import type { AwsFailure } from '../../domain/aws-failure.ts';
import { type Exception, isActive, newExceptionId } from '../../domain/exception.ts';
import type { LedgerEntry, Operator } from '../../domain/ledger-entry.ts';
import { checkEligibilityUncached, type Ineligible } from '../account/check-eligibility.ts';
import type { ExceptionEditor, ExceptionReader } from '../ports/exceptions.ts';
import type { Ledger } from '../ports/ledger.ts';
import type { AccountDirectory } from '../ports/organization.ts';
import type { Clock, NewId } from '../ports/platform.ts';
import type { RootRecoverer } from '../ports/root-sessions.ts';

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
  readonly operator: Operator;
}

export type RecoverOutcome =
  | {
      readonly type: 'recovered';
      readonly exception: Exception;
      readonly result: 'password-allowed' | 'password-was-there';
    }
  | { readonly type: 'already-open'; readonly exception: Exception }
  | { readonly type: 'not-eligible'; readonly eligibility: Ineligible }
  | { readonly type: 'exceptions-unreadable'; readonly failure: AwsFailure }
  /** AWS refused; the exception that was added for the recovery has been revoked. */
  | { readonly type: 'refused'; readonly failure: AwsFailure };

const RECOVERY_PREFIX = 'recovery-';

/** A recovery always ends. */
export type Recovery = Exception & { readonly expiresAt: Date };

/** The recoveries that are open in an account: exceptions of its own scope that `recover` wrote. */
export function openRecoveries(exceptions: readonly Exception[], now: Date): readonly Recovery[] {
  return exceptions.filter(isRecovery).filter((recovery) => isActive(recovery, now));
}

function isRecovery(exception: Exception): exception is Recovery {
  const { scope, id, expiresAt } = exception;
  return scope.type === 'account' && id.startsWith(RECOVERY_PREFIX) && expiresAt !== 'never';
}

/**
 * Allows a new root password on purpose. The exception is written before the login profile is created, so that the event of
 * its creation finds it approved. It also covers the MFA devices that are registered afterwards.
 */
export async function recover(deps: RecoverDependencies, request: RecoverRequest): Promise<RecoverOutcome> {
  const { account } = request;
  const eligibility = await checkEligibilityUncached(deps, account);
  if (eligibility.type !== 'eligible') return { type: 'not-eligible', eligibility };
  const reading = await deps.exceptions.readFor(eligibility.account, deps.clock.now());
  if (reading.type === 'unreadable') return { type: 'exceptions-unreadable', failure: reading.failure };
  const [open] = openRecoveries(reading.exceptions, deps.clock.now());
  const exception = open ?? newRecovery(deps, request);
  // A recovery that was interrupted after this continues with its exception.
  if (open === undefined) {
    await record(deps, request, exception, { result: 'started', failure: undefined });
    await deps.editor.add(exception);
  }

  const opened = await deps.recoverer.openRecoverySession(account);
  const allowance = opened.type === 'opened' ? await opened.session.allowPassword() : opened;
  if (allowance.type === 'refused') {
    // An open recovery stays open: somebody may be using it.
    return open ? allowance : refuse(deps, request, exception, allowance.failure);
  }
  if (open && allowance.type === 'password-was-there') return { type: 'already-open', exception };
  await record(deps, request, exception, { result: allowance.type, failure: undefined });
  return { type: 'recovered', exception, result: allowance.type };
}

/** Revokes the exception first: without a password there is nothing to approve. */
async function refuse(
  deps: RecoverDependencies,
  request: RecoverRequest,
  exception: Recovery,
  failure: AwsFailure,
): Promise<RecoverOutcome> {
  await deps.editor.revoke(exception.scope, exception.id, request.operator.by, deps.clock.now());
  await record(deps, request, exception, { result: 'failed', failure });
  return { type: 'refused', failure };
}

type RecoveryEntry = Extract<LedgerEntry, { type: 'recovery' }>;

async function record(
  deps: RecoverDependencies,
  { account, operator }: RecoverRequest,
  { id, expiresAt }: Recovery,
  outcome: Pick<RecoveryEntry, 'result' | 'failure'>,
): Promise<void> {
  const at = deps.clock.now();
  await deps.ledger.append({
    type: 'recovery',
    account,
    at,
    id: deps.newId(),
    operator,
    exceptionId: id,
    expiresAt,
    ...outcome,
  });
}

function newRecovery(deps: RecoverDependencies, request: RecoverRequest): Recovery {
  const now = deps.clock.now();
  return {
    scope: { type: 'account', account: request.account },
    id: newExceptionId(`${RECOVERY_PREFIX}${deps.newId()}`),
    credentials: ['login-profile', 'mfa-device'],
    credentialIds: undefined,
    reason: request.operator.reason,
    approvedBy: request.operator.by,
    ticket: request.operator.ticket,
    createdAt: now,
    expiresAt: new Date(now.getTime() + request.forSeconds * 1000),
    revokedAt: undefined,
    revokedBy: undefined,
    settledAt: undefined,
  };
}
