const ACCOUNT_ID = /^(\d{12})$/;
const ROOT_ARN = /^arn:aws[\w-]*:iam::(\d{12}):root$/;

/**
 * The account of AssumeRoot's TargetPrincipal, which is an account id or the ARN of a root user. Undefined for anything
 * else, such as the ARN of an IAM user.
 */
export function targetAccount(targetPrincipal: string): string | undefined {
  return (ACCOUNT_ID.exec(targetPrincipal) ?? ROOT_ARN.exec(targetPrincipal))?.[1];
}
