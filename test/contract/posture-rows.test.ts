import { GetCommand, NumberValue, PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAuditTimes, createPostureStore } from '../../src/aws/dynamodb/posture-table.ts';
import { toItem } from '../../src/aws/dynamodb/table.ts';
import type { OpenEnforcement } from '../../src/domain/posture.ts';
import type { PostureWithRevision } from '../../src/guardrail/ports/posture.ts';
import { ACCOUNT, givenCredential, givenPosture, givenResult } from '../support/builders.ts';
import { collect } from './backend.ts';
import { openPostureTable, type PostureTable } from './posture-table-on-aws.ts';

/*
 * Rows of the posture table that this version of rootguard would not write: edited by hand, or written by another version.
 * None of them may stop the audit of its account or the report on the others.
 */

const NOON = new Date('2026-11-24T12:00:00.000Z');
const POSTURE = givenPosture(NOON);
const ENFORCEMENT: OpenEnforcement = {
  id: 'enforcement-1',
  startedAt: NOON,
  credentials: [givenCredential('access-key')],
  hasEnded: false,
};

let table: PostureTable;
beforeAll(async () => {
  table = await openPostureTable();
});
afterAll(() => table.close());

const put = (fields: Readonly<Record<string, unknown>>) =>
  table.client.send(new PutCommand({ TableName: table.name, Item: { ...toItem(POSTURE), ...fields } }));

/** Reserves a revision, enforces and records as a run does, and returns what each call returned. */
async function reserveEnforceRecord() {
  const store = createPostureStore(table);
  const reserved = await store.reserveRevision(ACCOUNT);
  const started = await store.startEnforcement(ACCOUNT, ENFORCEMENT);
  const recorded = await store.record(POSTURE, started.revision, { closed: [ENFORCEMENT.id] });
  return { reserved, started, recorded };
}

describe('a malformed posture row', () => {
  it.each([
    ['a number where the state was', { state: 7 }, 'state'],
    ['no time', { auditedAt: undefined }, 'auditedAt'],
    ['text where a list was', { credentials: 'none' }, 'credentials'],
    ['a number where text was', { name: 7 }, 'name'],
    ['a number that JavaScript cannot hold', { name: NumberValue.from('9007199254740993.5') }, 'name'],
  ])(
    'is reported with the attribute and replaced by the next record: %s',
    async (_what, fields, attribute) => {
      await put(fields);
      const store = createPostureStore(table);
      const issues = [expect.stringMatching(`^${attribute}: `)];
      expect(await store.read(ACCOUNT)).toMatchObject({ posture: undefined, issues });
      expect(await collect(store.readAll())).toMatchObject([
        { account: ACCOUNT, posture: undefined, issues },
      ]);
      const { reserved, recorded } = await reserveEnforceRecord();
      expect(reserved).toMatchObject({ posture: undefined, issues });
      expect(recorded).toBe('recorded');
      expect(await store.read(ACCOUNT)).toMatchObject({ posture: POSTURE, issues: [] });
    },
  );

  it('still has a malformed enforcement as open, and reports it', async () => {
    await put({ openEnforcements: { broken: { startedAt: 'yesterday' }, good: toItem(ENFORCEMENT) } });
    const { reserved } = await reserveEnforceRecord();
    expect(reserved).toMatchObject({
      posture: POSTURE,
      issues: expect.arrayContaining([expect.stringMatching(/^openEnforcements.broken: startedAt: /)]),
    });
    expect(reserved.enforcements).toEqual([
      { id: 'broken', startedAt: undefined, credentials: [], hasEnded: true },
      { ...ENFORCEMENT, id: 'good' },
    ]);
  });
});

describe('the time of an audit', () => {
  const auditedSince = (since: string) =>
    createAuditTimes(table).readAuditedSince(new Date(since), new Date('2026-11-24T18:00:00Z'));

  it.each([
    ['far in the future', '9999-01-01T00:00:00.000Z'],
    ['more than an hour ahead', '2026-11-24T19:00:00.001Z'],
    ['text that is no time', 'zzz'],
    ['text that begins like a time', '2026-11-24T13:00:00.000Zulu'],
    ['a day that does not exist', '2026-11-31T12:00:00.000Z'],
    ['a number', 9],
  ])('does not make the account count as audited: %s', async (_what, auditedAt) => {
    await put({ auditedAt });
    expect(await auditedSince('2026-11-24T12:00:00Z')).toEqual(new Set());
  });

  it.each([
    ['as it was typed by hand', '2026-11-24T12:00:00Z'],
    ['by a clock that is an hour ahead', '2026-11-24T19:00:00.000Z'],
  ])('makes the account count as audited: %s', async (_what, auditedAt) => {
    await put({ auditedAt });
    expect(await auditedSince('2026-11-24T12:00:00Z')).toEqual(new Set([ACCOUNT]));
    expect(await auditedSince('2026-11-24T19:00:00.001Z')).toEqual(new Set());
  });
});

describe('a posture row that DynamoDB would refuse to update', () => {
  it.each([
    ['its counter is text', { drawnRevision: 'seven' }],
    ['its revision is text', { revision: 'seven' }],
    ['counter and revision are not integers', { drawnRevision: 1.5, revision: 0.5 }],
    ['counter and revision are of the wrong type', { drawnRevision: 'seven', revision: {} }],
    ['its revision is the last one', { revision: Number.MAX_SAFE_INTEGER }],
    ['its counter is at its end', { drawnRevision: Number.MAX_SAFE_INTEGER, revision: 3 }],
    ['its counter is beyond 2^53', { drawnRevision: NumberValue.from('9007199254740993.5'), revision: 3 }],
    ['its revision is the last one that counts', { revision: 2 ** 52 }],
    ['its counter is the last one that counts', { drawnRevision: 2 ** 52, revision: 3 }],
    ['both are the last ones that count', { drawnRevision: 2 ** 52, revision: 2 ** 52 }],
    ['its revision is negative', { drawnRevision: -7, revision: -9 }],
    ['its enforcements are a list', { openEnforcements: [] }],
    ['its enforcements are text', { openEnforcements: 'none', drawnRevision: 3, revision: 3 }],
  ])('is repaired when %s', async (_what, fields) => {
    await put(fields);
    const { reserved, started, recorded } = await reserveEnforceRecord();
    expect(reserved.posture).toEqual(POSTURE);
    expect(started.enforcements).toEqual([ENFORCEMENT]);
    expect(started.revision).toBeGreaterThan(reserved.revision);
    expect(recorded).toBe('recorded');
    expect(await createPostureStore(table).read(ACCOUNT)).toEqual({
      account: ACCOUNT,
      posture: POSTURE,
      enforcements: [],
      hearing: {},
      issues: [],
    });
  });

  it('is repaired again and again when it is close to the end of the counter', async () => {
    for (const before of [1, 2, 3, 4]) {
      await put({ drawnRevision: 2 ** 52 - before, revision: 2 ** 52 - before });
      for (let run = 0; run < 4; run += 1) {
        const { started, recorded } = await reserveEnforceRecord();
        expect(started.enforcements).toEqual([ENFORCEMENT]);
        expect(recorded).toBe('recorded');
      }
    }
  });

  it.each([
    ['a list', []],
    ['text', 'none'],
  ])(
    'is repaired when there is an enforcement in the form of 2026 beside %s',
    async (_what, openEnforcements) => {
      await put({ openEnforcements, openEnforcementId: 'legacy' });
      const { reserved, started, recorded } = await reserveEnforceRecord();
      expect(reserved.enforcements).toMatchObject([{ id: 'legacy' }]);
      expect(started.enforcements.map(({ id }) => id).toSorted()).toEqual([ENFORCEMENT.id, 'legacy']);
      expect(recorded).toBe('recorded');
      expect(await createPostureStore(table).read(ACCOUNT)).toMatchObject({
        enforcements: [{ id: 'legacy' }],
        issues: [],
      });
    },
  );

  it('is repaired when the counter is behind the recorded revision, as after a restore', async () => {
    await put({ drawnRevision: 2, revision: 40 });
    const { reserved, recorded } = await reserveEnforceRecord();
    expect(reserved.revision).toBeGreaterThan(40);
    expect(recorded).toBe('recorded');
  });
});

describe('two concurrent runs that repair a row', () => {
  it("see each other's enforcement and reserve different revisions", async () => {
    await put({ drawnRevision: 'seven' });
    const other = createPostureStore(table);
    let theirs: PostureWithRevision | undefined;
    const runConcurrently = async () => {
      await other.reserveRevision(ACCOUNT);
      theirs = await other.startEnforcement(ACCOUNT, ENFORCEMENT);
    };
    const reserved = await createPostureStore({
      ...table,
      client: afterFirstRead(runConcurrently),
    }).reserveRevision(ACCOUNT);
    expect(theirs).toBeDefined();
    expect(reserved.enforcements).toEqual([ENFORCEMENT]);
    expect(reserved.revision).toBeGreaterThan(theirs?.revision ?? Number.NaN);
  });
});

/** A client that runs `act` after its first read, as a concurrent run would. */
function afterFirstRead(act: () => Promise<void>): PostureTable['client'] {
  let hasRead = false;
  const send = async (command: GetCommand) => {
    const answer = await table.client.send(command);
    if (command instanceof GetCommand && !hasRead) {
      hasRead = true;
      await act();
    }
    return answer;
  };
  return new Proxy(table.client, {
    get: (client, name) => (name === 'send' ? send : Reflect.get(client, name)),
  });
}

describe('a row of an older version with a single open enforcement', () => {
  const credentials = [
    givenResult({ result: 'withheld' }),
    givenResult({ credential: givenCredential('login-profile'), result: 'removed' }),
  ];
  const legacy = {
    id: 'legacy',
    startedAt: NOON,
    credentials: [givenCredential('access-key')],
    hasEnded: false,
  };

  it('is read as open for the remaining credentials until it is closed', async () => {
    await put({ ...toItem({ credentials }), openEnforcementId: 'legacy' });
    const store = createPostureStore(table);
    expect(await store.read(ACCOUNT)).toMatchObject({ enforcements: [legacy], issues: [] });
    const { revision, enforcements } = await store.reserveRevision(ACCOUNT);
    expect(enforcements).toEqual([legacy]);
    // A posture recorded in between has other credentials; those of the enforcement stay.
    await store.record({ ...POSTURE, credentials: [] }, revision);
    expect(await store.read(ACCOUNT)).toMatchObject({ enforcements: [legacy] });
    await store.updateEnforcements(ACCOUNT, { closed: ['legacy'] });
    expect(await store.read(ACCOUNT)).toMatchObject({ enforcements: [], issues: [] });
    expect(await store.reserveRevision(ACCOUNT)).toMatchObject({ enforcements: [] });
  });
});
