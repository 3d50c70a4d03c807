import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { givenException } from '../support/builders.ts';
import { givenCli, member, runCli, worldOf } from './cli.ts';
import {
  BROKEN_KEY,
  givenPosture,
  givenRemoval,
  minutesAgo,
  putBrokenEntry,
  recordsOf,
} from './record-fixtures.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rootguard-evidence-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Organizations accepts only ASCII names, but a stored name may be older than that rule or written by something else. */
const QUOTED_NAME = '"quoted" \\ name';
const HOSTILE_NAME = 'line\u2028break "quoted" \\ 決済';

async function givenBundle() {
  const cli = await givenCli(worldOf([member('333333333333', QUOTED_NAME)]));
  const { ledger, posture, exceptions } = recordsOf(cli.sandbox);
  for (const entry of givenRemoval(minutesAgo(3))) await ledger.append(entry);
  for (const entry of givenRemoval(minutesAgo(3 * 24 * 60))) await ledger.append(entry);
  await posture.record(givenPosture({ name: HOSTILE_NAME }), 1);
  await exceptions.add(givenException());
  const file = join(folder, 'bundle.jsonl');
  const written = await cli.json(['evidence', '--since', '1d', '--out', file]);
  return { ...cli, file, written };
}

function digestOf(written: { readonly json: unknown }): string {
  const { json } = written;
  if (typeof json === 'object' && json !== null && 'digest' in json) return String(json.digest);
  throw new Error('no digest');
}

describe('evidence', () => {
  it('writes everything of the period as a chain, readable by the owner only', async () => {
    const { file, written } = await givenBundle();
    expect(written).toMatchObject({ code: 0, stderr: '', json: { file, lines: 8 } });
    const lines = (await readFile(file, 'utf8'))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.map(({ type }) => type)).toEqual([
      'header',
      'account',
      'account',
      'ledger',
      'ledger',
      'posture',
      'exception',
      'footer',
    ]);
    expect(lines[0]).toMatchObject({
      organizationId: 'o-sandbox0001',
      createdBy: 'arn:aws:sts::222222222222:assumed-role/sandbox-admin/session',
    });
    expect(lines[2]).toMatchObject({ account: { id: '333333333333', name: QUOTED_NAME } });
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await readdir(folder)).toEqual(['bundle.jsonl']);
  });

  it('ends at --until, and refuses an --until before --since', async () => {
    const { json } = await givenBundle();
    const file = join(folder, 'period.jsonl');
    const written = await json(['evidence', '--since', '7d', '--until', '1d', '--out', file]);
    expect(written).toMatchObject({ code: 0, json: { lines: 8, until: expect.stringMatching(/Z$/) } });
    const [header, ...rest] = (await readFile(file, 'utf8'))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(header).toMatchObject({ until: expect.stringMatching(/Z$/) });
    const times = rest.flatMap(({ entry }) => (entry === undefined ? [] : [entry.at]));
    expect(times).toHaveLength(2);
    for (const at of times) expect(at < header.until).toBe(true);
    expect(await json(['evidence', 'verify', file])).toMatchObject({ code: 0 });
    const backwards = await json([
      'evidence',
      '--since',
      '1d',
      '--until',
      '7d',
      '--out',
      join(folder, 'no.jsonl'),
    ]);
    expect(backwards).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^error: --until: .* is not after /),
    });
  });

  it('lists an entry that cannot be read and reports the bundle as incomplete', async () => {
    const { sandbox, json } = await givenBundle();
    await putBrokenEntry(sandbox);
    const file = join(folder, 'incomplete.jsonl');
    expect(await json(['evidence', '--since', '1d', '--out', file])).toMatchObject({
      code: 4,
      json: { lines: 9, malformedEntries: 1 },
    });
    const text = await readFile(file, 'utf8');
    expect(text.split('\n').filter((line) => line.includes(BROKEN_KEY))).toEqual([
      expect.stringContaining('"type":"malformed-ledger-entry"'),
    ]);
    expect((await runCli(['evidence', 'verify', file])).code).toBe(0);
  });

  it('is verified with and without the digest, in every output format and without AWS', async () => {
    const { file, written } = await givenBundle();
    const digest = digestOf(written);
    const plain = await runCli(['evidence', 'verify', file]);
    expect(plain).toMatchObject({ code: 0, stderr: '' });
    expect(plain.stdout).toContain('intact, 8 lines');
    const compared = await runCli([
      'evidence',
      'verify',
      file,
      '--digest',
      digest.toUpperCase(),
      '-o',
      'json',
    ]);
    expect(compared.code).toBe(0);
    expect(JSON.parse(compared.stdout)).toEqual({ file, type: 'intact', lines: 8, digest });
    expect((await runCli(['evidence', 'verify', file, '-o', 'csv'])).stdout).toBe(
      `file,result,line,tampering,digest\r\n${file},intact,,,${digest}\r\n`,
    );
  });

  it.each([
    ['changed', 4, (lines: string[]) => lines.with(3, (lines[3] ?? '').replace('AKIA', 'AKIB'))],
    ['removed', 4, (lines: string[]) => lines.toSpliced(3, 1)],
    ['inserted', 4, (lines: string[]) => lines.toSpliced(3, 0, lines[6] ?? '')],
    ['reordered', 4, (lines: string[]) => lines.with(3, lines[4] ?? '').with(4, lines[3] ?? '')],
    ['removed', 8, (lines: string[]) => lines.slice(0, -1)],
  ])('finds a line that was %s: line %i', async (tampering, line, tamper) => {
    const { file } = await givenBundle();
    const lines = (await readFile(file, 'utf8')).trimEnd().split('\n');
    await writeFile(file, `${tamper(lines).join('\n')}\n`);
    const { code, stdout } = await runCli(['evidence', 'verify', file]);
    expect(code).toBe(1);
    expect(stdout).toContain(`line ${line} was ${tampering}`);
  });

  it('detects another bundle by its digest and another file by its first line', async () => {
    const { file } = await givenBundle();
    const other = await runCli(['evidence', 'verify', file, '--digest', '0'.repeat(64)]);
    expect(other.code).toBe(1);
    expect(other.stdout).toContain('it is another bundle');
    await writeFile(file, 'hello\n');
    expect(await runCli(['evidence', 'verify', file])).toMatchObject({
      code: 2,
      stdout: expect.stringContaining('not an evidence bundle'),
    });
  });

  it('never overwrites a file and leaves no partial file behind', async () => {
    const { run, file } = await givenBundle();
    const before = await readFile(file, 'utf8');
    expect(await run(['evidence', '--since', '1d', '--out', file])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('exists already'),
    });
    const failed = await run([
      'evidence',
      '--since',
      '1d',
      '--out',
      join(folder, 'new'),
      '--ledger-table',
      'none',
    ]);
    expect(failed.code).toBe(1);
    const nowhere = await run(['evidence', '--since', '1d', '--out', join(folder, 'no', 'folder')]);
    expect(nowhere).toMatchObject({ code: 2, stderr: expect.stringContaining('ENOENT') });
    expect([await readdir(folder), await readFile(file, 'utf8')]).toEqual([['bundle.jsonl'], before]);
  });

  it.each([
    [['evidence'], ['--since: is missing', '--out: is missing']],
    [['evidence', 'write', '--since', 'never', '--out', 'x'], ['--since: got "never"']],
    [['evidence', '--since', '1d', '--out', ''], ['--out: got ""']],
    [['evidence', 'verify'], ['<file>: is missing']],
    [['evidence', 'verify', 'x', '--digest', 'abc'], ['--digest: got "abc"']],
    [['evidence', 'verify', '/nonexistent/bundle'], ['/nonexistent/bundle: ENOENT']],
    [['evidence', 'verify', '/'], ['/: EISDIR']],
  ])('%j is refused as a command line', async (args, issues) => {
    const { code, stdout, stderr } = await runCli(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    for (const issue of issues) expect(stderr).toContain(issue);
  });
});
