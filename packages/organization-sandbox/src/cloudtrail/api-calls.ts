import type { AwsError } from '../contract/aws-error.ts';
import type { Answer, Call } from '../contract/operation.ts';
import { targetAccount } from '../contract/target-principal.ts';
import type { EventBridgeEvent } from '../eventbridge/event.ts';
import type { Ids } from '../ids.ts';
import { requestParameters } from './call-parameters.ts';
import { elements } from './format.ts';
import { userIdentity } from './identity.ts';
import { cloudTrailEvent } from './record.ts';
import { eventNameOf, isReadOnly, recordingRegion } from './recorded-calls.ts';

export type CallOutcome =
  | { readonly type: 'answer'; readonly answer: Answer }
  | { readonly type: 'error'; readonly error: AwsError };

/** IAM errors that CloudTrail records under the name of their exception. */
const EXCEPTION_NAMES = new Set([
  'NoSuchEntity',
  'EntityAlreadyExists',
  'LimitExceeded',
  'DeleteConflict',
  'MalformedPolicyDocument',
  'InvalidUserType',
]);

/** The CloudTrail events of a management call. One that was throttled is not recorded. */
export function apiCallEvents(ids: Ids, call: Call, outcome: CallOutcome): readonly EventBridgeEvent[] {
  if (outcome.type === 'error' && outcome.error.code === 'Throttling') return [];
  const recipients = recipientsOf(call, outcome);
  const shared = recipients.length > 1 ? { sharedEventID: ids.uuid() } : {};
  return recipients.map((accountId) => eventFor(ids, accountId, call, outcome, shared));
}

/**
 * The caller's account, and the member whose contacts an administrator changes, as it is documented of EnableRegion.
 * https://docs.aws.amazon.com/accounts/latest/reference/monitoring-eventbridge.html
 */
function recipientsOf({ service, caller, input }: Call, outcome: CallOutcome): readonly string[] {
  const { AccountId: subject } = input;
  const isAboutMember = service === 'account' && typeof subject === 'string' && subject !== caller.accountId;
  return isAboutMember && outcome.type === 'answer' ? [caller.accountId, subject] : [caller.accountId];
}

function eventFor(
  ids: Ids,
  accountId: string,
  call: Call,
  outcome: CallOutcome,
  shared: Readonly<Record<string, unknown>>,
): EventBridgeEvent {
  const readOnly = isReadOnly(call.operation);
  return cloudTrailEvent(ids, {
    service: call.service,
    eventName: eventNameOf(call),
    eventType: 'AwsApiCall',
    accountId,
    region: recordingRegion(call),
    at: call.now,
    userIdentity: userIdentity(call.caller, call.now),
    sourceIp: call.sourceIp,
    userAgent: call.userAgent,
    requestParameters: isDenied(outcome) ? null : requestParameters(call),
    // CloudTrail does not record what was read.
    responseElements: outcome.type === 'answer' && !readOnly ? elements(outcome.answer) : null,
    readOnly,
    extraMembers: {
      requestID: call.requestId,
      ...endpoint(call),
      ...(isDenied(outcome) ? {} : resources(call)),
      ...failure(outcome),
      ...shared,
    },
  });
}

/** The record of a call that was denied does not say what was asked for: its message alone names the resource. */
const isDenied = (outcome: CallOutcome): boolean =>
  outcome.type === 'error' && /^AccessDenied(Exception)?$/.test(outcome.error.code);

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/cloudtrail-integration.html */
const endpoint = ({ service, region }: Call): Record<string, unknown> =>
  service === 'sts'
    ? { additionalEventData: { RequestDetails: { endpointType: 'regional', awsServingRegion: region } } }
    : {};

/** The event of AssumeRoot is recorded in the caller's account, and names the member account as its resource. */
function resources({ operation, input }: Call): Record<string, unknown> {
  const target = operation === 'AssumeRoot' ? targetAccount(String(input.TargetPrincipal)) : undefined;
  return target === undefined
    ? {}
    : { resources: [{ accountId: target, ARN: `arn:aws:iam::${target}:root` }] };
}

function failure(outcome: CallOutcome): Record<string, unknown> {
  if (outcome.type === 'answer') return {};
  const { code, message } = outcome.error;
  return {
    errorCode: EXCEPTION_NAMES.has(code) ? `${code}Exception` : code,
    errorMessage: message,
  };
}
