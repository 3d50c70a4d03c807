export const HEARTBEAT_ACCOUNT = '333333333333';

/**
 * Composed: no public record shows this read in a root session. An IAM user's record of the call (invictus-ir/aws_dataset), with the
 * identity of a root session (aws-samples/service-control-policy-examples, issue 6).
 */
const DETAIL = {
  eventVersion: '1.11',
  userIdentity: {
    type: 'Root',
    principalId: HEARTBEAT_ACCOUNT,
    arn: `arn:aws:iam::${HEARTBEAT_ACCOUNT}:root`,
    accountId: HEARTBEAT_ACCOUNT,
    accessKeyId: 'ASIAIOSFODNN7EXAMPLE',
    sessionContext: {
      attributes: { creationDate: '2026-11-24T12:00:00Z', mfaAuthenticated: 'false' },
      assumedRoot: 'true',
    },
  },
  eventTime: '2026-11-24T12:00:01Z',
  eventSource: 'iam.amazonaws.com',
  eventName: 'GetAccountSummary',
  awsRegion: 'us-east-1',
  requestParameters: null,
  responseElements: null,
  readOnly: true,
  eventType: 'AwsApiCall',
  recipientAccountId: HEARTBEAT_ACCOUNT,
};
export const HEARTBEAT_EVENT = {
  version: '0',
  id: 'e-1',
  'detail-type': 'AWS API Call via CloudTrail',
  source: 'aws.iam',
  account: HEARTBEAT_ACCOUNT,
  region: 'us-east-1',
  detail: DETAIL,
};
