import * as v from 'valibot';

/** Never reached by counting from 0, and the next number is still exact. */
const MAX_COUNT = 2 ** 52;

/** Whether it can be counted on from there: a whole number that is not negative. */
export function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0 && Number(value) <= MAX_COUNT;
}

export const count = v.pipe(
  v.number(),
  v.check((number) => isCount(number), 'must be a whole number between 0 and 2^52'),
);

const IS_AS_READ = '#revision = :read';

const IS_ABSENT = 'attribute_not_exists(#revision)';

/**
 * The condition of a write to an item whose revision is incremented with each write: nobody has written since it was read.
 * @param read the revision as it is stored, which may be of any type; undefined where there is none
 */
export function isStillAt(read: unknown) {
  return {
    // Nobody has written what has no revision, or is at 0.
    ConditionExpression: read === undefined || read === 0 ? `${IS_ABSENT} OR ${IS_AS_READ}` : IS_AS_READ,
    ExpressionAttributeNames: { '#revision': 'revision' },
    ExpressionAttributeValues: { ':read': read ?? 0 },
  };
}
