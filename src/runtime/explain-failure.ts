import { AwsCallError, failureOf, NETWORK_CODES } from '../aws/failures.ts';
import type { AwsFailure } from '../domain/aws-failure.ts';

/** What AWS said, if the error is one of AWS or of the SDK; a call that is not named in it is called `call`. */
export function awsFailureOf(error: unknown, call = 'AWS'): AwsFailure | undefined {
  if (error instanceof AwsCallError) return error.failure;
  const isOfSdk =
    error instanceof Error && ('$metadata' in error || 'tryNextLink' in error || isOfNetwork(error));
  return isOfSdk ? failureOf(call, error) : undefined;
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

function isOfNetwork(error: Error): boolean {
  return 'code' in error && NETWORK_CODES.includes(String(error.code));
}
