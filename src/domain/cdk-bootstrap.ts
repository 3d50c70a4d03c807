/*
 * The CDK's bootstrap of the home account. It is rootguard's own: a stack that was deployed through a bootstrap keeps its execution
 * role, so whoever may update any such stack acts as the role that the protective policies exempt.
 * https://docs.aws.amazon.com/cdk/v2/guide/bootstrapping-customizing.html
 */

/** Part of the names of the bootstrap's roles and of its bucket. */
export const BOOTSTRAP_QUALIFIER = 'rootguard';

export const BOOTSTRAP_STACK = `CDKToolkit-${BOOTSTRAP_QUALIFIER}`;

interface Place {
  readonly partition: string;
  readonly homeAccountId: string;
  readonly region: string;
}

/** @param purpose such as `deploy`; `*` for all of them */
export function bootstrapRoleArn(purpose: string, { partition, homeAccountId, region }: Place): string {
  return `arn:${partition}:iam::${homeAccountId}:role/cdk-${BOOTSTRAP_QUALIFIER}-${purpose}-role-${homeAccountId}-${region}`;
}

/** Where the code of the functions is before CloudFormation gives it to Lambda. */
export function bootstrapBucketArn({ partition, homeAccountId, region }: Place): string {
  return `arn:${partition}:s3:::cdk-${BOOTSTRAP_QUALIFIER}-assets-${homeAccountId}-${region}`;
}

/** What follows `npx cdk`. */
export function bootstrapCommand({ homeAccountId, region }: Omit<Place, 'partition'>): string {
  return `bootstrap --qualifier ${BOOTSTRAP_QUALIFIER} --toolkit-stack-name ${BOOTSTRAP_STACK} aws://${homeAccountId}/${region}`;
}
