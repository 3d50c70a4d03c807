import { expect, it } from 'vitest';
import { logGroupOf } from '../../../../src/aws/preflight/trails.ts';

const ARN = 'arn:aws:logs:eu-west-1:111111111111:log-group:aws-controltower/CloudTrailLogs:*';

it.each([
  [
    'in the account of the credentials',
    ARN,
    '111111111111',
    { name: 'aws-controltower/CloudTrailLogs', region: 'eu-west-1' },
  ],
  ['in another account, as that of an organization trail is for a member', ARN, '222222222222', undefined],
  ['that does not exist', undefined, '111111111111', undefined],
  ['with an ARN of another form', 'log-group', '111111111111', undefined],
])('the log group of a trail is found by its ARN: %s', (_, arn, account, expected) => {
  expect(logGroupOf(arn, { account })).toEqual(expected);
});
