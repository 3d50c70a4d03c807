/** CloudFormation shortens the name of the stack where that of the resource would be too long. */
const KEPT_OF_STACK_NAME = 24;

/**
 * Begins the names that CloudFormation makes up for the roles and functions of the stack, whose names have at most 64 characters.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-name.html
 */
export function generatedNamePrefix(stackName: string): string {
  return `${stackName}-`.slice(0, KEPT_OF_STACK_NAME);
}
