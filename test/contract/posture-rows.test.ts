import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPostureStore } from '../../src/aws/dynamodb/posture-table.ts';
import { toItem } from '../../src/aws/dynamodb/table.ts';
import type { OpenEnforcement } from '../../src/domain/posture.ts';
import type { RevisedPosture } from '../../src/guardrail/ports/records.ts';
import { ACCOUNT, givenCredential, givenPosture, givenResult } from '../support/builders.ts';
import { collect } from './backend.ts';
import { openPostureTable, type PostureTable } from './posture-table-on-aws.ts';

/*
 * Rows of the posture table that rootguard did not write as it does today: edited by hand, or by another version of it.
 * None of them may stop the audit of its account, or the report on the others.
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

/** Audits, enforces and records as a run does, and gives what it was shown. */
async function runThrough() {
  const store = createPostureStore(table);
  const drawn = await store.reserveRevision(ACCOUNT);
  const begun = await store.startEnforcement(ACCOUNT, ENFORCEMENT);
  const recorded = await store.record(POSTURE, begun.revision, { closed: [ENFORCEMENT.id] });
  return { drawn, begun, recorded };
}

describe('a row is read as far as it can be', () => {
  it.each([
    ['a state of another version', { state: 'quarantined' }, 'state'],
    ['no time', { auditedAt: undefined }, 'auditedAt'],
    ['text where a list was', { credentials: 'none' }, 'credentials'],
    ['a number where text was', { name: 7 }, 'name'],
  ])('%s', async (_what, fields, fault) => {
    await put(fields);
    const store = createPostureStore(table);
    const issues = [expect.stringMatching(`^${fault}: `)];
    expect(await store.read(ACCOUNT)).toMatchObject({ posture: undefined, issues });
    expect(await collect(store.readAll())).toMatchObject([{ account: ACCOUNT, posture: undefined, issues }]);
    const { drawn, recorded } = await runThrough();
    expect(drawn).toMatchObject({ posture: undefined, issues });
    expect(recorded).toBe('recorded');
    expect(await store.read(ACCOUNT)).toMatchObject({ posture: POSTURE, issues: [] });
  });

  it('an enforcement that does not parse is still open, and named', async () => {
    await put({ openEnforcements: { broken: { startedAt: 'yesterday' }, good: toItem(ENFORCEMENT) } });
    const { drawn } = await runThrough();
    expect(drawn).toMatchObject({
      posture: POSTURE,
      issues: expect.arrayContaining([expect.stringMatching(/^openEnforcements.broken: startedAt: /)]),
    });
    expect(drawn.enforcements).toEqual([
      { id: 'broken', startedAt: undefined, credentials: [], hasEnded: true },
      { ...ENFORCEMENT, id: 'good' },
    ]);
  });
});

describe('a row that DynamoDB would refuse to update is put right', () => {
  it.each([
    ['its counter is text', { drawnRevision: 'seven' }],
    ['its revision is text', { revision: 'seven' }],
    ['they are no whole numbers', { drawnRevision: 1.5, revision: 0.5 }],
    ['both are', { drawnRevision: 'seven', revision: {} }],
    ['its enforcements are a list', { openEnforcements: [] }],
    ['its enforcements are text', { openEnforcements: 'none', drawnRevision: 3, revision: 3 }],
  ])('when %s', async (_what, fields) => {
    await put(fields);
    const { drawn, begun, recorded } = await runThrough();
    expect(drawn.posture).toEqual(POSTURE);
    expect(begun.enforcements).toEqual([ENFORCEMENT]);
    expect(begun.revision).toBeGreaterThan(drawn.revision);
    expect(recorded).toBe('recorded');
    expect(await createPostureStore(table).read(ACCOUNT)).toEqual({
      account: ACCOUNT,
      posture: POSTURE,
      enforcements: [],
      issues: [],
    });
  });

  it('when the counter is behind what is recorded, as after a restore', async () => {
    await put({ drawnRevision: 2, revision: 40 });
    const { drawn, recorded } = await runThrough();
    expect(drawn.revision).toBeGreaterThan(40);
    expect(recorded).toBe('recorded');
  });
});

describe('two runs that put a row right at the same time', () => {
  it('see what the other one has begun, and draw different revisions', async () => {
    await put({ drawnRevision: 'seven' });
    const other = createPostureStore(table);
    let theirs: RevisedPosture | undefined;
    const overtake = async () => {
      await other.reserveRevision(ACCOUNT);
      theirs = await other.startEnforcement(ACCOUNT, ENFORCEMENT);
    };
    const drawn = await createPostureStore({ ...table, client: afterFirstRead(overtake) }).reserveRevision(
      ACCOUNT,
    );
    expect(theirs).toBeDefined();
    expect(drawn.enforcements).toEqual([ENFORCEMENT]);
    expect(drawn.revision).toBeGreaterThan(theirs?.revision ?? Number.NaN);
  });
});

/** A client that lets another run do something between its first reading and what it makes of it. */
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

describe('a row of a version that knew one open enforcement', () => {
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

  it('is read as about what it left, until that has been closed', async () => {
    await put({ ...toItem({ credentials }), openEnforcementId: 'legacy' });
    const store = createPostureStore(table);
    expect(await store.read(ACCOUNT)).toMatchObject({ enforcements: [legacy], issues: [] });
    const { revision, enforcements } = await store.reserveRevision(ACCOUNT);
    expect(enforcements).toEqual([legacy]);
    // A posture in between shows other credentials; what the enforcement was about stays.
    await store.record({ ...POSTURE, credentials: [] }, revision);
    expect(await store.read(ACCOUNT)).toMatchObject({ enforcements: [legacy] });
    await store.updateEnforcements(ACCOUNT, { closed: ['legacy'] });
    expect(await store.read(ACCOUNT)).toMatchObject({ enforcements: [], issues: [] });
    expect(await store.reserveRevision(ACCOUNT)).toMatchObject({ enforcements: [] });
  });
});
