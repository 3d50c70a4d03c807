import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect } from 'vitest';
import { parseAccountId } from '../../src/domain/account.ts';
import { TABLES } from '../../src/runtime/resources.ts';
import { givenSession } from '../support/sessions.ts';
import { type GivenCli, it, member, runCli, worldOf } from './cli.ts';
import { minutesAgo, PAYMENTS, recordsOf } from './record-fixtures.ts';

const BILLING = parseAccountId('444444444444');
const WORLD = worldOf([member(PAYMENTS, 'payments'), member(BILLING, 'billing')]);
const ROLE = 'arn:aws:iam::222222222222:role/rootguard-home-ConsumerRole';

/** Rootguard audited, then mallory opened a session, and failed to open another one; a long time before, somebody had opened one. */
async function givenSessions(givenCli: GivenCli) {
  const cli = await givenCli(WORLD);
  const { sessionRegister } = recordsOf(cli.sandbox);
  const own = {
    openedBy: `${ROLE}/rootguard`,
    role: ROLE,
    foreign: false,
    task: 'IAMAuditRootUserCredentials',
  };
  const sessions = [
    givenSession({ accessKeyId: 'ASIAFOREIGN', at: minutesAgo(3) }),
    givenSession({ accessKeyId: 'ASIAOWN', at: minutesAgo(5), ...own }),
    givenSession({ target: BILLING, at: minutesAgo(2), task: undefined }),
    givenSession({ accessKeyId: 'ASIAEARLIER', at: minutesAgo(60 * 24 * 30) }),
  ];
  for (const session of sessions) await sessionRegister.record(session);
  return cli;
}

function keysIn(json: unknown): readonly unknown[] {
  return Object(json).sessions.map(({ accessKeyId }: { readonly accessKeyId: unknown }) => accessKeyId);
}

describe.concurrent('sessions', () => {
  it('shows who opened a session, where, for what, and whether it is known', async ({ givenCli }) => {
    const { json, run } = await givenSessions(givenCli);
    const { code, json: shown } = await json(['sessions', '--account', 'payments', '--since', '1h']);
    expect(code).toBe(0);
    expect(shown).toMatchObject({
      sessions: [
        { accessKeyId: 'ASIAOWN', foreign: false, task: 'IAMAuditRootUserCredentials' },
        {
          accessKeyId: 'ASIAFOREIGN',
          openedBy: 'arn:aws:sts::222222222222:assumed-role/Admin/mallory',
          account: PAYMENTS,
          task: 'IAMCreateRootUserPassword',
          region: 'us-east-1',
          sourceIp: '192.0.2.1',
          at: expect.stringMatching(/^\d{4}-.*Z$/),
          foreign: true,
          denied: false,
        },
      ],
    });
    const { stdout } = await run(['sessions', '--account', PAYMENTS, '--since', '1h']);
    expect(stdout).toContain('arn:aws:sts::222222222222:assumed-role/Admin/mallory');
    expect(stdout).toMatch(/\n2 sessions in account 333333333333 since .*Z\.\n$/);
  });

  it('shows the last week of all accounts, and everything that is foreign', async ({ givenCli }) => {
    const { json } = await givenSessions(givenCli);
    expect(keysIn((await json(['sessions'])).json)).toEqual(['ASIAOWN', 'ASIAFOREIGN', null]);
    expect(keysIn((await json(['sessions', '--since', '60d'])).json)).toHaveLength(4);
    expect(keysIn((await json(['sessions', '--foreign'])).json)).toEqual([
      'ASIAEARLIER',
      'ASIAFOREIGN',
      null,
    ]);
    const both = ['sessions', '--foreign', '--account', PAYMENTS, '--since', '1h'];
    expect(keysIn((await json(both)).json)).toEqual(['ASIAFOREIGN']);
  });

  it('marks a call that was denied', async ({ givenCli }) => {
    const { json, run } = await givenSessions(givenCli);
    const args = ['sessions', '--account', 'billing'];
    expect((await json(args)).json).toMatchObject({
      sessions: [{ accessKeyId: null, task: null, account: BILLING, denied: true, foreign: true }],
    });
    expect((await run(args)).stdout).toContain('denied');
    const [header, row] = (await run([...args, '-o', 'csv'])).stdout.split('\r\n');
    expect(header).toBe(
      'at,account,openedBy,role,foreign,denied,task,accessKeyId,sourceIp,region,userAgent,eventId',
    );
    expect(row).toContain(',true,true,,,192.0.2.1,us-east-1,');
  });

  it('says that there is none', async ({ givenCli }) => {
    const { run, json } = await givenCli(WORLD);
    expect((await run(['sessions', '--foreign'])).stdout).toBe('No foreign sessions.\n');
    expect((await json(['sessions', '--foreign'])).json).toEqual({
      since: null,
      sessions: [],
      malformed: [],
    });
  });

  it('shows the others where a row cannot be read, and names that one', async ({ givenCli }) => {
    const { sandbox, json, run } = await givenSessions(givenCli);
    const Item = { account: PAYMENTS, at: `${minutesAgo(1).toISOString()}#broken` };
    await recordsOf(sandbox).documents.send(new PutCommand({ TableName: TABLES.sessions.name, Item }));
    const args = ['sessions', '--account', PAYMENTS, '--since', '1h'];
    expect(await json(args)).toMatchObject({
      code: 4,
      json: { sessions: [{}, {}], malformed: [{ partition: PAYMENTS, key: Item.at }] },
    });
    expect((await run(args)).stdout).toContain(`${PAYMENTS} ${Item.at}: `);
    // Nobody knows whether it is foreign.
    expect(await json([...args, '--foreign'])).toMatchObject({
      code: 4,
      json: { malformed: [{ key: Item.at }] },
    });
  });

  it('fails with advice where there is no register', async ({ givenCli }) => {
    const { run } = await givenCli(WORLD);
    const { code, stderr } = await run(['sessions', '--sessions-table', 'elsewhere']);
    expect(code).toBe(1);
    expect(stderr).toContain('next step:');
  });

  it.each([
    [['sessions', '--account', '12'], 'expected 12 digits'],
    [['sessions', '--since', 'soon'], '--since: got "soon"'],
  ])('%j is refused as a command line', async (args, issue) => {
    expect(await runCli(args)).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining(issue) });
  });
});
