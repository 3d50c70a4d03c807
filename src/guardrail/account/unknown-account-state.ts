import type { AwsFailure } from '../../domain/aws-failure.ts';

/** AWS has added a state, or reported none. The account is `unknown`, and not skipped. */
export const UNKNOWN_STATE: AwsFailure = {
  reason: 'unexpected',
  call: 'organizations:DescribeAccount',
  code: 'UnknownAccountState',
  message:
    'AWS Organizations reports a state of the account that rootguard does not know; aws organizations describe-account shows it',
  requestId: undefined,
};
