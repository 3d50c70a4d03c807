import type { AwsFailure } from '../../domain/aws-failure.ts';

/** For a state that AWS has added, or where it reports none: the account is `unknown`, not skipped. */
export const UNKNOWN_STATE: AwsFailure = {
  reason: 'unexpected',
  call: 'organizations:DescribeAccount',
  message:
    'AWS Organizations reports a state of the account that rootguard does not know; aws organizations describe-account shows it',
};
