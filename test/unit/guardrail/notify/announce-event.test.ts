import { describe, expect, it } from 'vitest';
import { parseAccountId } from '../../../../src/domain/account.ts';
import { ANNOUNCED_TOPICS, type AnnouncedEvent } from '../../../../src/domain/announced-event.ts';
import { NOTIFICATIONS } from '../../../../src/domain/notification.ts';
import { announceEvent } from '../../../../src/guardrail/notify/announce-event.ts';
import { ACCOUNT, givenEvent } from '../../../support/builders.ts';
import { givenGuard, NOW } from '../guard-fixture.ts';

const HOME = parseAccountId('222222222222');

function givenAnnounced(fields: Partial<AnnouncedEvent> = {}): AnnouncedEvent {
  return {
    type: 'event-announced',
    topic: 'account-contacts-changed',
    account: ACCOUNT,
    at: NOW,
    event: givenEvent({ id: 'e-1', name: 'PutAlternateContact', principal: 'mallory' }),
    details: { contactType: 'SECURITY' },
    errorCode: undefined,
    ...fields,
  };
}

function givenAnnouncer() {
  const guarded = givenGuard();
  const deps = { ...guarded.deps, homeAccountId: HOME, ledgerReader: guarded.ledger };
  return { ...guarded, announce: (event: AnnouncedEvent) => announceEvent(deps, event) };
}

/** One after the other, each a minute after the one before. */
function failedSignIns(count: number): readonly AnnouncedEvent[] {
  return Array.from({ length: count }, (_, minute) =>
    givenAnnounced({
      topic: 'root-sign-ins-failed',
      at: new Date(NOW.getTime() + minute * 60_000),
      event: givenEvent({ id: `s-${minute}`, name: 'ConsoleLogin' }),
      details: {},
    }),
  );
}

describe('an event that needs no audit', () => {
  it('is recorded in the ledger of its account before people are notified, without a call of AWS', async () => {
    const { announce, entries, log, notifier, logged, awsCalls } = givenAnnouncer();
    const announced = givenAnnounced({ errorCode: 'AccessDenied' });
    await announce(announced);
    expect(entries('event-announced')).toEqual([
      { type: 'event-announced', account: ACCOUNT, at: NOW, id: 'e-1#announced', announced },
    ]);
    const order = log.calls.map(({ name }) => name);
    expect(order.indexOf('ledger.append')).toBeLessThan(order.indexOf('notifier.publish'));
    expect(logged()).toEqual(['event-announced', 'notification-sent']);
    expect(awsCalls()).toEqual([]);
    expect(notifier.published).toMatchObject([{ key: 'account-contacts-changed', account: ACCOUNT }]);
    const lines = notifier.published[0]?.lines.join('\n');
    expect(lines).toContain(`Account ${ACCOUNT}, us-east-1: Event PutAlternateContact (e-1) by mallory`);
    expect(lines).toContain('contactType: SECURITY');
    expect(lines).toContain('AWS refused it: AccessDenied');
  });

  it.each([
    ['none', true],
    ['some', false],
  ])(
    'says of a trail with %s of the management events whether it may be one for data events: %s',
    async (left, may) => {
      const { announce, notifier } = givenAnnouncer();
      const details = { trail: 'all', managementEvents: left };
      await announce(givenAnnounced({ topic: 'trail-weakened', details }));
      const lines = notifier.published[0]?.lines.join('\n');
      expect(lines).toContain(`managementEvents: ${left}`);
      expect(lines?.includes('data events alone')).toBe(may);
    },
  );

  it('is recorded and notified once, however often it is delivered', async () => {
    const { announce, entries, notified } = givenAnnouncer();
    await announce(givenAnnounced());
    await announce(givenAnnounced());
    expect(entries('event-announced')).toHaveLength(1);
    expect(notified()).toEqual(['account-contacts-changed']);
  });

  it('is notified also when the ledger refuses the entry, and tried again', async () => {
    const { announce, log, notified } = givenAnnouncer();
    let refused = 0;
    log.onCall = async ({ name }) => {
      if (name === 'ledger.append' && refused++ === 0) throw new Error('no');
    };
    await expect(announce(givenAnnounced())).rejects.toThrow('no');
    expect(notified()).toEqual(['account-contacts-changed']);
  });

  it('is notified once an hour where somebody repeats it, and each time is in the ledger', async () => {
    const { announce, clock, entries, notified } = givenAnnouncer();
    for (const id of ['a', 'b', 'c']) await announce(givenAnnounced({ event: givenEvent({ id }) }));
    expect(entries('event-announced')).toHaveLength(3);
    expect(notified()).toHaveLength(1);
    clock.advance(60 * 60);
    await announce(givenAnnounced({ event: givenEvent({ id: 'd' }) }));
    expect(notified()).toHaveLength(2);
  });

  it.each([
    [
      'another principal',
      { event: givenEvent({ id: 'e-2', name: 'PutAlternateContact', principal: 'eve' }) },
    ],
    ['something else', { event: givenEvent({ id: 'e-2', principal: 'mallory' }) }],
    [
      'it without a name',
      { event: givenEvent({ id: 'e-2', name: 'PutAlternateContact', principal: undefined }) },
    ],
    ['it to another contact', { details: { contactType: 'BILLING' } }],
    ['it with another result', { errorCode: 'AccessDenied' }],
  ])('does not hide that somebody does %s', async (_, fields) => {
    const { announce, notified } = givenAnnouncer();
    await announce(givenAnnounced());
    await announce(
      givenAnnounced({
        event: givenEvent({ id: 'e-2', name: 'PutAlternateContact', principal: 'mallory' }),
        ...fields,
      }),
    );
    expect(notified()).toHaveLength(2);
  });

  it('is notified once an hour for a role, whatever its sessions are named', async () => {
    const { announce, notified } = givenAnnouncer();
    for (const session of ['a', 'b', 'c']) {
      const principal = `arn:aws:sts::333333333333:assumed-role/Admin/${session}`;
      await announce(givenAnnounced({ event: givenEvent({ id: session, principal }) }));
    }
    await announce(
      givenAnnounced({
        event: givenEvent({ id: 'd', principal: 'arn:aws:sts::333333333333:assumed-role/Other/a' }),
      }),
    );
    expect(notified()).toHaveLength(2);
  });

  it('is notified ten times an hour for each account and topic, and what is beyond that once', async () => {
    const { announce, notifier, notified, entries } = givenAnnouncer();
    const taken = (key: number, fields: Partial<AnnouncedEvent> = {}) =>
      givenAnnounced({
        topic: 'root-user-acted',
        event: givenEvent({ id: `k-${key}`, name: 'GetSessionToken', principal: 'root' }),
        details: { newAccessKeyId: `ASIA${key}` },
        ...fields,
      });
    for (let key = 0; key < 30; key += 1) await announce(taken(key));
    expect(notified()).toHaveLength(11);
    expect(notifier.published.at(-1)).toMatchObject({ key: 'root-user-acted' });
    expect(notifier.published.at(-1)?.lines.join()).toContain(`--account ${ACCOUNT}`);
    expect(entries('event-announced')).toHaveLength(30);
    await announce(taken(30, { account: HOME }));
    await announce(givenAnnounced());
    await announce(taken(31, { at: new Date(NOW.getTime() + 3_600_000) }));
    expect(notified()).toHaveLength(14);
  });

  it.each(ANNOUNCED_TOPICS.filter((topic) => topic !== 'root-sign-ins-failed'))(
    'has a notification of its topic: %s',
    async (topic) => {
      const { announce, notifier } = givenAnnouncer();
      await announce(givenAnnounced({ topic }));
      expect(notifier.published).toMatchObject([{ key: topic }]);
      expect(NOTIFICATIONS[topic].title).toBeDefined();
      expect(notifier.published[0]?.lines).toHaveLength(4);
    },
  );
});

it('about the organization rather than one account is notified each time, as no member can make such events', async () => {
  const { announce, notified } = givenAnnouncer();
  for (let number = 0; number < 12; number += 1) {
    await announce(
      givenAnnounced({
        topic: 'delegated-administrator-registered',
        account: parseAccountId(String(700000000000 + number)),
        event: givenEvent({ id: `r-${number}`, name: 'RegisterDelegatedAdministrator' }),
        details: { service: 'iam.amazonaws.com' },
      }),
    );
  }
  expect(notified()).toHaveLength(12);
});

describe('a delegated administrator', () => {
  const registered = (account: AnnouncedEvent['account'], service: string) =>
    givenAnnounced({ topic: 'delegated-administrator-registered', account, details: { service } });

  it.each([
    ['another account', ACCOUNT, 'iam.amazonaws.com', 'delegated-administrator-registered'],
    ['home for account management', HOME, 'account.amazonaws.com', 'delegated-administrator-registered'],
    ['home for IAM, as it should be', HOME, 'iam.amazonaws.com', 'root-access-restored'],
  ])('is notified where it is %s', async (_, account, service, key) => {
    const { announce, notifier, entries } = givenAnnouncer();
    await announce(registered(account, service));
    expect(notifier.published).toMatchObject([{ key, account: 'organization' }]);
    expect(entries('event-announced')).toMatchObject([{ account: 'organization', announced: { account } }]);
  });
});

describe('failed sign-ins', () => {
  it('are notified from the fifth within an hour on, once', async () => {
    const { announce, notified } = givenAnnouncer();
    const [first, second, third, fourth, ...later] = failedSignIns(12);
    for (const event of [first, second, third, fourth]) if (event) await announce(event);
    expect(notified()).toEqual([]);
    for (const event of later) await announce(event);
    expect(notified()).toEqual(['root-sign-ins-failed']);
  });

  it('do not count when they are more than an hour apart', async () => {
    const { announce, notified } = givenAnnouncer();
    for (const event of failedSignIns(5)) {
      const minutes = (event.at.getTime() - NOW.getTime()) / 60_000;
      await announce({ ...event, at: new Date(NOW.getTime() + minutes * 61 * 60_000) });
    }
    expect(notified()).toEqual([]);
  });

  it('count by account, and other events do not count', async () => {
    const { announce, notified } = givenAnnouncer();
    const events = failedSignIns(6);
    for (const event of events.slice(0, 3)) await announce(event);
    for (const event of events.slice(3)) await announce({ ...event, account: HOME });
    for (const id of ['a', 'b', 'c']) await announce(givenAnnounced({ event: givenEvent({ id }) }));
    expect(notified()).toEqual(['account-contacts-changed']);
  });
});
