import recommended from 'aws-cdk-lib/recommended-feature-flags.json' with { type: 'json' };

/**
 * How aws-cdk-lib should behave: as it recommends for the version that the lock file holds. Except that partitions stay
 * what they are, a value of the account that a stack is deployed in.
 * @see https://docs.aws.amazon.com/cdk/v2/guide/featureflags.html
 */
export const FEATURE_FLAGS: Readonly<Record<string, unknown>> = {
  ...recommended,
  '@aws-cdk/core:enablePartitionLiterals': false,
};
