/** What a client of the AWS SDK saw of a failed call. */
export interface SeenError {
  readonly code: string;
  readonly status: number | undefined;
  readonly message: string;
}

/** The error a call failed with; fails the test when the call succeeds. `code` is the name the SDK gives the error. */
export async function errorOf(call: Promise<unknown>): Promise<SeenError> {
  try {
    await call;
  } catch (error) {
    return seen(error);
  }
  throw new Error('the call was expected to fail, but it succeeded');
}

/** An SDK's error without the request that it carries, which names credentials and holds a session token. */
export function seen(error: unknown): SeenError {
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
