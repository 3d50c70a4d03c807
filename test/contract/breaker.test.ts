import { NumberValue } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RESERVED_KEYS } from '../../src/aws/dynamodb/reserved-keys.ts';
import { parseAccountId } from '../../src/domain/account.ts';
import type { TableBackend } from './backend.ts';
import { TABLE_BACKENDS } from './table-backends.ts';
import { givenTablesOnAws } from './tables-on-aws.ts';
import { actionsOf } from './used-actions.ts';

const NOON = new Date('2026-11-24T12:00:00.000Z');
const minutesOn = (minutes: number) => new Date(NOON.getTime() + minutes * 60_000);
const OPERATOR = 'arn:aws:sts::222222222222:assumed-role/ops/a';
const account = (index: number) => parseAccountId(String(300_000_000_000 + index));

describe.each(TABLE_BACKENDS)('the breaker ($backend)', ({ open }) => {
  let tables: TableBackend;
  beforeEach(async () => {
    tables = await open();
  });
  afterEach(() => tables.close());

  it('is closed before any account was counted', async () => {
    expect(await tables.breaker.state(NOON)).toEqual({ type: 'closed', accountsThisHour: 0 });
  });

  it('counts each account once', async () => {
    const { breaker } = tables;
    expect(await breaker.permit(account(1), 2, NOON)).toEqual({ type: 'closed', accountsThisHour: 1 });
    expect(await breaker.permit(account(1), 2, minutesOn(1))).toEqual({
      type: 'closed',
      accountsThisHour: 1,
    });
    expect(await breaker.permit(account(2), 2, minutesOn(2))).toEqual({
      type: 'closed',
      accountsThisHour: 2,
    });
    expect(await breaker.state(minutesOn(3))).toEqual({ type: 'closed', accountsThisHour: 2 });
  });

  it('opens at one account over the limit and stays open, also for accounts already counted', async () => {
    const { breaker } = tables;
    await breaker.permit(account(1), 1, NOON);
    expect(await breaker.permit(account(2), 1, minutesOn(1))).toEqual({ type: 'open', since: minutesOn(1) });
    expect(await breaker.permit(account(1), 1, minutesOn(2))).toEqual({ type: 'open', since: minutesOn(1) });
    expect(await breaker.permit(account(3), 1, minutesOn(600))).toEqual({
      type: 'open',
      since: minutesOn(1),
    });
    expect(await breaker.state(minutesOn(600))).toEqual({ type: 'open', since: minutesOn(1) });
  });

  it('answers whether it would permit an account without counting it', async () => {
    const { breaker } = tables;
    expect(await breaker.wouldPermit(account(1), 1, NOON)).toEqual({ type: 'closed', accountsThisHour: 1 });
    await breaker.permit(account(1), 1, NOON);
    expect(await breaker.wouldPermit(account(1), 1, NOON)).toEqual({ type: 'closed', accountsThisHour: 1 });
    expect(await breaker.wouldPermit(account(2), 1, NOON)).toEqual({ type: 'open', since: NOON });
    expect(await breaker.state(NOON)).toEqual({ type: 'closed', accountsThisHour: 1 });
    await breaker.permit(account(2), 1, minutesOn(1));
    expect(await breaker.wouldPermit(account(1), 1, minutesOn(2))).toEqual({
      type: 'open',
      since: minutesOn(1),
    });
  });

  it('permits no account when the limit is zero', async () => {
    expect(await tables.breaker.permit(account(1), 0, NOON)).toEqual({ type: 'open', since: NOON });
  });

  it('starts the hour at the first counted account', async () => {
    const { breaker } = tables;
    await breaker.permit(account(1), 1, NOON);
    expect(await breaker.state(minutesOn(60))).toEqual({ type: 'closed', accountsThisHour: 0 });
    expect(await breaker.permit(account(2), 1, minutesOn(60))).toEqual({
      type: 'closed',
      accountsThisHour: 1,
    });
    expect(await breaker.permit(account(3), 1, minutesOn(119))).toEqual({
      type: 'open',
      since: minutesOn(119),
    });
  });

  it('ends the hour 60 minutes after the first account, even if others were counted since', async () => {
    const { breaker } = tables;
    await breaker.permit(account(1), 2, NOON);
    await breaker.permit(account(2), 2, minutesOn(59));
    expect(await breaker.state(minutesOn(60))).toEqual({ type: 'closed', accountsThisHour: 0 });
    expect(await breaker.permit(account(3), 2, minutesOn(61))).toEqual({
      type: 'closed',
      accountsThisHour: 1,
    });
  });

  it('is open until it is acknowledged where its hour starts more than an hour in the future', async () => {
    const { breaker } = tables;
    const ahead = new Date('9999-01-01T00:00:00Z');
    await breaker.permit(account(1), 2, ahead);
    const unreadable = ['windowStartedAt: must not be more than an hour in the future'];
    const open = { type: 'open', since: ahead, unreadable };
    expect(await breaker.state(NOON)).toEqual(open);
    expect(await breaker.permit(account(1), 2, NOON)).toEqual(open);
    expect(await breaker.wouldPermit(account(2), 2, NOON)).toEqual(open);
    expect(await breaker.acknowledge(ahead, OPERATOR, NOON)).toEqual({ type: 'closed', accountsThisHour: 0 });
    expect(await breaker.permit(account(2), 2, NOON)).toEqual({ type: 'closed', accountsThisHour: 1 });
  });

  it('keeps an hour that starts in the next hour by another clock', async () => {
    const { breaker } = tables;
    await breaker.permit(account(1), 2, minutesOn(60));
    expect(await breaker.state(NOON)).toEqual({ type: 'closed', accountsThisHour: 1 });
    expect(await breaker.permit(account(2), 2, NOON)).toEqual({ type: 'closed', accountsThisHour: 2 });
    expect(await breaker.permit(account(3), 2, minutesOn(119))).toMatchObject({ type: 'open' });
  });

  it.each([
    ['again for an account that was counted', 1, 30],
    ['for another account', 3, 30],
    ['again for an account that was counted', 1, 120],
    ['for another account', 3, 120],
  ])(
    'keeps its count when it is asked %s by a clock that is behind (account %i, %i minutes)',
    async (_what, asked, minutesBehind) => {
      const { breaker } = tables;
      await breaker.permit(account(1), 4, NOON);
      await breaker.permit(account(2), 4, minutesOn(1));
      await breaker.permit(account(asked), 4, minutesOn(-minutesBehind));
      for (const next of [4, 5, 6]) await breaker.permit(account(next), 4, minutesOn(59));
      expect(await breaker.state(minutesOn(59))).toMatchObject({ type: 'open' });
    },
  );

  it('is closed by an acknowledgement, which starts a new hour', async () => {
    const { breaker } = tables;
    await breaker.permit(account(1), 1, NOON);
    await breaker.permit(account(2), 1, minutesOn(1));
    const closed = { type: 'closed', accountsThisHour: 0 };
    expect(await breaker.acknowledge(minutesOn(1), OPERATOR, minutesOn(2))).toEqual(closed);
    expect(await breaker.state(minutesOn(2))).toEqual({ type: 'closed', accountsThisHour: 0 });
    expect(await breaker.permit(account(3), 1, minutesOn(3))).toEqual({
      type: 'closed',
      accountsThisHour: 1,
    });
  });

  it('stays open when an outdated opening is acknowledged', async () => {
    const { breaker } = tables;
    await breaker.permit(account(1), 0, NOON);
    await breaker.acknowledge(NOON, OPERATOR, minutesOn(1));
    await breaker.permit(account(2), 0, minutesOn(2));
    const opened = { type: 'open', since: minutesOn(2) };
    expect(await breaker.acknowledge(NOON, 'a slower operator', minutesOn(3))).toEqual(opened);
    expect(await breaker.state(minutesOn(3))).toEqual(opened);
  });

  it('keeps its count when it is acknowledged while closed', async () => {
    const { breaker } = tables;
    await breaker.permit(account(1), 0, NOON);
    await breaker.acknowledge(NOON, OPERATOR, minutesOn(1));
    await breaker.permit(account(2), 2, minutesOn(2));
    const counted = { type: 'closed', accountsThisHour: 1 };
    expect(await breaker.acknowledge(NOON, 'a slower operator', minutesOn(3))).toEqual(counted);
  });

  it('is closed by an acknowledgement whose response is lost', async () => {
    const { breaker } = tables;
    await breaker.permit(account(1), 0, NOON);
    await tables.dropResponse('PutItem');
    expect(await breaker.acknowledge(NOON, OPERATOR, minutesOn(1))).toMatchObject({ type: 'closed' });
  });

  it('counts an account once when a response is lost', async () => {
    await tables.dropResponse('PutItem');
    expect(await tables.breaker.permit(account(1), 2, NOON)).toEqual({ type: 'closed', accountsThisHour: 1 });
    expect(await tables.breaker.state(NOON)).toEqual({ type: 'closed', accountsThisHour: 1 });
  });

  it('never permits more accounts than the limit under concurrent requests', async () => {
    const states = await Promise.all(
      Array.from({ length: 12 }, (_, index) => tables.breaker.permit(account(index), 5, NOON)),
    );
    expect(states.filter(({ type }) => type === 'closed')).toHaveLength(5);
    expect(await tables.breaker.state(NOON)).toEqual({ type: 'open', since: NOON });
  });
});

describe('a breaker whose row cannot be parsed', () => {
  it.each([
    ['an invalid time', { revision: 3, openSince: 'noon', accounts: new Set(['300000000001']) }, new Date(0)],
    ['no revision', { windowStartedAt: NOON.toISOString() }, NOON],
    ['an invalid revision', { revision: 'x', acknowledgedAt: NOON.toISOString() }, NOON],
    [
      'accounts that are not a set',
      { revision: 1, windowStartedAt: NOON.toISOString(), accounts: 'all' },
      NOON,
    ],
    ['an invalid account id', { revision: 1, accounts: ['everybody'] }, new Date(0)],
    ['a revision beyond 2^53', { revision: NumberValue.from('9007199254740993') }, new Date(0)],
    [
      'a revision beyond 2^53 with a fraction',
      { revision: NumberValue.from('9007199254740993.5') },
      new Date(0),
    ],
    ['a revision after which there is no other', { revision: Number.MAX_SAFE_INTEGER }, new Date(0)],
    ['a fractional revision', { revision: 1.5, acknowledgedAt: NOON.toISOString() }, NOON],
    [
      'a revision that is nearly whole',
      { revision: NumberValue.from('1.00000000000000000001') },
      new Date(0),
    ],
    ['a negative revision', { revision: -1 }, new Date(0)],
    ['a revision of null', { revision: null }, new Date(0)],
  ])(
    'is open with a constant opening time until it is acknowledged: the row has %s',
    async (_what, item, since) => {
      const tables = await givenTablesOnAws();
      const { breaker } = tables;
      await tables.putItem('posture', { account: RESERVED_KEYS.breaker, ...item });
      const open = { type: 'open', since, unreadable: [expect.any(String)] };
      expect(await breaker.state(NOON)).toEqual(open);
      expect(await breaker.permit(account(1), 10, minutesOn(1))).toEqual(open);
      expect(await breaker.wouldPermit(account(1), 10, minutesOn(2))).toEqual(open);
      await breaker.acknowledge(since, OPERATOR, minutesOn(3));
      expect(await breaker.state(minutesOn(3))).toEqual({ type: 'closed', accountsThisHour: 0 });
      expect(await breaker.permit(account(1), 1, minutesOn(4))).toEqual({
        type: 'closed',
        accountsThisHour: 1,
      });
      await tables.close();
    },
  );

  it('is read when the accounts are a list instead of a set', async () => {
    const tables = await givenTablesOnAws();
    const item = { revision: 1, windowStartedAt: NOON.toISOString(), accounts: ['300000000001'] };
    await tables.putItem('posture', { account: RESERVED_KEYS.breaker, ...item });
    expect(await tables.breaker.state(NOON)).toEqual({ type: 'closed', accountsThisHour: 1 });
    await tables.close();
  });
});

describe('the IAM permissions', () => {
  it('of the breaker are exactly the actions that it uses', () => {
    const { used, granted } = actionsOf('breaker');
    expect(used).toEqual(granted);
  });
});
