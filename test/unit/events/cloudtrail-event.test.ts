import { describe, expect, it } from 'vitest';
import { parseAccountId } from '../../../src/domain/account.ts';
import { parseCloudTrailEvent } from '../../../src/events/cloudtrail-event.ts';

const SENT_AT = new Date('2026-11-24T12:00:30Z');
const MANAGEMENT = '111111111111';
const INVITED = '333333333333';

type Fields = Readonly<Record<string, unknown>>;

const parse = (envelope: Fields) =>
  parseCloudTrailEvent(envelope, { sentAt: SENT_AT }, parseAccountId(MANAGEMENT));

function givenRootEvent(envelope: Fields = {}, detail: Fields = {}): Fields {
  return {
    source: 'aws.iam',
    account: INVITED,
    region: 'us-east-1',
    time: '2026-11-24T12:00:00Z',
    id: 'envelope-1',
    detail: {
      eventSource: 'iam.amazonaws.com',
      eventName: 'CreateAccessKey',
      eventTime: '2026-11-24T12:00:00Z',
      eventID: 'event-1',
      awsRegion: 'us-east-1',
      userIdentity: { type: 'Root', accountId: INVITED, arn: `arn:aws:iam::${INVITED}:root` },
      ...detail,
    },
    ...envelope,
  };
}

describe('an event of CloudTrail', () => {
  it.each([
    ['source', 'expected a string', { source: 7 }, {}],
    ['account', 'expected 12 digits', { account: 333_333_333_333 }, {}],
    ['account', 'expected 12 digits', { account: '33333333333' }, {}],
    ['detail', 'expected an object', { detail: 'text' }, {}],
    ['detail.eventName', 'expected a string', {}, { eventName: undefined }],
    ['detail.eventTime', 'expected an ISO 8601 time', { time: undefined }, { eventTime: 'yesterday' }],
    ['detail.eventID', 'expected a string', { id: undefined }, { eventID: undefined }],
  ])('is malformed at %s: %s', (path, message, envelope, detail) => {
    expect(parse(givenRootEvent(envelope, detail))).toEqual({ type: 'malformed', path, message });
  });

  it('is in the Region of its envelope, or of its record, or in an unknown one', () => {
    const regionOf = (envelope: Fields, detail: Fields = {}) => {
      const parsed = parse(givenRootEvent(envelope, detail));
      return parsed.type === 'trigger' && 'event' in parsed.trigger
        ? parsed.trigger.event?.region
        : undefined;
    };
    expect(regionOf({ region: 'eu-west-1' })).toBe('eu-west-1');
    expect(regionOf({ region: undefined }, { awsRegion: 'eu-west-2' })).toBe('eu-west-2');
    expect(regionOf({ region: undefined }, { awsRegion: undefined })).toBe('unknown');
  });

  it('has who caused it and with what program in full, up to 1,024 characters', () => {
    const arn = `arn:aws:sts::${INVITED}:assumed-role/${'role'.repeat(100)}/session`;
    const userAgent = 'aws-cli '.repeat(100);
    const actorOf = (userIdentity: Fields) => parse(givenRootEvent({}, { userIdentity, userAgent }));
    for (const identity of [{ arn }, { invokedBy: arn }]) {
      expect(actorOf({ type: 'Root', ...identity })).toMatchObject({
        trigger: { event: { actor: { principal: arn, userAgent } } },
      });
    }
  });

  it.each([
    ['true', true],
    [true, true],
    ['false', false],
    [undefined, false],
  ])('is by a session of AssumeRoot where assumedRoot is %j: %j', (assumedRoot, viaAssumeRoot) => {
    const parsed = parse(
      givenRootEvent({}, { userIdentity: { type: 'Root', sessionContext: { assumedRoot } } }),
    );
    expect(parsed).toMatchObject({ trigger: { event: { actor: { viaAssumeRoot } } } });
  });
});

describe('the delivery of an event', () => {
  const arrivedAt = new Date('2026-11-24T12:00:25.500Z');
  const NINETY_DAYS = 90 * 24 * 60 * 60;

  function deliveryIn(envelope: Fields, detail: Fields = {}, arrival: Date | undefined = arrivedAt) {
    const times = { sentAt: SENT_AT, arrivedAt: arrival };
    const parsed = parseCloudTrailEvent(givenRootEvent(envelope, detail), times, parseAccountId(MANAGEMENT));
    const trigger = parsed.type === 'trigger' ? parsed.trigger : undefined;
    const event = trigger && 'event' in trigger ? trigger.event : undefined;
    return { delaySeconds: event?.delaySeconds, addendum: event?.addendum, replay: event?.replay };
  }

  it.each([
    ['2026-11-24T12:00:00Z', 25.5],
    ['2026-11-22T12:00:00Z', 2 * 24 * 60 * 60 + 25.5],
    ['2031-01-01T00:00:00Z', 0],
    ['1970-01-01T00:00:00Z', NINETY_DAYS],
  ])('took from %s to its arrival %d seconds', (eventTime, delaySeconds) => {
    expect(deliveryIn({}, { eventTime }).delaySeconds).toBe(delaySeconds);
  });

  it('took an unknown time where its arrival is not known', () => {
    const times = { sentAt: SENT_AT, arrivedAt: undefined };
    expect(parseCloudTrailEvent(givenRootEvent(), times, parseAccountId(MANAGEMENT))).toMatchObject({
      trigger: { event: expect.not.objectContaining({ delaySeconds: expect.anything() }) },
    });
  });

  it.each([
    [{ reason: 'DELIVERY_DELAY' }, { reason: 'DELIVERY_DELAY' }],
    [
      { reason: 'UPDATED_DATA', originalEventID: 'event-0', updatedFields: 'responseElements' },
      { reason: 'UPDATED_DATA', originalEventId: 'event-0' },
    ],
    [{ reason: `NEW\u202e${'X'.repeat(300)}` }, { reason: `NEW${'X'.repeat(252)}…` }],
    [{ reason: 7 }, undefined],
    ['DELIVERY_DELAY', undefined],
    [null, undefined],
  ])('has the addendum %j as %j', (addendum, expected) => {
    expect(deliveryIn({}, { addendum }).addendum).toEqual(expected);
  });

  it('was a replay where an operator replayed it', () => {
    expect(deliveryIn({ 'replay-name': 'rootguard-1' }).replay).toBe('rootguard-1');
    expect(deliveryIn({}).replay).toBeUndefined();
  });
});

describe('an accepted invitation', () => {
  function givenHandshake(envelope: Fields, parties: unknown, accountId?: string): Fields {
    return givenRootEvent(
      { source: 'aws.organizations', ...envelope },
      {
        eventSource: 'organizations.amazonaws.com',
        eventName: 'AcceptHandshake',
        userIdentity: { type: 'AssumedRole', accountId },
        responseElements: { handshake: { action: 'INVITE', parties } },
      },
    );
  }

  const organization = { type: 'ORGANIZATION', id: 'o-exampleorgid' };

  it.each([
    ['logged it', givenHandshake({ account: INVITED }, [], MANAGEMENT)],
    ['called it', givenHandshake({ account: MANAGEMENT }, [], INVITED)],
    [
      'is a party of it',
      givenHandshake(
        { account: MANAGEMENT },
        [organization, null, 'text', { type: 'ACCOUNT', id: INVITED }],
        MANAGEMENT,
      ),
    ],
    [
      'is the only account among its parties',
      givenHandshake({ account: MANAGEMENT }, [
        { type: 'EMAIL', id: '444444444444' },
        { type: 'ACCOUNT', id: INVITED },
      ]),
    ],
  ])('is about the account that %s', (_what, event) => {
    expect(parse(event)).toMatchObject({ type: 'trigger', trigger: { account: INVITED } });
  });

  it.each([undefined, 'text', {}, { type: 'ACCOUNT', id: INVITED }, [{ type: 'ACCOUNT', id: 'payments' }]])(
    'is not about a member where its parties are %j and the management account logged it',
    (parties) => {
      expect(parse(givenHandshake({ account: MANAGEMENT }, parties))).toMatchObject({
        type: 'irrelevant',
        reason: 'management-account',
      });
    },
  );
});

describe('an account that joined the organization', () => {
  function givenJoined(detail: Fields): Fields {
    return givenRootEvent(
      { source: 'aws.organizations', account: MANAGEMENT },
      {
        eventSource: 'organizations.amazonaws.com',
        eventName: 'AccountJoinedOrganization',
        userIdentity: { type: 'AWSService' },
        ...detail,
      },
    );
  }

  it.each(['serviceEventDetails', 'requestParameters', 'responseElements', 'additionalEventData'])(
    'is found in %s, among fields that name no account',
    (part) => {
      const event = givenJoined({
        [part]: {
          nothing: null,
          accountIdFormat: '444444444444',
          recipientAccountId: '444444444444',
          parentAccountId: 444_444_444_444,
          otherAccountId: 'payments',
          list: ['444444444444', { member_account_id: INVITED }],
        },
      });
      expect(parse(event)).toMatchObject({ type: 'trigger', trigger: { account: INVITED } });
    },
  );

  it('is the one that is named nearest to the top', () => {
    const deeper = { accountId: '444444444444' };
    expect(parse(givenJoined({ serviceEventDetails: { deeper, accountId: INVITED } }))).toMatchObject({
      trigger: { account: INVITED },
    });
  });
});
