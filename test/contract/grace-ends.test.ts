import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseAccountId } from '../../src/domain/account.ts';
import type { TableBackend } from './backend.ts';
import { TABLE_BACKENDS } from './table-backends.ts';
import { givenTablesOnAws } from './tables-on-aws.ts';
import { actionsOf } from './used-actions.ts';

const NOON = new Date('2026-11-24T12:00:00.000Z');
const ONE = new Date('2026-11-24T13:00:00.000Z');

const INVITED = ['333333333331', '333333333332', '444444444442', '555555555550'].map(parseAccountId);

describe.each(TABLE_BACKENDS)('the ends of grace ($backend)', ({ open }) => {
  let tables: TableBackend;
  beforeEach(async () => {
    tables = await open();
  });
  afterEach(() => tables.close());

  it('stores the end of the grace of each account until it is cleared', async () => {
    const { graceEnds } = tables;
    expect(await graceEnds.read()).toEqual([]);
    for (const account of INVITED) await graceEnds.note({ account, endsAt: ONE });
    const noted = await graceEnds.read();
    expect(noted.map(({ account }) => account).toSorted()).toEqual(INVITED);
    expect(noted).toMatchObject(INVITED.map(() => ({ endsAt: ONE })));
    const [first = '', ...others] = INVITED;
    const end = noted.find(({ account }) => account === first);
    if (end === undefined) throw new Error('not noted');
    await graceEnds.clear(end);
    await graceEnds.clear(end);
    expect((await graceEnds.read()).map(({ account }) => account).toSorted()).toEqual(others);
  });

  it('tells whether an end, or an earlier one, is noted', async () => {
    const { graceEnds } = tables;
    const [account = parseAccountId(''), other = parseAccountId('')] = INVITED;
    await graceEnds.note({ account: other, endsAt: NOON });
    expect(await graceEnds.isNoted({ account, endsAt: ONE })).toBe(false);
    await graceEnds.note({ account, endsAt: ONE });
    expect(await graceEnds.isNoted({ account, endsAt: ONE })).toBe(true);
    expect(await graceEnds.isNoted({ account, endsAt: NOON })).toBe(false);
    await graceEnds.note({ account, endsAt: NOON });
    expect(await graceEnds.isNoted({ account, endsAt: ONE })).toBe(true);
  });

  it('keeps the earliest end of a grace, and one that was changed while its account was queued', async () => {
    const { graceEnds } = tables;
    const [account = parseAccountId('')] = INVITED;
    await graceEnds.note({ account, endsAt: ONE });
    const [later] = await graceEnds.read();
    await graceEnds.note({ account, endsAt: NOON });
    await graceEnds.note({ account, endsAt: ONE });
    if (later) await graceEnds.clear(later);
    expect(await graceEnds.read()).toMatchObject([{ account, endsAt: NOON }]);
  });
});

describe('an end of grace that was typed by hand', () => {
  it('is cleared although its time has no milliseconds', async () => {
    const tables = await givenTablesOnAws();
    try {
      await tables.putItem('posture', { account: '#grace-ends-1', 333333333331: '2026-11-24T12:00:00Z' });
      const [end] = await tables.graceEnds.read();
      expect(end).toMatchObject({ account: '333333333331', endsAt: NOON });
      if (end) await tables.graceEnds.clear(end);
      expect(await tables.graceEnds.read()).toEqual([]);
    } finally {
      await tables.close();
    }
  });
});

describe('an end of grace that does not parse', () => {
  it('is reported, and cleared only as long as it is as it was read', async () => {
    const tables = await givenTablesOnAws();
    try {
      await tables.putItem('posture', { account: '#grace-ends-1', 333333333331: 'zzz', 444444444441: 7 });
      const { graceEnds } = tables;
      const account = parseAccountId('333333333331');
      expect(await graceEnds.isNoted({ account, endsAt: NOON })).toBe(true);
      const read = await graceEnds.read();
      expect(read.map(({ type, stored }) => [type, stored])).toEqual([
        ['malformed', 'zzz'],
        ['malformed', 7],
      ]);
      // An audit has noted the end meanwhile.
      await graceEnds.note({ account: parseAccountId('333333333331'), endsAt: NOON });
      for (const end of read) await graceEnds.clear(end);
      expect(await graceEnds.read()).toMatchObject([{ account: '333333333331', endsAt: NOON }]);
    } finally {
      await tables.close();
    }
  });
});

describe('the IAM permissions', () => {
  it('of the ends of grace are exactly the actions that it uses', () => {
    const { used, granted } = actionsOf('graceEnds');
    expect(used).toEqual(granted);
  });
});
