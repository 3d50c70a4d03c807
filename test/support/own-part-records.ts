import { parseAccountId } from '../../src/domain/account.ts';
import type { JsonObject } from '../../src/domain/json-object.ts';
import type { WatchedInstallation } from '../../src/events/own-parts/read-own-part-change.ts';
import { resourceNames } from '../../src/installation/names.ts';

export const HOME = parseAccountId('222222222222');
export const MANAGEMENT = parseAccountId('111111111111');
export const MEMBER = parseAccountId('333333333333');

export const KEY_ID = '1234abcd-12ab-34cd-56ef-1234567890ab';

export const INSTALLATION: WatchedInstallation = {
  names: resourceNames('rootguard'),
  keyArn: `arn:aws:kms:us-east-1:${HOME}:key/${KEY_ID}`,
  homeAccountId: HOME,
  managementAccountId: MANAGEMENT,
  deployerRoles: [],
};

export const SENT_AT = new Date('2026-03-02T09:13:30.000Z');

/** Of a person, as CloudTrail logs an assumed role. */
export const PERSON: JsonObject = {
  type: 'AssumedRole',
  principalId: 'AROAEXAMPLE:mallory',
  arn: `arn:aws:sts::${HOME}:assumed-role/Admin/mallory`,
  accountId: HOME,
  accessKeyId: 'ASIAIOSFODNN7EXAMPLE',
  sessionContext: {
    sessionIssuer: { type: 'Role', arn: `arn:aws:iam::${HOME}:role/Admin`, userName: 'Admin' },
  },
};

/** A record in its envelope. */
export function givenRecord(
  source: string,
  eventName: string,
  fields: JsonObject,
  { account = HOME, userIdentity = PERSON }: { account?: string; userIdentity?: JsonObject } = {},
): JsonObject {
  return {
    version: '0',
    id: '7bf73129-1428-4cd3-a780-95db273d1602',
    'detail-type': 'AWS API Call via CloudTrail',
    source,
    account,
    time: '2026-03-02T09:12:44Z',
    region: 'us-east-1',
    resources: [],
    detail: {
      eventVersion: '1.11',
      userIdentity,
      eventTime: '2026-03-02T09:12:44Z',
      eventSource: source.replace(/^aws\.(.*)$/, '$1.amazonaws.com'),
      eventName,
      awsRegion: 'us-east-1',
      sourceIPAddress: '192.0.2.1',
      userAgent: 'aws-cli/2.31.0',
      requestParameters: null,
      responseElements: null,
      eventID: 'f0d7bb15-75c8-4770-a500-92d1f71b948c',
      readOnly: false,
      eventType: 'AwsApiCall',
      recipientAccountId: account,
      ...fields,
    },
  };
}
