import recommended from 'aws-cdk-lib/recommended-feature-flags.json' with { type: 'json' };
import { BOOTSTRAP_QUALIFIER } from '../src/domain/cdk-bootstrap.ts';

/**
 * The feature flags that aws-cdk-lib recommends for the version in the lock file, except that the partition stays a
 * reference (`AWS::Partition`) and does not become a literal. And the bootstrap of the CDK that the protective policies exempt.
 * @see https://docs.aws.amazon.com/cdk/v2/guide/featureflags.html
 */
export const FEATURE_FLAGS: Readonly<Record<string, unknown>> = {
  ...recommended,
  '@aws-cdk/core:enablePartitionLiterals': false,
  '@aws-cdk/core:bootstrapQualifier': BOOTSTRAP_QUALIFIER,
};
