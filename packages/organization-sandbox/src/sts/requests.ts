import * as v from 'valibot';
import { AwsError } from '../contract/aws-error.ts';
import { limitedNumberText, validationMessage, violationsOf } from '../contract/constraints.ts';
import type { Call } from '../contract/operation.ts';

export const validationError = (message: string) => new AwsError('ValidationError', message, 400);

/** @throws AwsError ValidationError */
export function parseRequest<Input, Output>(schema: v.GenericSchema<Input, Output>, { input }: Call): Output {
  const parsed = v.safeParse(schema, input);
  if (parsed.success) return parsed.output;
  throw validationError(validationMessage(violationsOf(parsed.issues)));
}

/** Long-term credentials are asked for; those of a root user may get an hour at most, whatever is asked for. */
const MAX_ROOT_SECONDS = 3600;

export const durationSeconds = v.optional(limitedNumberText({ min: 900, max: 129_600 }), '43200');

export const secondsOf = ({ caller }: Call, asked: number): number =>
  caller.type === 'root-user' ? Math.min(asked, MAX_ROOT_SECONDS) : asked;

/**
 * The user that a call is signed by, with long-term credentials.
 *
 * @throws AwsError AccessDenied: "Cannot call GetSessionToken with session credentials"
 */
export function requireUser({ operation, caller }: Call) {
  const isUser = caller.type === 'root-user' || caller.type === 'iam-user';
  if (isUser && caller.session === undefined) return caller;
  throw new AwsError('AccessDenied', `Cannot call ${operation} with session credentials`, 403);
}
