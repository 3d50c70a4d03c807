import { callContextOf } from '../aws/call-context.ts';
import { AwsCallError, failureOf, isNetworkError } from '../aws/failures.ts';
import type { AwsFailure } from '../domain/aws-failure.ts';

/** What AWS said, if the error is one of AWS or of the SDK. */
export function awsFailureOf(error: unknown): AwsFailure | undefined {
  if (error instanceof AwsCallError) return error.failure;
  const called = callContextOf(error);
  const isOfSdk =
    error instanceof Error &&
    (called !== undefined || '$metadata' in error || 'tryNextLink' in error || isNetworkError(error));
  return isOfSdk ? failureOf(called?.call ?? 'AWS', error) : undefined;
}

/** As `awsFailureOf`, with an error of rootguard's own in the place of AWS's words. */
export function failureBehind(error: unknown): AwsFailure {
  const message = error instanceof Error ? error.message : String(error);
  return (
    awsFailureOf(error) ?? {
      reason: 'unexpected',
      call: 'rootguard',
      code: 'Error',
      message,
      requestId: undefined,
    }
  );
}
