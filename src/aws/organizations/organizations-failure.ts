import type { AwsFailure } from '../../domain/aws-failure.ts';
import { AwsCallError, failureOf } from '../failures.ts';

/** AWS names the action where a policy does not allow it, and says no more where the account itself may not ask. */
const MISSING_PERMISSION = /is not authorized to perform/;

/** A denied call of AWS Organizations: the caller's permissions, or an account that is no delegated administrator. */
export function organizationsFailure(call: string, error: unknown): AwsFailure {
  const failure = failureOf(call, error, 'not-delegated');
  return failure.reason === 'not-delegated' && MISSING_PERMISSION.test(failure.message)
    ? { ...failure, reason: 'not-authorized' }
    : failure;
}

/** For a call whose failure nobody can go on from. */
export function organizationsError(call: string, error: unknown): AwsCallError {
  return error instanceof AwsCallError ? error : new AwsCallError(organizationsFailure(call, error));
}
