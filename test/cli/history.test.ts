import { describe, expect } from 'vitest';
import { type GivenCli, it, member, runCli, worldOf } from './cli.ts';
import {
  BROKEN_KEY,
  givenRemoval,
  minutesAgo,
  putBrokenEntry,
  putNewerRemoval,
  recordsOf,
} from './record-fixtures.ts';

const WORLD = worldOf([member('333333333333', 'payments'), member('333333333334', 'payments-copy')]);

async function givenHistory(givenCli: GivenCli) {
  const cli = await givenCli(WORLD);
  const { ledger } = recordsOf(cli.sandbox);
  for (const entry of givenRemoval(minutesAgo(3))) await ledger.append(entry);
  return cli;
}

describe.concurrent('history', () => {
  it('shows what was seen and done, by id and by name', async ({ givenCli }) => {
    const { run } = await givenHistory(givenCli);
    const byId = await run(['history', '-a', '333333333333']);
    expect(byId).toMatchObject({ code: 0, stderr: '' });
    expect(byId.stdout).toContain('about to remove access-key AKIAIOSFODNN7EXAMPLE (unapproved)');
    expect(byId.stdout).toContain('removed access-key AKIAIOSFODNN7EXAMPLE; no root credentials afterwards');
    expect(byId.stdout).toContain('CreateAccessKey by arn:aws:iam::333333333333:root');
    expect(byId.stdout).toContain('333333333333: 2 entries');
    expect((await run(['history', '--account', 'payments'])).stdout).toBe(byId.stdout);
  });

  it('writes the entries as JSON and CSV', async ({ givenCli }) => {
    const { json, run } = await givenHistory(givenCli);
    expect((await json(['history', '--account', 'payments'])).json).toMatchObject({
      account: '333333333333',
      since: null,
      entries: [
        { type: 'intent', enforcementId: 'e-1', before: [{ kind: 'access-key' }] },
        { type: 'outcome', enforcementId: 'e-1', results: [{ result: 'removed', requestId: 'r-1' }] },
      ],
    });
    const { stdout } = await run(['history', '--account', 'payments', '-o', 'csv']);
    const [header, ...rows] = stdout.trimEnd().split('\r\n');
    expect(header).toBe('account,time,id,type,what,cause');
    expect(rows).toHaveLength(2);
  });

  it('shows entries from --since on', async ({ givenCli }) => {
    const { json } = await givenHistory(givenCli);
    expect((await json(['history', '--account', 'payments', '--since', '1m'])).json).toMatchObject({
      entries: [],
    });
    expect((await json(['history', '--account', 'payments', '--since', '2020-01-01'])).json).toMatchObject({
      entries: [{}, {}],
    });
  });

  it('shows the other entries when one cannot be read, and names that one', async ({ givenCli }) => {
    const { sandbox, json, run } = await givenHistory(givenCli);
    await putBrokenEntry(sandbox);
    const args = ['history', '--account', 'payments'];
    expect(await json(args)).toMatchObject({
      code: 4,
      json: {
        entries: [{ type: 'intent' }, { type: 'outcome' }],
        malformed: [{ account: '333333333333', key: BROKEN_KEY, issues: [expect.stringContaining('type')] }],
      },
    });
    const { stdout } = await run(args);
    expect(stdout).toContain(`333333333333 ${BROKEN_KEY}: type: `);
    expect(stdout).toContain('333333333333: 2 entries, and 1 that cannot be read');
    const csv = (await run([...args, '-o', 'csv'])).stdout.trimEnd().split('\r\n');
    expect(csv.at(-1)).toContain(`333333333333,,${BROKEN_KEY},malformed,`);
  });

  it('shows what is known of an entry of a newer version, and what is not', async ({ givenCli }) => {
    const { sandbox, json, run } = await givenHistory(givenCli);
    await putNewerRemoval(sandbox);
    const args = ['history', '--account', 'payments'];
    const issue = 'results.0.reason: "change-freeze" is not a value that rootguard knows';
    expect(await json(args)).toMatchObject({
      code: 4,
      json: {
        entries: [{}, {}, { type: 'outcome', results: [{ result: 'removed', reason: 'unrecognized' }] }],
        malformed: [{ account: '333333333333', issues: [issue] }],
      },
    });
    const { stdout } = await run(args);
    expect(stdout.match(/removed access-key/g)).toHaveLength(2);
    expect(stdout).toContain(`: ${issue}`);
    expect(stdout).toContain('333333333333: 3 entries, 1 of them read in part\n');
    const csv = (await run([...args, '-o', 'csv'])).stdout.trimEnd().split('\r\n');
    expect(csv).toHaveLength(5);
  });

  it('shows the ledger of an account outside the organization and of the organization', async ({
    givenCli,
  }) => {
    const { json, run } = await givenHistory(givenCli);
    const account = '999999999999';
    expect(await json(['history', '--account', account])).toMatchObject({
      code: 0,
      json: { account, notInOrganization: true, entries: [] },
    });
    const approved = ['--organization', '-c', 'mfa-device', '--permanent', '--reason', 'agreed', '--yes'];
    expect((await run(['exceptions', 'add', ...approved])).stdout).toContain('by the next watch');
    const { stdout } = await run(['history', '--account', 'organization']);
    expect(stdout).toMatch(/\norganization: 1 entry\n$/);
  });

  it('fails with advice where there is no ledger table', async ({ givenCli }) => {
    const { run } = await givenCli(WORLD);
    const { code, stderr } = await run([
      'history',
      '--account',
      '333333333333',
      '--ledger-table',
      'elsewhere',
    ]);
    expect(code).toBe(1);
    expect(stderr).toContain('ResourceNotFoundException');
    expect(stderr).toContain('next step:');
  });

  it.each([
    [['history'], '--account: is missing'],
    [['history', '--account', '12'], 'expected 12 digits'],
    [['history', '--account', ' '], 'expected a text that is not blank'],
    [['history', '--account', '333333333333', '--since', 'soon'], '--since: got "soon"'],
  ])('%j is refused as a command line', async (args, issue) => {
    expect(await runCli(args)).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining(issue),
    });
  });

  it('refuses a name that two accounts have', async ({ givenCli }) => {
    const { run } = await givenCli(worldOf([member('333333333333', 'twin'), member('333333333334', 'twin')]));
    const { code, stderr } = await run(['history', '--account', 'twin']);
    expect(code).toBe(2);
    expect(stderr).toContain('333333333333, 333333333334');
  });
});
