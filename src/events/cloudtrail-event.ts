import { type AccountId, isAccountId } from '../domain/account.ts';
import { isJsonObject, type JsonObject } from '../domain/json-object.ts';
import type { Actor, EventFacts } from '../domain/trigger.ts';
import { readAnnouncedEvent } from './announced-event.ts';
import { readArrivedAccount } from './arrived-account.ts';
import type { Meaning, WatchedEvent } from './catalogue/watched-event.ts';
import { countsCall, findWatchedEvents } from './catalogue.ts';
import { claim, claimedCredentialId } from './claims.ts';
import { deliveryOf } from './delivery.ts';
import { valueAt } from './json.ts';
import { irrelevant, malformed, type ParsedMessage } from './parsed-message.ts';
import { REPLAY_NAME_PREFIX } from './rules.ts';
import { clampToLast24Hours, parseTimestamp } from './timestamp.ts';

/** What is read from the envelope of every watched event. */
interface EnvelopeFacts {
  readonly envelope: JsonObject;
  /** The account that logged the event, set by EventBridge. */
  readonly account: AccountId;
  readonly eventName: string;
  readonly at: Date;
  readonly facts: EventFacts;
}

export interface DeliveryTimes {
  /** SQS's SentTimestamp. */
  readonly sentAt: Date;
  /** When the event arrived in its first queue; undefined where that is not known. */
  readonly arrivedAt?: Date | undefined;
}

/**
 * Reads a CloudTrail record in its EventBridge envelope.
 * @see https://docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
 */
export function parseCloudTrailEvent(
  envelope: JsonObject,
  { sentAt, arrivedAt }: DeliveryTimes,
  managementAccountId: AccountId,
): ParsedMessage {
  const { source, account, detail } = envelope;
  if (isUnauthorizedReplay(envelope)) return irrelevant('replayed');
  if (typeof source !== 'string') return malformed('source', 'expected a string');
  if (typeof account !== 'string' || !isAccountId(account)) return malformed('account', 'expected 12 digits');
  if (!isJsonObject(detail)) return malformed('detail', 'expected an object');
  const eventName = valueAt(envelope, 'detail.eventName');
  if (typeof eventName !== 'string') return malformed('detail.eventName', 'expected a string');
  const entries = findWatchedEvents(source, eventName);
  if (entries.length === 0) return irrelevant('not-watched');
  const result = hasFailed(envelope, eventName) ? 'failed' : 'succeeded';
  const counted = entries.filter((entry) => countsCall(entry, result));
  if (counted.length === 0) return irrelevant('call-failed');

  const claimedAt = parseTimestamp(valueAt(envelope, 'detail.eventTime')) ?? parseTimestamp(envelope.time);
  if (claimedAt === undefined) return malformed('detail.eventTime', 'expected an ISO 8601 time');
  const id = claim(valueAt(envelope, 'detail.eventID')) ?? claim(envelope.id);
  if (id === undefined) return malformed('detail.eventID', 'expected a string');
  const readings = counted.map((watched) =>
    interpret(watched.meaning, managementAccountId, {
      envelope,
      account,
      eventName,
      at: clampToLast24Hours(claimedAt, sentAt),
      facts: {
        ...factsOf(envelope, id, eventName, watched),
        ...deliveryOf(envelope, claimedAt, arrivedAt),
      },
    }),
  );
  // A call may mean something else for each service that it names.
  return readings.reduce((first, other) => (first.type === 'irrelevant' ? other : first));
}

/** A replay is processed only where its name has the operators' prefix; the rules of the home bus filter others out as well. */
export function isUnauthorizedReplay(envelope: JsonObject): boolean {
  const name = envelope['replay-name'];
  return name !== undefined && !(typeof name === 'string' && name.startsWith(REPLAY_NAME_PREFIX));
}

function interpret(
  meaning: Meaning,
  managementAccountId: AccountId,
  { envelope, account, at, facts }: EnvelopeFacts,
): ParsedMessage {
  switch (meaning.type) {
    case 'root-credential-changed': {
      const rejected = rejectUnlessByRoot(envelope, meaning);
      if (rejected !== undefined) return rejected;
      return {
        type: 'trigger',
        trigger: {
          type: meaning.type,
          account,
          kind: meaning.kind,
          credentialId: meaning.idAt && claimedCredentialId(valueAt(envelope, meaning.idAt)),
          ...(meaning.change && { change: meaning.change }),
          at,
          event: facts,
        },
      };
    }
    case 'account-arrived': {
      const arrived = readArrivedAccount(envelope, meaning.reading, managementAccountId);
      if (arrived.type !== 'account') return arrived;
      return { type: 'trigger', trigger: { type: meaning.type, account: arrived.account, at, event: facts } };
    }
    case 'guardrail-weakened': {
      const rejected = rejectUnlessAboutService(envelope, meaning);
      if (rejected !== undefined) return rejected;
      return {
        type: 'weakening',
        trigger: { type: meaning.type, weakening: meaning.weakening, account, at, event: facts },
      };
    }
    case 'event-announced':
      return readAnnouncedEvent(envelope, meaning, { account, at, event: facts, managementAccountId });
  }
}

/**
 * A failed API call has an error code; a sign-in event has Success or Failure in a field with the name of the event, and that of
 * a program has it in another.
 */
function hasFailed(envelope: JsonObject, eventName: string): boolean {
  if (valueAt(envelope, 'detail.errorCode') !== undefined) return true;
  if (valueAt(envelope, 'detail.additionalEventData.success') === 'false') return true;
  return valueAt(envelope, `detail.responseElements.${eventName}`) === 'Failure';
}

/** The user name that CloudTrail logs for a call of the root user about itself. */
const ROOT_USER_NAME = 'AWS ROOT USER';

function rejectUnlessByRoot(
  envelope: JsonObject,
  { identityType }: Meaning & { type: 'root-credential-changed' },
): ParsedMessage | undefined {
  const identity = valueAt(envelope, 'detail.userIdentity.type');
  if (identity === undefined && identityType === 'optional') return undefined;
  if (typeof identity !== 'string') return malformed('detail.userIdentity.type', 'expected a string');
  if (identity !== 'Root') return irrelevant('not-root');

  const userName = valueAt(envelope, 'detail.requestParameters.userName');
  if (identityType === 'optional' || userName === undefined || userName === ROOT_USER_NAME) return undefined;
  if (typeof userName !== 'string')
    return malformed('detail.requestParameters.userName', 'expected a string');
  return irrelevant('concerns-iam-user');
}

function rejectUnlessAboutService(
  envelope: JsonObject,
  meaning: Meaning & { type: 'guardrail-weakened' },
): ParsedMessage | undefined {
  if (meaning.service === undefined) return undefined;
  const service = valueAt(envelope, 'detail.requestParameters.servicePrincipal');
  if (typeof service !== 'string') {
    return malformed('detail.requestParameters.servicePrincipal', 'expected a string');
  }
  return service === meaning.service ? undefined : irrelevant('other-service');
}

export function factsOf(
  envelope: JsonObject,
  id: string,
  name: string,
  watched: Pick<WatchedEvent, 'id'>,
): EventFacts {
  return {
    id,
    name,
    catalogueId: watched.id,
    region: claim(envelope.region) ?? claim(valueAt(envelope, 'detail.awsRegion')) ?? 'unknown',
    actor: actorOf(envelope),
  };
}

function actorOf(envelope: JsonObject): Actor {
  const of = (path: string) => valueAt(envelope, `detail.${path}`);
  const assumedRoot = of('userIdentity.sessionContext.assumedRoot');
  return {
    principal: claim(of('userIdentity.arn'), 'long') ?? claim(of('userIdentity.invokedBy'), 'long'),
    type: claim(of('userIdentity.type')),
    sourceIp: claim(of('sourceIPAddress')),
    userAgent: claim(of('userAgent'), 'long'),
    accessKeyId: claim(of('userIdentity.accessKeyId')),
    // CloudTrail writes the string "true"; a boolean is accepted as well.
    viaAssumeRoot: assumedRoot === 'true' || assumedRoot === true,
  };
}
