import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Mode } from '../../src/domain/policy.ts';
import { TABLES } from '../../src/runtime/resources.ts';
import { givenException } from '../support/builders.ts';
import { givenCli, member, runCli, worldOf } from './cli.ts';
import { ledgerOf } from './ledger.ts';
import { putItem, recordDeployment } from './mode-fixtures.ts';
import { givenRemoval, minutesAgo, putBrokenEntry, recordsOf } from './record-fixtures.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rootguard-state-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const WORLD = worldOf([member('333333333333', 'payments')]);

const SETTINGS_THAT_ENFORCE = {
  name: 'policy',
  version: 3,
  mode: 'enforce',
  overrides: {},
  invitedGraceHours: 0,
  maxAccountsPerHour: 10,
};

const SETTINGS = { name: 'policy', version: 7, mode: 'enforce', overrides: {} };

/** As a new home account is: a watch has run, and nothing is removed. */
async function givenNewHome(mode: Mode = 'observe', canEnforce = true) {
  const cli = await givenCli(WORLD);
  await recordDeployment(cli, { mode, canEnforce });
  return cli;
}

async function givenExport() {
  const cli = await givenCli(WORLD);
  const { ledger, exceptions, documents } = recordsOf(cli.sandbox);
  for (const entry of givenRemoval(minutesAgo(3))) await ledger.append(entry);
  await putBrokenEntry(cli.sandbox);
  await exceptions.add(givenException());
  await documents.send(
    new PutCommand({ TableName: TABLES.exceptions.name, Item: { scope: 'nobody', id: 'x' } }),
  );
  await documents.send(new PutCommand({ TableName: TABLES.settings.name, Item: SETTINGS }));
  const file = join(folder, 'state.jsonl');
  const exported = await cli.json(['export', '--out', file]);
  const { digest } = Object(exported.json);
  return { ...cli, file, exported, digest: String(digest) };
}

describe('export', () => {
  it('writes exceptions, ledger and settings, also malformed ones, readable by the owner only', async () => {
    const { file, exported, run } = await givenExport();
    expect(exported).toMatchObject({
      code: 0,
      stderr: '',
      json: { homeAccountId: '222222222222', items: { exceptions: 2, ledger: 3, settings: 1 } },
    });
    const types = (await readFile(file, 'utf8'))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line).type);
    expect([...new Set(types)]).toEqual(['header', 'exceptions', 'ledger', 'settings', 'footer']);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await run(['export', '--out', file])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('exists already'),
    });
    const failed = await run(['export', '--out', join(folder, 'new'), '--ledger-table', 'none']);
    expect(failed.code).toBe(1);
    expect(await readdir(folder)).toEqual(['state.jsonl']);
  });
});

describe('import', () => {
  it('shows what it would add, adds it, records who did, and adds nothing twice', async () => {
    const { file, digest } = await givenExport();
    const { sandbox, run, json } = await givenNewHome();
    const all = { exceptions: 2, ledger: 3, settings: 1 };
    const none = { exceptions: 0, ledger: 0, settings: 0 };

    expect(await json(['import', file, '--dry-run'])).toMatchObject({
      code: 0,
      json: { result: 'dry-run', added: all, same: none, different: none },
    });
    const declined = await run(['import', file, '--digest', digest]);
    expect(declined).toMatchObject({ code: 5, stderr: expect.stringContaining('mode enforce') });
    expect(await ledgerOf(sandbox, 'organization')).toEqual([]);

    const done = await json(['import', file, '--digest', digest, '--reason', 'move', '--yes']);
    expect(done).toMatchObject({
      code: 0,
      json: { result: 'imported', digest, added: all, mayHaveEnforced: false },
    });
    expect(await ledgerOf(sandbox, 'organization')).toMatchObject([
      { type: 'state-import', result: 'started' },
      {
        type: 'state-import',
        result: 'finished',
        operator: { by: 'arn:aws:sts::222222222222:assumed-role/sandbox-admin/session', reason: 'move' },
        exported: { account: '222222222222', digest },
        counts: { added: all },
      },
    ]);
    expect(await json(['import', file, '--yes'])).toMatchObject({
      code: 0,
      json: { result: 'nothing-to-add', added: none, same: all },
    });
  });

  it('adds no exception where credentials may be removed, and names what to do first', async () => {
    const { file } = await givenExport();
    const cli = await givenNewHome('enforce');
    const planned = await cli.json(['import', file, '--dry-run']);
    expect(planned).toMatchObject({ code: 3, json: { result: 'dry-run', added: { exceptions: 2 } } });
    expect((await cli.run(['import', file, '--dry-run'])).stdout).toContain('The import would be refused');
    const refused = await cli.run(['import', file, '--yes']);
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(refused.stderr).toContain('rootguard mode observe --reason TEXT');
    expect(await ledgerOf(cli.sandbox, 'organization')).toEqual([]);

    expect((await cli.run(['mode', 'observe', '--reason', 'import', '--yes'])).code).toBe(0);
    const done = await cli.json(['import', file, '--yes']);
    expect(done).toMatchObject({
      code: 3,
      json: { result: 'imported', added: { exceptions: 2 }, different: { settings: 1 } },
    });
  });

  it('adds exceptions where the settings enforce and the deployment cannot delete', async () => {
    const { file } = await givenExport();
    const cli = await givenNewHome('observe', false);
    await putItem(cli, 'settings', SETTINGS_THAT_ENFORCE);
    expect(await cli.json(['import', file, '--yes'])).toMatchObject({ json: { added: { exceptions: 2 } } });
  });

  it('adds no exception where no watch has recorded what is deployed, but does add the rest', async () => {
    const { file } = await givenExport();
    const cli = await givenCli(WORLD);
    const refused = await cli.run(['import', file, '--yes']);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('no watch has recorded');
    const rest = join(folder, 'without-exceptions.jsonl');
    const empty = await givenCli(WORLD);
    await putItem(empty, 'settings', SETTINGS_THAT_ENFORCE);
    await empty.run(['export', '--out', rest]);
    expect(await cli.json(['import', rest, '--yes'])).toMatchObject({
      code: 0,
      json: { result: 'imported', added: { settings: 1 } },
    });
  });

  it('keeps an exception that differs, tells it, and leaves the settings out', async () => {
    const { file } = await givenExport();
    const { sandbox, run } = await givenNewHome();
    await recordsOf(sandbox).exceptions.add(givenException({ reason: 'another' }));
    const { code, stdout } = await run(['import', file, '--yes']);
    expect(code).toBe(3);
    expect(stdout).toContain('different, and kept as it is: exceptions ');
    expect(stdout).toContain('The settings are left out');
    const shown = await run(['mode', 'show']);
    expect(shown.stdout).not.toContain('version 7');
  });

  it('refuses a file that was changed, is another one, or is of another organization, and names why', async () => {
    const { file, run } = await givenExport();
    const text = await readFile(file, 'utf8');
    const broken = join(folder, 'broken.jsonl');
    await writeFile(broken, text.replace('"nobody"', '"organization"'));
    const changed = await run(['import', broken, '--yes']);
    expect(changed).toMatchObject({ code: 2, stdout: '' });
    expect(changed.stderr).toMatch(/line [23] was changed: its content does not match its hash/);
    expect(await run(['import', file, '--digest', '0'.repeat(64), '--yes'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('it is another export'),
    });
    await writeFile(broken, 'hello\n');
    expect(await runCli(['import', broken])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('is not an export'),
    });
    const other = await givenCli(worldOf([], { id: 'o-another00001' }));
    expect(await other.run(['import', file, '--yes'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('is of organization o-sandbox0001'),
    });
  });
});
