import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newExceptionId } from '../../src/domain/exception.ts';
import { ACCOUNT, givenAccount } from '../support/builders.ts';
import { LEDGER_ENTRIES } from '../support/ledger-entries.ts';
import { collect, type TableBackend } from './backend.ts';
import { TABLE_BACKENDS } from './table-backends.ts';
import { givenTablesOnAws } from './tables-on-aws.ts';
import { actionsOf } from './used-actions.ts';

const AT = new Date('2026-11-24T12:00:00.123Z');
const LATER = new Date('2026-11-24T13:00:00.000Z');

const operator = { by: 'arn:aws:sts::222222222222:assumed-role/ops/a', reason: 'drill', ticket: undefined };

describe.each(TABLE_BACKENDS)('the ledger ($backend)', ({ open }) => {
  let tables: TableBackend;
  beforeAll(async () => {
    tables = await open();
    for (const entry of LEDGER_ENTRIES.toReversed()) await tables.ledger.append(entry);
  });
  afterAll(() => tables.close());

  it('returns every type of entry as it was written, in the order of the sort key', async () => {
    expect(await collect(tables.ledgerReader.read(ACCOUNT))).toEqual(LEDGER_ENTRIES);
  });

  it('keeps entries of the organization separate from those of accounts', async () => {
    const entry = {
      type: 'notification',
      account: 'organization',
      at: AT,
      id: '1',
      key: 'breaker-open',
      fingerprint: 'f',
    } as const;
    await tables.ledger.append(entry);
    expect(await collect(tables.ledgerReader.read('organization'))).toEqual([entry]);
  });

  it('reads entries from a timestamp on, inclusive', async () => {
    const account = givenAccount({ id: '444444444444' }).id;
    const first = { type: 'relock', account, at: AT, id: '1', operator, endedExceptionIds: [] } as const;
    const second = { ...first, at: LATER };
    await tables.ledger.append(first);
    await tables.ledger.append(second);
    expect(await collect(tables.ledgerReader.read(account, LATER))).toEqual([second]);
    expect(await collect(tables.ledgerReader.read(account, AT))).toEqual([first, second]);
  });

  it('reads all partitions for the archive, from a timestamp on', async () => {
    const tables = await open();
    const account = givenAccount({ id: '666666666666' }).id;
    const entry = { type: 'relock', account, at: AT, id: '2', operator, endedExceptionIds: [] } as const;
    const later = { ...entry, at: LATER, id: '1' };
    const other = { ...later, account: 'organization', id: '3' } as const;
    for (const one of [later, entry, other]) await tables.ledger.append(one);
    const read = await collect(tables.ledgerArchive.readAll(AT));
    expect(read.filter((one) => one.account === account)).toEqual([entry, later]);
    expect(read.filter((one) => one.account === 'organization')).toEqual([other]);
    expect(await collect(tables.ledgerArchive.readAll(new Date(LATER.getTime() + 1)))).toEqual([]);
    await tables.close();
  });

  it('accepts the same entry again as a retry', async () => {
    for (const entry of LEDGER_ENTRIES) await tables.ledger.append(entry);
    expect(await collect(tables.ledgerReader.read(ACCOUNT))).toEqual(LEDGER_ENTRIES);
  });

  it('contains an entry once when the response was lost', async () => {
    const account = givenAccount({ id: '555555555555' }).id;
    const entry = { type: 'relock', account, at: AT, id: '1', operator, endedExceptionIds: [] } as const;
    await tables.dropResponse('PutItem');
    await tables.ledger.append(entry);
    expect(await collect(tables.ledgerReader.read(account))).toEqual([entry]);
  });

  it('never overwrites an entry', async () => {
    const [entry] = LEDGER_ENTRIES;
    if (entry === undefined) throw new Error('no entry');
    const other = {
      ...entry,
      type: 'relock',
      operator,
      endedExceptionIds: [newExceptionId('other')],
    } as const;
    await expect(tables.ledger.append(other)).rejects.toMatchObject({ code: 'ledger-entry-exists' });
    expect((await collect(tables.ledgerReader.read(ACCOUNT)))[0]).toEqual(entry);
  });
});

describe('a ledger with malformed entries', () => {
  const account = givenAccount({ id: '777777777777' }).id;
  const entry = { type: 'relock', account, at: LATER, id: 'z', operator, endedExceptionIds: [] } as const;
  const broken = {
    'of another version': { type: 'relock/2', note: 'x' },
    'with missing fields': { type: 'outcome', id: 'b', enforcementId: 'e' },
    'with an invalid time': { ...entry, at: '2026-11-24T12:60:00.000Z#c' },
    'that is empty': {},
  };

  it.each(Object.entries(broken))(
    'reports an entry %s by its keys and returns the others',
    async (_what, item) => {
      const tables = await givenTablesOnAws();
      const key = 'at' in item ? String(item.at) : '2026-11-24T12:00:00.000Z#b';
      await tables.putItem('ledger', { ...item, account, at: key });
      await tables.ledger.append(entry);
      const malformed = {
        type: 'malformed',
        account,
        key,
        issues: expect.arrayContaining([expect.stringMatching(/^[\w.]+: /)]),
      };
      expect(await collect(tables.ledgerReader.read(account))).toEqual([malformed, entry]);
      expect(await collect(tables.ledgerArchive.readAll(AT))).toEqual(
        'at' in item ? [malformed, entry] : [entry],
      );
      expect(await collect(tables.ledgerArchive.readAll(new Date('2026-11-24')))).toEqual([malformed, entry]);
      await tables.close();
    },
  );

  it('reports an entry in a partition that is not an account', async () => {
    const tables = await givenTablesOnAws();
    await tables.putItem('ledger', { ...entry, account: 'nobody', at: '2026-11-24T12:00:00.000Z#b' });
    expect(await collect(tables.ledgerArchive.readAll(new Date('2026-11-24')))).toEqual([
      {
        type: 'malformed',
        account: 'nobody',
        key: '2026-11-24T12:00:00.000Z#b',
        issues: ['account: must be 12 digits or organization'],
      },
    ]);
    await tables.close();
  });
});

describe('the IAM permissions', () => {
  it.each(['ledger', 'ledgerReader', 'ledgerArchive'] as const)(
    '%s: the adapter uses exactly the actions that it is granted',
    (adapter) => {
      const { used, granted } = actionsOf(adapter);
      expect(used).toEqual(granted);
    },
  );
});
