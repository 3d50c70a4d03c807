import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RESERVED_KEYS } from '../../src/aws/dynamodb/reserved-keys.ts';
import type { TableBackend } from './backend.ts';
import { TABLE_BACKENDS } from './table-backends.ts';
import { givenTablesOnAws } from './tables-on-aws.ts';
import { actionsOf } from './used-actions.ts';

const NOON = new Date('2026-11-24T12:00:00.000Z');
const secondsOn = (seconds: number) => new Date(NOON.getTime() + seconds * 1000);

describe.each(TABLE_BACKENDS)('the sent notifications ($backend)', ({ open }) => {
  let tables: TableBackend;
  beforeEach(async () => {
    tables = await open();
  });
  afterEach(() => tables.close());

  it('record an incident as sent for the given time', async () => {
    const { sentNotifications } = tables;
    expect(await sentNotifications.wasSent('one', NOON)).toBe(false);
    await sentNotifications.recordSent('one', NOON, 60);
    expect(await sentNotifications.wasSent('one', secondsOn(59))).toBe(true);
    expect(await sentNotifications.wasSent('one', secondsOn(60))).toBe(false);
    expect(await sentNotifications.wasSent('two', NOON)).toBe(false);
  });

  it('believe no record that a clock far ahead has written, and one that a clock ahead has', async () => {
    const { sentNotifications } = tables;
    await sentNotifications.recordSent('one', secondsOn(3_601), 60);
    expect(await sentNotifications.wasSent('one', NOON)).toBe(false);
    await sentNotifications.recordSent('two', secondsOn(3_600), 60);
    expect(await sentNotifications.wasSent('two', NOON)).toBe(true);
  });

  it('accept a fingerprint of any length', async () => {
    const fingerprint = 'x'.repeat(5_000);
    await tables.sentNotifications.recordSent(fingerprint, NOON, 60);
    expect(await tables.sentNotifications.wasSent(fingerprint, NOON)).toBe(true);
    expect(await tables.sentNotifications.wasSent(`${fingerprint}x`, NOON)).toBe(false);
  });
});

describe('a malformed row of a sent notification', () => {
  it.each([
    ['an invalid time', { rememberedUntil: 'tomorrow' }],
    ['no time', {}],
    ['another type', { rememberedUntil: 7 }],
    ['a time later than any is remembered', { rememberedUntil: '2027-02-22T13:00:01Z' }],
    [
      'a time of sending in the future',
      { rememberedUntil: '2026-11-25T12:00:00Z', sentAt: '2026-11-24T13:00:01Z' },
    ],
    ['a time of sending that is none', { rememberedUntil: '2026-11-25T12:00:00Z', sentAt: 'noon' }],
  ])('lets the incident be notified again, which repairs the row: %s', async (_what, item) => {
    const tables = await givenTablesOnAws();
    const { sentNotifications } = tables;
    await tables.putItem('posture', { account: RESERVED_KEYS.sentNotifications('one'), ...item });
    expect(await sentNotifications.wasSent('one', NOON)).toBe(false);
    await sentNotifications.recordSent('one', NOON, 60);
    expect(await sentNotifications.wasSent('one', NOON)).toBe(true);
    await tables.close();
  });
});

it('a row of a sent notification without the time of sending is believed', async () => {
  const tables = await givenTablesOnAws();
  const rememberedUntil = '2027-02-22T13:00:00Z';
  await tables.putItem('posture', { account: RESERVED_KEYS.sentNotifications('one'), rememberedUntil });
  expect(await tables.sentNotifications.wasSent('one', NOON)).toBe(true);
  await tables.close();
});

describe('the IAM permissions', () => {
  it('of the sent notifications are exactly the actions that they use', () => {
    const { used, granted } = actionsOf('sentNotifications');
    expect(used).toEqual(granted);
  });
});
