const MANAGED_POLICY_ARN = /^arn:[^:]+:iam::(?<owner>aws|\d{12}):policy\/(?<pathAndName>.+)$/;

/** The permissions boundary of a role, which is a policy of the role's own account, or one of AWS. */
export interface Boundary {
  readonly isOfAws: boolean;
  readonly pathAndName: string;
}

/**
 * Of the ARN of a customer managed policy, path and name count.
 * @param policy `permissionsBoundary` of the configuration
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
 */
export function boundaryOf(policy: string): Boundary {
  const { owner, pathAndName = policy } = MANAGED_POLICY_ARN.exec(policy)?.groups ?? {};
  return { isOfAws: owner === 'aws', pathAndName };
}

/** Path and name of the organization's own policy; undefined where there is no boundary, or it is one of AWS, which nobody can change. */
export function ownBoundary({
  permissionsBoundary,
}: {
  readonly permissionsBoundary?: string | undefined;
}): string | undefined {
  if (permissionsBoundary === undefined) return undefined;
  const { isOfAws, pathAndName } = boundaryOf(permissionsBoundary);
  return isOfAws ? undefined : pathAndName;
}
