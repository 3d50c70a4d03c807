import type { RecordedSession } from '../../src/domain/recorded-session.ts';
import { ACCOUNT } from './builders.ts';

/** A session that a person of the home account opened in `ACCOUNT` to allow a root password. */
export function givenSession({ accessKeyId, ...fields }: Partial<RecordedSession> = {}): RecordedSession {
  return {
    target: ACCOUNT,
    at: new Date('2026-11-24T12:00:00Z'),
    eventId: `event-${accessKeyId ?? 'denied'}`,
    accessKeyId,
    openedBy: 'arn:aws:sts::222222222222:assumed-role/Admin/mallory',
    role: 'arn:aws:iam::222222222222:role/Admin',
    callerAccount: '222222222222',
    task: 'IAMCreateRootUserPassword',
    region: 'us-east-1',
    sourceIp: '192.0.2.1',
    userAgent: 'aws-cli/2.31.0',
    foreign: true,
    ...fields,
  };
}

export const SECRET = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
export const TOKEN = 'IQoJb3JpZ2luX2VjEXAMPLETOKEN';

/**
 * CloudTrail's event of the session of `givenSession`, in the shape that AWS has published, with the fields that others have seen. The
 * secret is never published; it is here to show that it is not read.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/cloudtrail-track-privileged-tasks.html
 */
export function givenAssumeRoot(detail: Readonly<Record<string, unknown>> = {}) {
  return {
    'detail-type': 'AWS API Call via CloudTrail',
    source: 'aws.sts',
    account: '222222222222',
    time: '2026-11-24T12:00:00Z',
    region: 'eu-west-1',
    detail: {
      eventSource: 'sts.amazonaws.com',
      eventName: 'AssumeRoot',
      eventTime: '2026-11-24T12:00:00Z',
      eventID: 'd3b1f7f0-0000-4000-8000-000000000001',
      awsRegion: 'eu-west-1',
      sourceIPAddress: '192.0.2.1',
      userAgent: 'aws-cli/2.31.0',
      userIdentity: {
        type: 'AssumedRole',
        arn: 'arn:aws:sts::222222222222:assumed-role/Admin/mallory',
        accountId: '222222222222',
        sessionContext: { sessionIssuer: { type: 'Role', arn: 'arn:aws:iam::222222222222:role/Admin' } },
      },
      requestParameters: {
        targetPrincipal: '333333333333',
        taskPolicyArn: { arn: 'arn:aws:iam::aws:policy/root-task/IAMCreateRootUserPassword' },
      },
      responseElements: {
        credentials: {
          accessKeyId: 'ASIAIOSFODNN7EXAMPLE',
          secretAccessKey: SECRET,
          sessionToken: TOKEN,
          expiration: 'Nov 24, 2026, 12:15:00 PM',
        },
      },
      resources: [{ accountId: '333333333333', ARN: 'arn:aws:iam::333333333333:root' }],
      readOnly: false,
      ...detail,
    },
  };
}

/** The same call, denied. Its shape is composed of denied calls of other services; none of AssumeRoot is published. */
export function givenDenial(detail: Readonly<Record<string, unknown>> = {}) {
  return givenAssumeRoot({
    errorCode: 'AccessDenied',
    errorMessage:
      'User: arn:aws:sts::222222222222:assumed-role/Admin/mallory is not authorized to perform: sts:AssumeRoot on resource: arn:aws:iam::333333333333:root',
    requestParameters: null,
    responseElements: null,
    resources: undefined,
    ...detail,
  });
}
