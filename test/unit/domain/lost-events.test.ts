import { describe, expect, it } from 'vitest';
import type { Credential, CredentialKind } from '../../../src/domain/credentials.ts';
import {
  countLostEvents,
  type LostEvent,
  lostEventsAfter,
  newlyLost,
  tellsOf,
} from '../../../src/domain/lost-events.ts';
import type { Posture } from '../../../src/domain/posture.ts';
import type { Trigger } from '../../../src/domain/trigger.ts';
import {
  givenCredential,
  givenEvent,
  givenPosture,
  givenRequest,
  givenResult,
  givenRootEvent,
  givenSweep,
} from '../../support/builders.ts';

const at = (time: string) => new Date(`2026-11-24T${time}Z`);

/** The earlier audit, the creation of a credential, and the sweep that found it. */
const EARLIER = at('02:00:00');
const CREATED = at('09:00:00');
const FOUND = at('14:00:00');

const SWEEP = [givenSweep(FOUND)];

const key = (fields: Partial<Credential> = {}) =>
  givenCredential('access-key', { createdAt: CREATED, status: 'Active', ...fields });

const resultsOf = (credentials: readonly Credential[]) =>
  credentials.map((credential) => givenResult({ credential }));

function givenEarlier(fields: Partial<Posture> = {}): Posture {
  return givenPosture(EARLIER, { state: 'compliant', sessionOpenedAt: EARLIER, ...fields });
}

const KEY_LOST: LostEvent = {
  kind: 'access-key',
  id: key().id,
  at: CREATED,
  foundAt: FOUND,
  lostAt: FOUND,
};

describe('the lost events after an audit', () => {
  const PASSWORD = givenCredential('login-profile', { createdAt: CREATED });
  const OLD_PASSWORD = givenCredential('login-profile', { createdAt: at('01:00:00') });
  const failure = {
    reason: 'throttled',
    call: 'sts:AssumeRoot',
    code: 'Throttling',
    message: 'slow',
  } as const;

  it.each<{
    readonly what: string;
    readonly previous?: Posture | undefined;
    readonly credentials?: readonly Credential[];
    readonly triggers?: readonly Trigger[];
    readonly sessionOpenedAt?: Date | undefined;
    readonly joinedAt?: Date;
    readonly lost: readonly LostEvent[];
  }>([
    { what: 'a key that appeared since the earlier audit', lost: [KEY_LOST] },
    {
      what: 'a key found by a request that no event led to',
      triggers: [givenRequest('exception-changed', FOUND)],
      lost: [KEY_LOST],
    },
    {
      what: 'a password that was set again',
      previous: givenEarlier({ credentials: resultsOf([OLD_PASSWORD]) }),
      credentials: [PASSWORD],
      lost: [{ kind: 'login-profile', id: 'login-profile', at: CREATED, foundAt: FOUND, lostAt: FOUND }],
    },
    {
      what: 'an inactive key that became active, once it is overdue',
      previous: givenEarlier({ credentials: resultsOf([key({ createdAt: EARLIER, status: 'Inactive' })]) }),
      credentials: [key({ createdAt: EARLIER })],
      lost: [{ kind: 'access-key', id: key().id, at: FOUND, foundAt: FOUND }],
    },
    {
      what: 'a key that is too new for its event to be late',
      credentials: [key({ createdAt: at('13:50:00') })],
      lost: [{ kind: 'access-key', id: key().id, at: at('13:50:00'), foundAt: FOUND }],
    },
    {
      what: 'a key after an audit that was uncertain about an exception, and read the account',
      previous: givenEarlier({ state: 'unknown' }),
      lost: [KEY_LOST],
    },
    { what: 'nothing in the first audit of an account', previous: undefined, lost: [] },
    {
      what: 'nothing after an audit that could not read the account',
      previous: givenEarlier({ state: 'unknown', failure }),
      lost: [],
    },
    {
      what: 'nothing after the account was not ACTIVE',
      previous: givenEarlier({ state: 'skipped' }),
      lost: [],
    },
    {
      what: 'nothing where the account has joined again since the earlier audit',
      joinedAt: at('13:00:00'),
      lost: [],
    },
    {
      what: 'nothing where the earlier version did not record when its session was opened',
      previous: givenEarlier({ sessionOpenedAt: undefined }),
      lost: [],
    },
    { what: 'nothing where no session was opened', sessionOpenedAt: undefined, lost: [] },
    {
      what: 'nothing where an event led to the audit',
      triggers: [...SWEEP, givenRootEvent('login-profile', FOUND)],
      lost: [],
    },
    {
      what: 'nothing in the follow-up audit of an event',
      triggers: [{ ...givenRequest('second-look', FOUND), event: givenEvent() }],
      lost: [],
    },
    {
      what: 'nothing where the key is older than the earlier audit, which did not show it yet',
      credentials: [key({ createdAt: EARLIER })],
      lost: [],
    },
    {
      what: 'nothing where it is not known when the credential was created',
      credentials: [key({ createdAt: undefined })],
      lost: [],
    },
    {
      what: 'nothing where the earlier audit showed the key, and removed it',
      previous: givenEarlier({ credentials: [givenResult({ credential: key(), result: 'removed' })] }),
      lost: [],
    },
  ])('have $what', ({ lost, credentials = [key()], triggers = SWEEP, ...given }) => {
    const previous = 'previous' in given ? given.previous : givenEarlier();
    const sessionOpenedAt = 'sessionOpenedAt' in given ? given.sessionOpenedAt : FOUND;
    expect(
      lostEventsAfter(previous, { triggers, credentials, sessionOpenedAt, joinedAt: given.joinedAt }),
    ).toEqual(lost);
  });
});

describe('a lost event', () => {
  const { lostAt: _lostAt, ...PENDING } = KEY_LOST;
  const NEXT = at('15:00:00');
  const lostAfter = (
    lostEvents: readonly LostEvent[],
    triggers: readonly Trigger[],
    sessionOpenedAt = NEXT,
  ) =>
    lostEventsAfter(givenEarlier({ sessionOpenedAt: FOUND, lostEvents, credentials: resultsOf([key()]) }), {
      triggers,
      credentials: [key()],
      sessionOpenedAt,
    });

  it('stays, and is lost at the time of the first audit after its event was due', () => {
    const recent = { ...PENDING, at: at('14:55:00') };
    expect(lostAfter([KEY_LOST, PENDING, recent], SWEEP)).toEqual([
      KEY_LOST,
      { ...PENDING, lostAt: NEXT },
      recent,
    ]);
  });

  it('is newly lost in the audit that finds it overdue, and in no later one', () => {
    const password: LostEvent = { ...KEY_LOST, kind: 'login-profile', id: 'login-profile' };
    const again: LostEvent = { ...password, at: at('09:00:01') };
    expect(newlyLost(undefined, [KEY_LOST])).toEqual([KEY_LOST]);
    expect(newlyLost([PENDING], [KEY_LOST])).toEqual([KEY_LOST]);
    expect(newlyLost([], [PENDING])).toEqual([]);
    expect(newlyLost([KEY_LOST, password], [KEY_LOST, password, again])).toEqual([again]);
    expect(newlyLost([KEY_LOST])).toEqual([]);
  });

  it('is gone once its event arrives, whether or not the account can be read', () => {
    const late = { ...givenRootEvent('access-key', CREATED), credentialId: key().id };
    expect(lostAfter([KEY_LOST], [late])).toEqual([]);
    const previous = givenEarlier({ lostEvents: [KEY_LOST] });
    const unread = { triggers: [late], credentials: [], sessionOpenedAt: undefined };
    expect(lostEventsAfter(previous, unread)).toEqual([]);
    expect(lostEventsAfter(previous, { ...unread, triggers: SWEEP })).toEqual([KEY_LOST]);
  });

  it('is forgotten after 30 days', () => {
    const inDays = (days: number) => new Date(FOUND.getTime() + days * 24 * 60 * 60 * 1000);
    expect(lostAfter([KEY_LOST], SWEEP, inDays(29))).toEqual([KEY_LOST]);
    expect(lostAfter([KEY_LOST], SWEEP, inDays(30))).toEqual([]);
    expect(countLostEvents({ lostEvents: [KEY_LOST] }, inDays(29))).toBe(1);
    expect(countLostEvents({ lostEvents: [KEY_LOST] }, inDays(30))).toBe(0);
  });

  it('is one of at most 50 of an account, the latest', () => {
    const many = Array.from({ length: 60 }, (_, index) => ({ ...KEY_LOST, id: `AKIA${index}` }));
    expect(lostAfter(many, SWEEP).map(({ id }) => id)).toEqual(many.slice(10).map(({ id }) => id));
  });

  it('counts once it is a quarter of an hour old, also without another audit', () => {
    const count = (now: Date, lostEvents: readonly LostEvent[] = [PENDING]) =>
      countLostEvents({ lostEvents }, now);
    expect(count(at('09:14:59'))).toBe(0);
    expect(count(at('09:15:00'))).toBe(1);
    expect(count(FOUND, [PENDING, KEY_LOST])).toBe(2);
    expect(countLostEvents({}, FOUND)).toBe(0);
  });

  const event = (kind: CredentialKind | undefined, fields: Partial<Trigger> = {}) =>
    ({ ...givenRootEvent(kind, CREATED), credentialId: undefined, ...fields }) as Trigger;
  const PASSWORD_LOST: LostEvent = { ...KEY_LOST, kind: 'login-profile', id: 'login-profile' };

  it.each<[string, LostEvent, Trigger, boolean]>([
    ['of its id, whenever', KEY_LOST, event('access-key', { credentialId: key().id, at: NEXT }), true],
    ['of another id', KEY_LOST, event('access-key', { credentialId: 'AKIAOTHER' }), false],
    ['of its kind and time', KEY_LOST, event('access-key', { at: at('09:05:00') }), true],
    ['of its kind, at another time', KEY_LOST, event('access-key', { at: at('09:05:01') }), false],
    ['of another kind', KEY_LOST, event('signing-certificate', { credentialId: key().id }), false],
    ['of a password, at its time', PASSWORD_LOST, event('login-profile', { at: at('08:55:00') }), true],
    ['of a password, at another time', PASSWORD_LOST, event('login-profile', { at: NEXT }), false],
    [
      'of a password, which took more than a day',
      PASSWORD_LOST,
      event('login-profile', { at: NEXT, event: givenEvent({ delaySeconds: 90_000 }) }),
      true,
    ],
    ['of a sign-in', PASSWORD_LOST, event(undefined), false],
    ['of no event', KEY_LOST, givenSweep(CREATED), false],
  ])('is not lost after a trigger %s: %#', (_what, lost, trigger, isTold) => {
    expect(tellsOf(trigger, lost)).toBe(isTold);
  });
});
