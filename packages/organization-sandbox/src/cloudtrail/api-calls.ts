import type { AwsError } from '../contract/aws-error.ts';
import type { Answer, Call } from '../contract/operation.ts';
import { targetAccount } from '../contract/target-principal.ts';
import type { EventBridgeEvent } from '../eventbridge/event.ts';
import { ROOT_USER_NAME } from '../iam/credential-owner.ts';
import type { Ids } from '../ids.ts';
import { elements } from './format.ts';
import { userIdentity } from './identity.ts';
import { cloudTrailEvent } from './record.ts';

export type CallOutcome =
  | { readonly type: 'answer'; readonly answer: Answer }
  | { readonly type: 'error'; readonly error: AwsError };

/** Services whose calls are recorded. */
const RECORDED_SERVICES = new Set(['iam', 'organizations', 'sts']);
const READ_ONLY = /^(Get|List|Describe)/;

const GLOBAL_REGION = 'us-east-1';

/** IAM errors that CloudTrail records under the name of their exception. */
const EXCEPTION_NAMES = new Set([
  'NoSuchEntity',
  'EntityAlreadyExists',
  'LimitExceeded',
  'DeleteConflict',
  'MalformedPolicyDocument',
  'InvalidUserType',
]);

/** Whether EventBridge passes the call only to rules that ask for read-only calls. */
export const isReadOnly = (operation: string): boolean => READ_ONLY.test(operation);

/** STS records where it was called; IAM and Organizations are global and record in us-east-1. */
export const recordingRegion = ({ service, region }: Pick<Call, 'service' | 'region'>): string =>
  service === 'sts' ? region : GLOBAL_REGION;

/** The CloudTrail event of a call, in the caller's account; undefined for calls that are not recorded. */
export function apiCallEvent(ids: Ids, call: Call, outcome: CallOutcome): EventBridgeEvent | undefined {
  if (!RECORDED_SERVICES.has(call.service)) return undefined;
  if (outcome.type === 'error' && outcome.error.code === 'Throttling') return undefined;
  const readOnly = isReadOnly(call.operation);
  return cloudTrailEvent(ids, {
    service: call.service,
    eventName: call.operation,
    eventType: 'AwsApiCall',
    accountId: call.caller.accountId,
    region: recordingRegion(call),
    at: call.now,
    userIdentity: userIdentity(call.caller, call.now),
    sourceIp: call.sourceIp,
    userAgent: call.userAgent,
    requestParameters: elements(requestParameters(call)),
    // CloudTrail does not record what was read.
    responseElements: outcome.type === 'answer' && !readOnly ? elements(outcome.answer) : null,
    readOnly,
    extraMembers: { requestID: call.requestId, ...resources(call), ...failure(outcome) },
  });
}

/** EnableMFADevice by root is the only call whose record names the root user as a user. */
function requestParameters({ operation, caller, input }: Call): Readonly<Record<string, unknown>> {
  const { Version, Action, AuthenticationCode1, AuthenticationCode2, ...parameters } = input;
  const isRoot = caller.type === 'root-user' || caller.type === 'root-session';
  if (operation !== 'EnableMFADevice' || !isRoot) return parameters;
  return { UserName: ROOT_USER_NAME, ...parameters };
}

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
