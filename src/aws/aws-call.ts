import type { AwsFailure } from '../domain/aws-failure.ts';
import { AwsCallError } from '../domain/errors.ts';
import type { Reading, ValueReading } from '../domain/reading.ts';
import { type AwsCall, awsCallError } from './failures.ts';

/**
 * Every call to AWS goes through here or `readPages`, so that no error of the SDK leaves src/aws untranslated.
 * @throws AwsCallError
 */
export async function callAws<Answer>(call: AwsCall, answer: Promise<Answer>): Promise<Answer> {
  try {
    return await answer;
  } catch (error) {
    throw awsCallError(call, error);
  }
}

/** `callAws` for the paginators of the SDK. @throws AwsCallError */
export async function* readPages<Page>(call: AwsCall, pages: AsyncIterable<Page>): AsyncGenerator<Page> {
  try {
    yield* pages;
  } catch (error) {
    throw awsCallError(call, error);
  }
}

/** For a port that returns a refused call instead of throwing. */
export async function reading<Fields extends object>(read: () => Promise<Fields>): Promise<Reading<Fields>> {
  try {
    return { type: 'readable', ...(await read()) };
  } catch (error) {
    return { type: 'unreadable', failure: failureIn(error) };
  }
}

/** The same for a port that returns one value. */
export function valueReading<Value>(read: () => Promise<Value>): Promise<ValueReading<Value>> {
  return reading(async () => ({ value: await read() }));
}

/** @throws the error itself if it is not an AwsCallError */
export function failureIn(error: unknown): AwsFailure {
  if (error instanceof AwsCallError) return error.failure;
  throw error;
}
