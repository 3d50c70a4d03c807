import type { AwsFailure } from '../domain/aws-failure.ts';
import { AwsCallError } from '../domain/errors.ts';
import type { Reading } from '../domain/reading.ts';
import { type AwsCall, failureOf } from './failures.ts';

/**
 * The way of every call to AWS: no error of the SDK leaves src/aws untranslated.
 * @throws AwsCallError
 */
export async function callAws<Answer>(call: AwsCall, answer: Promise<Answer>): Promise<Answer> {
  try {
    return await answer;
  } catch (error) {
    throw new AwsCallError(failureOf(call, error), { cause: error });
  }
}

/** The same for the paginators of the SDK. @throws AwsCallError */
export async function* readPages<Page>(call: AwsCall, pages: AsyncIterable<Page>): AsyncGenerator<Page> {
  try {
    yield* pages;
  } catch (error) {
    throw new AwsCallError(failureOf(call, error), { cause: error });
  }
}

/** For a port that returns what AWS refused instead of throwing it. */
export async function reading<Fields extends object>(read: () => Promise<Fields>): Promise<Reading<Fields>> {
  try {
    return { type: 'readable', ...(await read()) };
  } catch (error) {
    return { type: 'unreadable', failure: failureIn(error) };
  }
}

/** @throws what is not a failure of AWS */
export function failureIn(error: unknown): AwsFailure {
  if (error instanceof AwsCallError) return error.failure;
  throw error;
}
