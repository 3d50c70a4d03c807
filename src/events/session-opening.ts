import { type AccountId, isAccountId } from '../domain/account.ts';
import { isJsonObject, type JsonObject } from '../domain/json-object.ts';
import type { SessionOpening } from '../domain/recorded-session.ts';
import { claim, claimedCredentialId } from './claims.ts';
import { valueAt } from './json.ts';
import { type Irrelevant, irrelevant, type Malformed, malformed } from './parsed-message.ts';
import { clampToLast24Hours, parseTimestamp } from './timestamp.ts';

/** The call of which CloudTrail's event says who opened a root session. It is recorded where the caller is. */
export const SESSION_OPENING = { source: 'aws.sts', eventName: 'AssumeRoot' } as const;

/** Somebody has opened a root session, or was denied to. */
export interface OpenedSession {
  readonly type: 'session-opened';
  readonly session: SessionOpening;
  /** The account that logged it, set by EventBridge. */
  readonly loggedIn: AccountId;
}

export type ParsedSessionOpening = OpenedSession | Irrelevant | Malformed;

export function isSessionOpening({ source, detail }: JsonObject): boolean {
  const { source: ofSessions, eventName } = SESSION_OPENING;
  return source === ofSessions && isJsonObject(detail) && detail.eventName === eventName;
}

/** What STS answers where a policy does not allow it, or the caller's account may open no root sessions. */
const DENIALS = ['AccessDenied', 'AccessDeniedException'];

/**
 * Reads CloudTrail's event of sts:AssumeRoot. Calls that failed for another reason, such as throttling, are no attempts. Of the
 * credentials only the id of the key is read.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/cloudtrail-track-privileged-tasks.html
 */
export function parseSessionOpening(envelope: JsonObject, sentAt: Date): ParsedSessionOpening {
  const { account: loggedIn } = envelope;
  const at = (path: string) => valueAt(envelope, `detail.${path}`);
  if (typeof loggedIn !== 'string' || !isAccountId(loggedIn))
    return malformed('account', 'expected 12 digits');
  const errorCode = at('errorCode');
  const denied = typeof errorCode === 'string' && DENIALS.includes(errorCode);
  if (errorCode !== undefined && !denied) return irrelevant('call-failed');

  const claimedAt = parseTimestamp(at('eventTime')) ?? parseTimestamp(envelope.time);
  if (claimedAt === undefined) return malformed('detail.eventTime', 'expected an ISO 8601 time');
  const eventId = claimedCredentialId(at('eventID')) ?? claimedCredentialId(envelope.id);
  if (eventId === undefined) return malformed('detail.eventID', 'expected an id');
  const accessKeyId = claimedCredentialId(at('responseElements.credentials.accessKeyId'));
  if (!denied && accessKeyId === undefined) {
    return malformed('detail.responseElements.credentials.accessKeyId', 'expected the id of a key');
  }
  return {
    type: 'session-opened',
    loggedIn,
    session: {
      target: targetOf(envelope),
      at: clampToLast24Hours(claimedAt, sentAt),
      eventId,
      accessKeyId: denied ? undefined : accessKeyId,
      openedBy:
        claim(at('userIdentity.arn'), 'long') ??
        claim(at('userIdentity.invokedBy'), 'long') ??
        claim(at('userIdentity.principalId'), 'long') ??
        'unknown',
      role: claim(at('userIdentity.sessionContext.sessionIssuer.arn'), 'long'),
      callerAccount: claim(at('userIdentity.accountId')),
      task: taskOf(at('requestParameters.taskPolicyArn.arn') ?? at('requestParameters.taskPolicyArn')),
      region: claim(at('awsRegion')) ?? claim(envelope.region) ?? 'unknown',
      sourceIp: claim(at('sourceIPAddress')),
      userAgent: claim(at('userAgent'), 'long'),
    },
  };
}

const MAX_MESSAGE_CHARACTERS = 4096;

/** The record of a denied call names the target in its message only. */
const DENIED_RESOURCE = /sts:AssumeRoot on resource: arn:[a-z-]{1,20}:iam::(\d{12}):root\b/;

function targetOf(envelope: JsonObject): AccountId | undefined {
  const at = (path: string) => valueAt(envelope, `detail.${path}`);
  const message = at('errorMessage');
  const denied =
    typeof message === 'string'
      ? DENIED_RESOURCE.exec(message.slice(0, MAX_MESSAGE_CHARACTERS))?.[1]
      : undefined;
  const candidates = [
    accountIn(at('requestParameters.targetPrincipal')),
    resourceAccount(at('resources')),
    denied,
  ];
  return candidates.find((one): one is AccountId => typeof one === 'string' && isAccountId(one));
}

/** The target is an account id, or the ARN of a principal in it. */
function accountIn(target: unknown): string | undefined {
  if (typeof target !== 'string') return undefined;
  return /^(?:arn:[a-z-]{1,20}:(?:iam|sts)::)?(\d{12})(?::|$)/.exec(target)?.[1];
}

function resourceAccount(resources: unknown): string | undefined {
  const [first] = Array.isArray(resources) ? resources : [];
  const accountId = isJsonObject(first) ? first.accountId : undefined;
  return typeof accountId === 'string' ? accountId : undefined;
}

const TASK_POLICY = /^arn:[a-z-]{1,20}:iam::aws:policy\/root-task\/(\w{1,128})$/;

/** `IAMAuditRootUserCredentials` of the ARN of AWS's policy. Any other policy is no such task, whatever it is named. */
function taskOf(arn: unknown): string | undefined {
  if (typeof arn !== 'string') return undefined;
  return TASK_POLICY.exec(arn)?.[1] ?? claim(arn, 'long');
}
