const ACCOUNT_ID = /^(\d{12})$/;
const ROOT_ARN = /^arn:aws[\w-]*:iam::(\d{12}):root$/;

/**
 * The account that AssumeRoot's TargetPrincipal names: by its id, or by the ARN of its root user. Undefined for
 * anything else, such as the ARN of an IAM user.
 */
export function targetAccount(targetPrincipal: string): string | undefined {
  return (ACCOUNT_ID.exec(targetPrincipal) ?? ROOT_ARN.exec(targetPrincipal))?.[1];
}
