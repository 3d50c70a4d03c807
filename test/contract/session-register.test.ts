import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseAccountId } from '../../src/domain/account.ts';
import type { RecordedSession, StoredSession } from '../../src/domain/recorded-session.ts';
import { givenSession } from '../support/sessions.ts';
import { collect, type TableBackend } from './backend.ts';
import { TABLE_BACKENDS } from './table-backends.ts';
import { type AwsTableBackend, givenTablesOnAws } from './tables-on-aws.ts';
import { actionsOf } from './used-actions.ts';

const PAYMENTS = parseAccountId('333333333333');
const BILLING = parseAccountId('444444444444');
const NOON = new Date('2026-11-24T12:00:00.000Z');
const ONE = new Date('2026-11-24T13:00:00.000Z');

const OWN = givenSession({ target: PAYMENTS, at: NOON, accessKeyId: 'ASIAOWN', foreign: false });
const FOREIGN = givenSession({ target: PAYMENTS, at: ONE, accessKeyId: 'ASIAFOREIGN', foreign: true });
const ELSEWHERE = givenSession({ target: BILLING, at: NOON, accessKeyId: 'ASIAELSEWHERE', foreign: true });
const DENIED = givenSession({ target: undefined, at: NOON, accessKeyId: undefined, foreign: true });

async function sessionsIn(stored: AsyncIterable<StoredSession>): Promise<readonly RecordedSession[]> {
  return (await collect(stored)).flatMap((one) => (one.type === 'session' ? [one.session] : []));
}

describe.each(TABLE_BACKENDS)('the session register ($backend)', ({ open }) => {
  let tables: TableBackend;
  beforeEach(async () => {
    tables = await open();
    for (const session of [FOREIGN, OWN, ELSEWHERE, DENIED]) await tables.sessionRegister.record(session);
  });
  afterEach(() => tables.close());

  it('has the sessions of an account, oldest first', async () => {
    expect(await sessionsIn(tables.sessionReader.read(PAYMENTS))).toEqual([OWN, FOREIGN]);
    expect(await sessionsIn(tables.sessionReader.read(parseAccountId('555555555555')))).toEqual([]);
  });

  it('has the foreign sessions of all accounts, and denied calls that name no account', async () => {
    const foreign = await sessionsIn(tables.sessionReader.readForeign());
    expect(foreign.at(-1)).toEqual(FOREIGN);
    expect(foreign.map(({ eventId }) => eventId).toSorted()).toEqual(
      [FOREIGN, ELSEWHERE, DENIED].map(({ eventId }) => eventId).toSorted(),
    );
  });

  it('has each session once where all are read', async () => {
    const all = await sessionsIn(tables.sessionArchive.readAll());
    expect(all.map(({ eventId }) => eventId).toSorted()).toEqual(
      [FOREIGN, OWN, ELSEWHERE, DENIED].map(({ eventId }) => eventId).toSorted(),
    );
    expect(all).toContainEqual(DENIED);
  });

  it('reads a period of which both ends are part', async () => {
    const { sessionReader, sessionArchive } = tables;
    expect(await sessionsIn(sessionReader.read(PAYMENTS, { since: ONE }))).toEqual([FOREIGN]);
    expect(await sessionsIn(sessionReader.read(PAYMENTS, { until: NOON }))).toEqual([OWN]);
    expect(await sessionsIn(sessionReader.read(PAYMENTS, { since: NOON, until: ONE }))).toHaveLength(2);
    expect(await sessionsIn(sessionReader.readForeign({ since: ONE }))).toEqual([FOREIGN]);
    expect(await sessionsIn(sessionArchive.readAll({ since: ONE }))).toEqual([FOREIGN]);
  });

  it('keeps what is recorded where the same session is recorded again', async () => {
    await tables.sessionRegister.record({ ...FOREIGN, openedBy: 'somebody else' });
    expect(await sessionsIn(tables.sessionReader.read(PAYMENTS))).toEqual([OWN, FOREIGN]);
  });

  it('takes a lost answer for no failure', async () => {
    await tables.dropResponse('PutItem');
    const late = { ...FOREIGN, accessKeyId: 'ASIALATE', eventId: 'late' };
    await tables.sessionRegister.record(late);
    expect(await sessionsIn(tables.sessionReader.read(PAYMENTS, { since: ONE }))).toEqual([FOREIGN, late]);
  });
});

describe('the session register in DynamoDB', () => {
  let tables: AwsTableBackend;
  beforeEach(async () => {
    tables = await givenTablesOnAws();
  });
  afterEach(() => tables.close());

  it('lets DynamoDB delete a session after 90 days', async () => {
    await tables.sessionRegister.record(OWN);
    const [row] = await tables.storedItems('sessions');
    expect(row?.expiresAt).toBe(new Date('2027-02-22T12:00:00Z').getTime() / 1000);
  });

  it('shows a row that does not parse beside the others', async () => {
    await tables.sessionRegister.record(OWN);
    await tables.putItem('sessions', { account: PAYMENTS, at: 'soon', openedBy: 7 });
    expect(await collect(tables.sessionReader.read(PAYMENTS))).toEqual([
      { type: 'session', session: OWN },
      {
        type: 'malformed',
        partition: PAYMENTS,
        key: 'soon',
        issues: expect.arrayContaining([
          expect.stringContaining('at: '),
          expect.stringContaining('openedBy: '),
        ]),
      },
    ]);
  });
});

describe('the IAM permissions', () => {
  it.each(['sessionRegister', 'sessionReader', 'sessionArchive'] as const)(
    'of the adapter %s are exactly the actions that it uses',
    (adapter) => {
      const { used, granted } = actionsOf(adapter);
      expect(used).toEqual(granted);
    },
  );
});
