import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseAccountId } from '../../src/domain/account.ts';
import type { TableBackend } from './backend.ts';
import { TABLE_BACKENDS } from './table-backends.ts';
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
    expect(noted.every(({ endsAt }) => endsAt.getTime() === ONE.getTime())).toBe(true);
    const [first = '', ...others] = INVITED;
    await graceEnds.clear({ account: parseAccountId(first), endsAt: ONE });
    await graceEnds.clear({ account: parseAccountId(first), endsAt: ONE });
    expect((await graceEnds.read()).map(({ account }) => account).toSorted()).toEqual(others);
  });

  it('keeps the earliest end of a grace, and one that was changed while its account was queued', async () => {
    const { graceEnds } = tables;
    const [account = parseAccountId('')] = INVITED;
    await graceEnds.note({ account, endsAt: ONE });
    await graceEnds.note({ account, endsAt: NOON });
    await graceEnds.note({ account, endsAt: ONE });
    await graceEnds.clear({ account, endsAt: ONE });
    expect(await graceEnds.read()).toEqual([{ account, endsAt: NOON }]);
  });
});

describe('the IAM permissions', () => {
  it('of the ends of grace are exactly the actions that it uses', () => {
    const { used, granted } = actionsOf('graceEnds');
    expect(used).toEqual(granted);
  });
});
