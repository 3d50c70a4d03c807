import { Aws, aws_iam as iam, type Stack } from 'aws-cdk-lib';
import type { Configuration } from '../src/installation/configuration.ts';

const MANAGED_POLICY_ARN = /^arn:[^:]+:iam::(?<owner>aws|\d{12}):policy\/(?<pathAndName>.+)$/;

/** Puts the configured permissions boundary on every role of the stack. */
export function limitRoles(stack: Stack, { permissionsBoundary }: Configuration): void {
  if (permissionsBoundary === undefined) return;
  const policy = iam.ManagedPolicy.fromManagedPolicyArn(stack, 'Boundary', boundaryArn(permissionsBoundary));
  iam.PermissionsBoundary.of(stack).apply(policy);
}

/**
 * The policy in the account that the stack is deployed in: IAM takes a boundary of the role's own account, or one of AWS.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
 */
function boundaryArn(policy: string): string {
  const { owner, pathAndName = policy } = MANAGED_POLICY_ARN.exec(policy)?.groups ?? {};
  const account = owner === 'aws' ? owner : Aws.ACCOUNT_ID;
  return `arn:${Aws.PARTITION}:iam::${account}:policy/${pathAndName}`;
}
