import type { WatchedEvent } from './watched-event.ts';

const ROOT_ACTED = { type: 'event-announced', topic: 'root-user-acted', by: 'root' } as const;

/**
 * The root user makes itself credentials that no root session can list or delete. They last for hours; whoever has them has the
 * account.
 */
export const ROOT_ACTIVITY_EVENTS: readonly WatchedEvent[] = [
  {
    /** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/cloudtrail-integration.html */
    id: 'root-session-token-requested',
    source: 'aws.sts',
    eventNames: ['GetSessionToken', 'GetFederationToken'],
    loggedIn: ['member', 'management'],
    regional: true,
    meaning: {
      ...ROOT_ACTED,
      details: { newAccessKeyId: 'detail.responseElements.credentials.accessKeyId' },
    },
    description:
      'The root user took temporary credentials, which deleting its access key does not end at once',
  },
  {
    /**
     * Sign-in of the AWS CLI, for up to 12 hours. Logged in the Region of the sign-in.
     * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/cloudtrail-integration.html
     */
    id: 'root-command-line-sign-in',
    source: 'aws.signin',
    eventNames: ['AuthorizeOAuth2Access', 'CreateOAuth2Token'],
    loggedIn: ['member', 'management'],
    regional: true,
    meaning: { ...ROOT_ACTED, details: { clientId: 'detail.requestParameters.client_id' } },
    description: 'The root user signed in to the AWS CLI or another program, for up to 12 hours',
  },
  {
    /** @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-trusted-signers.html */
    id: 'root-cloudfront-key-uploaded',
    source: 'aws.iam',
    eventNames: ['UploadCloudFrontPublicKey'],
    loggedIn: ['member', 'management'],
    meaning: ROOT_ACTED,
    shapeNotPublished: true,
    description: 'The root user uploaded a CloudFront key, which root sessions cannot list',
  },
  {
    /** @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-aws-console-sign-in-events.html */
    id: 'root-sign-in-failed',
    source: 'aws.signin',
    eventNames: ['ConsoleLogin'],
    loggedIn: ['member', 'management'],
    meaning: { type: 'event-announced', topic: 'root-sign-ins-failed', by: 'root' },
    calls: 'failed',
    description: 'A sign-in as the root user failed; several within an hour are notified together',
  },
];
