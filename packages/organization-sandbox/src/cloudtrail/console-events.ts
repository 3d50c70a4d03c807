import type { EventBridgeEvent } from '../eventbridge/event.ts';
import type { Ids } from '../ids.ts';
import { isoSeconds } from './format.ts';
import { rootIdentity } from './identity.ts';
import { cloudTrailEvent } from './record.ts';

const SOURCE_IP = '203.0.113.10';
const BROWSER = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36';

export interface ConsoleCall {
  readonly eventName: string;
  readonly requestParameters?: Readonly<Record<string, unknown>>;
  readonly responseElements?: Readonly<Record<string, unknown>>;
}

/** Events of a root user in the console, recorded in its own account. */
export interface ConsoleEvents {
  /** ConsoleLogin, PasswordRecoveryRequested and the like, whose response elements are `{<eventName>: Success | Failure}`. */
  signIn(accountId: string, eventName: string, result: 'Success' | 'Failure'): EventBridgeEvent;
  /** A sign-in of the AWS CLI, recorded in the Region of the sign-in page. */
  oauth(
    accountId: string,
    region: string,
    eventName: string,
    requestParameters: Readonly<Record<string, unknown>>,
  ): EventBridgeEvent;
  /** An IAM call that the console makes for the signed-in root user. */
  iamCall(accountId: string, call: ConsoleCall): EventBridgeEvent;
}

/**
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-aws-console-sign-in-events.html, and
 * for the AWS CLI https://docs.aws.amazon.com/IAM/latest/UserGuide/cloudtrail-integration.html, whose samples are of roles.
 */
export function createConsoleEvents(ids: Ids, now: () => Date): ConsoleEvents {
  const at = (accountId: string) => ({
    accountId,
    region: 'us-east-1',
    at: now(),
    sourceIp: SOURCE_IP,
    userAgent: BROWSER,
  });

  return {
    signIn: (accountId, eventName, result) =>
      cloudTrailEvent(ids, {
        ...at(accountId),
        service: 'signin',
        eventName,
        eventType: 'AwsConsoleSignIn',
        userIdentity: { ...rootIdentity(accountId), accessKeyId: '' },
        responseElements: { [eventName]: result },
        extraMembers: {
          ...(result === 'Failure' ? { errorMessage: 'Failed authentication' } : {}),
          ...(eventName === 'ConsoleLogin' ? { additionalEventData: SIGN_IN_DATA } : {}),
        },
      }),
    oauth: (accountId, region, eventName, requestParameters) =>
      cloudTrailEvent(ids, {
        ...at(accountId),
        region,
        service: 'signin',
        eventName,
        eventType: 'AwsApiCall',
        userIdentity: rootIdentity(accountId),
        requestParameters,
        readOnly: true,
        extraMembers: { additionalEventData: { success: 'true' } },
      }),
    iamCall: (accountId, { eventName, requestParameters, responseElements }) =>
      cloudTrailEvent(ids, {
        ...at(accountId),
        service: 'iam',
        eventName,
        eventType: 'AwsApiCall',
        userIdentity: {
          ...rootIdentity(accountId),
          accessKeyId: ids.key('ASIA'),
          sessionContext: { attributes: { creationDate: isoSeconds(now()), mfaAuthenticated: 'false' } },
        },
        requestParameters: requestParameters ?? null,
        responseElements: responseElements ?? null,
        extraMembers: { requestID: ids.uuid(), sessionCredentialFromConsole: 'true' },
      }),
  };
}

const SIGN_IN_DATA = {
  LoginTo: 'https://console.aws.amazon.com/console/home',
  MobileVersion: 'No',
  MFAUsed: 'No',
};
