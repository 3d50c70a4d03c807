import type { EventBridgeEvent } from '../eventbridge/event.ts';
import type { Ids } from '../ids.ts';
import { isoSeconds } from './format.ts';

export type EventType = 'AwsApiCall' | 'AwsServiceEvent' | 'AwsConsoleSignIn';

const DETAIL_TYPES: Readonly<Record<EventType, string>> = {
  AwsApiCall: 'AWS API Call via CloudTrail',
  AwsServiceEvent: 'AWS Service Event via CloudTrail',
  AwsConsoleSignIn: 'AWS Console Sign In via CloudTrail',
};

/** What a CloudTrail event is made from. */
export interface RecordInput {
  /** Signing name of the service, such as `iam`; or `signin`. */
  readonly service: string;
  readonly eventName: string;
  readonly eventType: EventType;
  /** The account that records it. */
  readonly accountId: string;
  readonly region: string;
  readonly at: Date;
  readonly userIdentity: Readonly<Record<string, unknown>>;
  readonly sourceIp: string;
  readonly userAgent: string;
  readonly requestParameters?: Readonly<Record<string, unknown>> | null;
  readonly responseElements?: Readonly<Record<string, unknown>> | null;
  readonly readOnly?: boolean;
  /** Members that only some records have: errorCode, serviceEventDetails, additionalEventData, ... */
  readonly extraMembers?: Readonly<Record<string, unknown>>;
}

/** https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html */
export function cloudTrailEvent(ids: Ids, input: RecordInput): EventBridgeEvent {
  const { service, eventName, eventType, accountId, region, at } = input;
  const time = isoSeconds(at);
  return {
    version: '0',
    id: ids.uuid(),
    'detail-type': DETAIL_TYPES[eventType],
    source: `aws.${service}`,
    account: accountId,
    time,
    region,
    resources: [],
    detail: {
      eventVersion: '1.11',
      userIdentity: input.userIdentity,
      eventTime: time,
      eventSource: `${service}.amazonaws.com`,
      eventName,
      awsRegion: region,
      sourceIPAddress: input.sourceIp,
      userAgent: input.userAgent,
      requestParameters: input.requestParameters ?? null,
      responseElements: input.responseElements ?? null,
      eventID: ids.uuid(),
      readOnly: input.readOnly ?? false,
      eventType,
      managementEvent: true,
      recipientAccountId: accountId,
      eventCategory: 'Management',
      ...input.extraMembers,
    },
  };
}
