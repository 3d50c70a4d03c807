/** How a client of the AWS SDK sees a failed call. */
export interface SdkError {
  /** The name that the SDK gives the error, such as `NoSuchEntityException`. */
  readonly code: string;
  /** HTTP status. */
  readonly status: number | undefined;
  readonly message: string;
}

/** Resolves to the error of a call that fails. @throws Error when the call succeeds */
export async function errorOf(call: Promise<unknown>): Promise<SdkError> {
  try {
    await call;
  } catch (error) {
    return describeSdkError(error);
  }
  throw new Error('the call was expected to fail, but it succeeded');
}

/** Reduces an SDK error to what can be printed: the error itself carries the request with its session token. */
export function describeSdkError(error: unknown): SdkError {
  if (!(error instanceof Error)) throw error;
  const metadata: unknown = '$metadata' in error ? error.$metadata : undefined;
  const isRecord = typeof metadata === 'object' && metadata !== null;
  const status = isRecord && 'httpStatusCode' in metadata ? metadata.httpStatusCode : undefined;
  return {
    code: error.name,
    status: typeof status === 'number' ? status : undefined,
    message: error.message,
  };
}
