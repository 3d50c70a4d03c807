import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RESERVED_KEYS } from '../../src/aws/dynamodb/reserved-keys.ts';
import type { Tables } from './backend.ts';
import { TABLE_PLACES } from './table-backends.ts';
import { givenTablesOnAws } from './tables-on-aws.ts';
import { actionsOf } from './used-actions.ts';

const NOON = new Date('2026-11-24T12:00:00.000Z');
const secondsOn = (seconds: number) => new Date(NOON.getTime() + seconds * 1000);

describe.each(TABLE_PLACES)('notification memory $place', ({ open }) => {
  let tables: Tables;
  beforeEach(async () => {
    tables = await open();
  });
  afterEach(() => tables.close());

  it('remembers an incident for as long as it is told to', async () => {
    const { sentNotifications } = tables;
    expect(await sentNotifications.wasSent('one', NOON)).toBe(false);
    await sentNotifications.recordSent('one', NOON, 60);
    expect(await sentNotifications.wasSent('one', secondsOn(59))).toBe(true);
    expect(await sentNotifications.wasSent('one', secondsOn(60))).toBe(false);
    expect(await sentNotifications.wasSent('two', NOON)).toBe(false);
  });

  it('takes a fingerprint of any length', async () => {
    const fingerprint = 'x'.repeat(5_000);
    await tables.sentNotifications.recordSent(fingerprint, NOON, 60);
    expect(await tables.sentNotifications.wasSent(fingerprint, NOON)).toBe(true);
    expect(await tables.sentNotifications.wasSent(`${fingerprint}x`, NOON)).toBe(false);
  });
});

describe('a memory that does not parse', () => {
  it.each([
    ['a time that is none', { rememberedUntil: 'tomorrow' }],
    ['no time', {}],
    ['another type', { rememberedUntil: 7 }],
  ])('has the incident told again, and is mended by that: %s', async (_what, item) => {
    const tables = await givenTablesOnAws();
    const { sentNotifications } = tables;
    await tables.putItem('posture', { account: RESERVED_KEYS.sentNotifications('one'), ...item });
    expect(await sentNotifications.wasSent('one', NOON)).toBe(false);
    await sentNotifications.recordSent('one', NOON, 60);
    expect(await sentNotifications.wasSent('one', NOON)).toBe(true);
    await tables.close();
  });
});

describe('permissions', () => {
  it('uses what it is granted, and all of it', () => {
    const { used, granted } = actionsOf('sentNotifications');
    expect(used).toEqual(granted);
  });
});
