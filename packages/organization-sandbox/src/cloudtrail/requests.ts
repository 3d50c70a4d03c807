import * as v from 'valibot';
import { AwsError } from '../contract/aws-error.ts';
import { validationMessage, violationsOf } from '../contract/constraints.ts';
import type { Call } from '../contract/operation.ts';
import { object } from '../contract/shapes.ts';

/** A name or an ARN: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-trail-naming-requirements.html */
export const trailName = v.pipe(v.string(), v.nonEmpty('Member must not be empty'));

/** @throws AwsError InvalidTrailNameException for a trail that is not named, ValidationException for anything else */
export function parseRequest<const Entries extends v.ObjectEntries>(entries: Entries, call: Call) {
  const parsed = v.safeParse(object(entries), call.input);
  if (parsed.success) return parsed.output;
  const violations = violationsOf(parsed.issues);
  if (violations.some(({ member }) => /name$/i.test(member))) {
    throw new AwsError('InvalidTrailNameException', 'Trail name cannot be blank!');
  }
  throw new AwsError('ValidationException', validationMessage(violations));
}
