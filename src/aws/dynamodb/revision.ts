import { NumberValue } from '@aws-sdk/lib-dynamodb';

/** No number is stored, so nobody can have read one to count on from. */
const IS_UNWRITTEN =
  'attribute_not_exists(#revision) OR NOT attribute_type(#revision, :number) OR #revision = :zero';

const IS_AS_READ = '#revision = :read';

/**
 * The condition of a write to an item whose revision is incremented with each write: nobody has written since it was read.
 * @param read the revision as it is stored, which may be of any type; undefined where there is none
 */
export function isStillAt(read: unknown) {
  const isWritten = (typeof read === 'number' && read !== 0) || read instanceof NumberValue;
  return {
    ConditionExpression: isWritten ? IS_AS_READ : IS_UNWRITTEN,
    ExpressionAttributeNames: { '#revision': 'revision' },
    ExpressionAttributeValues: isWritten ? { ':read': read } : { ':number': 'N', ':zero': 0 },
  };
}
