import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { givenCredential, givenException } from '../support/builders.ts';
import { givenCli, member, runCli, worldOf } from './cli.ts';
import {
  BROKEN_KEY,
  givenPosture,
  givenRemoval,
  minutesAgo,
  putBrokenEntry,
  recordsOf,
  withheld,
} from './record-fixtures.ts';

const UNIT = 'ou-sbox-work0001';
const WORLD = worldOf(
  [
    member('333333333333', 'payments', {
      parent: UNIT,
      root: { accessKeys: [{ id: 'AKIAIOSFODNN7EXAMPLE' }] },
    }),
    member('333333333334', 'reporting', { parent: UNIT }),
    member('333333333335', 'closed', { state: 'SUSPENDED' }),
  ],
  { organizationalUnits: [{ id: UNIT, name: 'workloads' }] },
);

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rootguard-report-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function givenOrganization() {
  const cli = await givenCli(WORLD);
  const { posture, ledger, exceptions } = recordsOf(cli.sandbox);
  await posture.record(givenPosture({ state: 'violating', credentials: [withheld()] }), 1);
  for (const entry of givenRemoval(minutesAgo(10))) await ledger.append(entry);
  await exceptions.add(givenException({ scope: 'organization', credentials: ['mfa-device'] }));
  return cli;
}

describe('report', () => {
  it('lists every account, from the posture table or as unknown', async () => {
    const { json } = await givenOrganization();
    const done = await json(['report']);
    expect(done).toMatchObject({
      code: 3,
      stderr: '',
      json: {
        organizationId: 'o-sandbox0001',
        source: 'posture',
        summary: { accounts: 5, violating: 1, unknown: 2, skipped: 2, compliant: 0, excepted: 0 },
        coverage: {
          accounts: 3,
          audited: 1,
          heard: 0,
          silent: [],
          uncovered: [],
          notAudited: ['222222222222', '333333333334'],
          oldestAuditSeconds: expect.any(Number),
          lostEvents: 0,
        },
        accounts: [
          { accountId: '111111111111', name: 'management', state: 'skipped' },
          { accountId: '222222222222', state: 'unknown', auditedAt: null, organizationalUnits: [] },
          {
            accountId: '333333333333',
            name: 'payments',
            organizationalUnits: [{ id: UNIT, name: 'workloads' }],
            state: 'violating',
            credentials: [{ kind: 'access-key', result: 'withheld', reason: 'observe-mode' }],
          },
          { accountId: '333333333334', state: 'unknown' },
          { accountId: '333333333335', state: 'skipped', accountState: 'SUSPENDED' },
        ],
        exceptions: [{ scope: 'organization', id: 'break-glass' }],
        removals: {
          times: { events: 1, medianMs: 4000, maxMs: 4000 },
          list: [{ account: '333333333333', eventName: 'CreateAccessKey' }],
        },
        notSeenLately: ['222222222222', '333333333334'],
      },
    });
  });

  it('reports that removals may be missing when an entry of the ledger cannot be read', async () => {
    const { sandbox, json, run } = await givenOrganization();
    await putBrokenEntry(sandbox);
    expect((await json(['report'])).json).toMatchObject({
      removals: { list: [{ account: '333333333333' }] },
      malformedLedgerEntries: [{ account: '333333333333', key: BROKEN_KEY }],
    });
    expect((await run(['report'])).stdout).toContain(`333333333333 ${BROKEN_KEY}: type: `);
  });

  it('prints violations, unknown accounts and exceptions', async () => {
    const { run } = await givenOrganization();
    const { code, stdout } = await run(['report']);
    expect(code).toBe(3);
    for (const text of [
      '333333333333 payments',
      'workloads',
      'access-key AKIAIOSFODNN7EXAMPLE withheld',
      'break-glass',
      'from event to removal 4.0 s (median)',
      'not seen for two days: 222222222222 home, 333333333334 reporting',
      '5 accounts (as the latest audits found them): 1 violating, 2 unknown',
    ]) {
      expect(stdout).toContain(text);
    }
    expect(stdout).not.toContain('333333333335');
  });

  it('audits every account with --live', async () => {
    const { json, sandbox } = await givenOrganization();
    sandbox.faults.inject({
      service: 'iam',
      operation: 'GetAccountSummary',
      account: '333333333334',
      times: 1,
      effect: {
        type: 'error',
        code: 'AccessDenied',
        status: 403,
        message: 'no, with an explicit deny in a service control policy',
      },
    });
    expect(await json(['report', '--live'])).toMatchObject({
      code: 3,
      json: {
        source: 'live',
        summary: { accounts: 5, violating: 1, unknown: 1, skipped: 2, compliant: 1 },
        accounts: [
          { state: 'skipped' },
          { state: 'compliant' },
          { state: 'violating', credentials: [{ result: 'withheld', reason: 'unapproved' }] },
          { state: 'unknown', failure: { reason: 'denied-by-scp', requestId: expect.any(String) } },
          { state: 'skipped' },
        ],
      },
    });
  });

  it('exits 4 where accounts are unknown, and 0 where nothing is wrong', async () => {
    const { json, sandbox } = await givenCli(worldOf([]));
    expect((await json(['report'])).code).toBe(4);
    const { posture } = recordsOf(sandbox);
    const account = givenPosture({ name: 'home' }).account;
    await posture.record(givenPosture({ name: 'payments', account }), 1);
    expect((await json(['report', '--live'])).code).toBe(0);
  });

  it('writes the page and the CSV, readable by the owner only', async () => {
    const { run } = await givenOrganization();
    const [page, csv] = [join(folder, 'report.html'), join(folder, 'report.csv')];
    const { code, stdout, stderr } = await run(['report', '--html', page, '--csv', csv, '-o', 'csv']);
    expect({ code, stderr }).toEqual({ code: 3, stderr: `${page} written\n${csv} written\n` });
    expect(await readFile(csv, 'utf8')).toBe(stdout);
    expect(stdout.split('\r\n')).toEqual([
      expect.stringMatching(/^accountId,name,unit,accountState,state,auditedAt,/),
      expect.stringMatching(/^111111111111,management,,ACTIVE,skipped,/),
      expect.stringMatching(/^222222222222,home,,ACTIVE,unknown,/),
      expect.stringMatching(/^333333333333,payments,workloads,ACTIVE,violating,.*,access-key,AKIA/),
      expect.stringMatching(/^333333333334,/),
      expect.stringMatching(/^333333333335,closed,,SUSPENDED,skipped,/),
      '',
    ]);
    expect(await readFile(page, 'utf8')).toContain(givenCredential('access-key').id);
    expect((await stat(page)).mode & 0o777).toBe(0o600);
    // Today's report replaces yesterday's.
    expect((await run(['report', '--html', page])).code).toBe(3);
  });

  it('fails and writes nothing where there is no table', async () => {
    const { run } = await givenCli(WORLD);
    const page = join(folder, 'report.html');
    const { code, stderr } = await run(['report', '--html', page, '--posture-table', 'elsewhere']);
    expect(code).toBe(1);
    expect(stderr).toContain('ResourceNotFoundException');
    await expect(stat(page)).rejects.toThrow('ENOENT');
  });

  it('fails where the folder does not exist', async () => {
    const { run } = await givenOrganization();
    expect(await run(['report', '--html', join(folder, 'no', 'report.html')])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('ENOENT'),
    });
  });

  it.each([
    [['report', '--since', 'yesterday'], '--since: got "yesterday"'],
    [['report', '--html', ''], '--html: got ""'],
    [['report', '--csv', ' '], '--csv: got " "'],
    [['report', '--output', 'xml'], 'expected table, json, csv'],
    [['report', 'now'], 'too many arguments'],
  ])('%j is refused as a command line', async (args, issue) => {
    expect(await runCli(args)).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining(issue),
    });
  });
});
