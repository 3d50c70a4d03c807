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
