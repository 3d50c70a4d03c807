import { matches, parsePattern } from 'organization-sandbox/eventbridge/pattern/pattern.ts';
import { describe, expect, it } from 'vitest';
import { parseHeartbeat } from '../../../src/events/heartbeat.ts';
import { MEMBER_RULES } from '../../../src/events/rules.ts';
import { HEARTBEAT_ACCOUNT as ACCOUNT, HEARTBEAT_EVENT as EVENT } from '../../support/heartbeat-event.ts';
import { watchingRules } from '../../support/home-bus-rules.ts';

const SENT_AT = new Date('2026-11-24T12:02:00Z');

const { detail: DETAIL } = EVENT;
const { sessionContext } = DETAIL.userIdentity;
const byUser = { ...DETAIL.userIdentity, type: 'IAMUser' };
const signedIn = {
  ...DETAIL.userIdentity,
  sessionContext: { attributes: sessionContext.attributes },
};

const parse = (event: object) => parseHeartbeat(JSON.stringify(event), SENT_AT);

const isForwarded = (event: unknown) =>
  [MEMBER_RULES, watchingRules()].map((rules) =>
    rules
      .filter(({ pattern }) => {
        const parsed = parsePattern(pattern);
        return parsed.type === 'pattern' && matches(parsed, event);
      })
      .map(({ state }) => state),
  );

describe('a heartbeat', () => {
  it('says when an account was read in a root session', () => {
    expect(parse(EVENT)).toEqual({
      type: 'heartbeat',
      account: ACCOUNT,
      at: new Date('2026-11-24T12:00:01Z'),
    });
  });

  it('reaches the home bus and its queue by the rules that read-only calls reach', () => {
    expect(isForwarded(EVENT)).toEqual([
      ['ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS'],
      ['ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS'],
    ]);
    expect(watchingRules().filter(({ queue }) => queue === 'heartbeats')).toHaveLength(1);
  });

  it('may have a boolean where CloudTrail writes a text', () => {
    const assumed = { ...DETAIL.userIdentity, sessionContext: { ...sessionContext, assumedRoot: true } };
    expect(parse({ ...EVENT, detail: { ...DETAIL, userIdentity: assumed } }).type).toBe('heartbeat');
  });

  it('may be that of a call which was refused: it took the same way', () => {
    expect(parse({ ...EVENT, detail: { ...DETAIL, errorCode: 'AccessDenied' } }).type).toBe('heartbeat');
  });

  it.each([
    ['replayed from an archive', { ...EVENT, 'replay-name': 'rootguard-1' }, 'replayed'],
    ['of another call', { ...EVENT, detail: { ...DETAIL, eventName: 'ListAccessKeys' } }, 'not-watched'],
    ['of another service', { ...EVENT, source: 'custom.iam' }, 'not-watched'],
    ['of an IAM user', { ...EVENT, detail: { ...DETAIL, userIdentity: byUser } }, 'not-root'],
    ['of a signed-in root user', { ...EVENT, detail: { ...DETAIL, userIdentity: signedIn } }, 'not-root'],
  ])('is no event %s, and no rule forwards that', (_, event, reason) => {
    expect(parse(event)).toEqual({ type: 'irrelevant', reason });
    expect(isForwarded(event)).toEqual([[], []]);
  });

  it.each([
    ['no JSON', 'body', 'none'],
    ['no detail', 'detail', JSON.stringify({ ...EVENT, detail: 'none' })],
    ['no account', 'account', JSON.stringify({ ...EVENT, account: '33' })],
    [
      'another account in the record than in the envelope',
      'detail.recipientAccountId',
      JSON.stringify({ ...EVENT, detail: { ...DETAIL, recipientAccountId: '444444444444' } }),
    ],
    ['no time', 'detail.eventTime', JSON.stringify({ ...EVENT, detail: { ...DETAIL, eventTime: 1 } })],
    [
      'a time in the future',
      'detail.eventTime',
      JSON.stringify({ ...EVENT, detail: { ...DETAIL, eventTime: '2026-11-24T12:03:01Z' } }),
    ],
  ])('is malformed with %s', (_, path, body) => {
    expect(parseHeartbeat(body, SENT_AT)).toMatchObject({ type: 'malformed', path });
  });
});
