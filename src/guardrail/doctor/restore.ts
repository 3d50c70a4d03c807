/**
 * How to bring back what somebody deleted or changed in a stack.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/drift-aware-change-sets.html
 */
export function restoredBy(stack: string): string {
  return `deploy ${stack} with cdk deploy --revert-drift, or with a change set of the deployment mode REVERT_DRIFT: the same template alone changes nothing.`;
}
