import type { AwsFailure } from '../../domain/aws-failure.ts';

/** AWS has added a state, or told none: nothing follows from it, least of all that the account may be left alone. */
export const UNKNOWN_STATE: AwsFailure = {
  reason: 'unexpected',
  call: 'organizations:DescribeAccount',
  code: 'UnknownAccountState',
  message:
    'AWS Organizations reports a state of the account that rootguard does not know; aws organizations describe-account shows it',
  requestId: undefined,
};
