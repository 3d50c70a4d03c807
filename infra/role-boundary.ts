import { Aws, aws_iam as iam, type Stack } from 'aws-cdk-lib';
import { boundaryOf } from '../src/installation/boundary.ts';
import type { Configuration } from '../src/installation/configuration.ts';

/** Puts the configured permissions boundary on every role of the stack. */
export function limitRoles(stack: Stack, { permissionsBoundary }: Configuration): void {
  if (permissionsBoundary === undefined) return;
  const policy = iam.ManagedPolicy.fromManagedPolicyArn(stack, 'Boundary', boundaryArn(permissionsBoundary));
  iam.PermissionsBoundary.of(stack).apply(policy);
}

function boundaryArn(policy: string): string {
  const { isOfAws, pathAndName } = boundaryOf(policy);
  return `arn:${Aws.PARTITION}:iam::${isOfAws ? 'aws' : Aws.ACCOUNT_ID}:policy/${pathAndName}`;
}
