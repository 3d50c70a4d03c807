import { readFile } from 'node:fs/promises';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../../src/cli/commands/registry.ts';
import { EXIT } from '../../src/cli/exit-codes.ts';
import { nameOf } from '../../src/cli/options/option.ts';
import type { CommandEntry } from '../../src/cli/program/command.ts';
import { optionsOf } from '../../src/cli/program/load-commands.ts';
import { ROOT, readManifest, runCli } from './cli.ts';

interface Leaf {
  readonly args: readonly string[];
  readonly entry: CommandEntry;
}

const LEAVES: readonly Leaf[] = COMMANDS.flatMap((entry): readonly Leaf[] =>
  'load' in entry
    ? [{ args: [entry.name], entry }]
    : entry.commands.map((leaf) => ({ args: [entry.name, leaf.name], entry: leaf })),
);

const metafile = v.object({
  outputs: v.record(
    v.string(),
    v.object({
      entryPoint: v.optional(v.string()),
      inputs: v.record(v.string(), v.unknown()),
      imports: v.array(v.object({ path: v.string(), kind: v.string() })),
    }),
  ),
});

/** What Node has loaded once an output of the bundle runs: all that it imports, and all that those import. */
async function readBundle() {
  const { outputs } = v.parse(metafile, JSON.parse(await readFile(`${ROOT}dist/cli/meta.json`, 'utf8')));
  const loadedWith = (path: string, seen = new Set<string>()): ReadonlySet<string> => {
    if (seen.has(path)) return seen;
    seen.add(path);
    for (const { path: imported, kind } of outputs[path]?.imports ?? []) {
      if (kind === 'import-statement' && imported in outputs) loadedWith(imported, seen);
    }
    return seen;
  };
  const inputsOf = (paths: Iterable<string>) =>
    [...paths].flatMap((path) => Object.keys(outputs[path]?.inputs ?? {}));
  return { outputs, inputsLoadedWith: (path: string) => inputsOf(loadedWith(path)) };
}

const isOfSdk = (input: string) => /node_modules\/(@aws-sdk|@smithy)\//.test(input);

describe.concurrent('help', () => {
  it('lists every command and the exit codes', async () => {
    const { code, stdout, stderr } = await runCli(['--help']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    for (const { name } of COMMANDS) expect(stdout).toMatch(new RegExp(`^  ${name} `, 'm'));
    for (const { code: number, text } of Object.values(EXIT))
      expect(stdout).toContain(`  ${number}  ${text}`);
  });

  it.each(LEAVES.map(({ args, entry }) => [args.join(' '), entry] as const))(
    '%s says what it does, every option, examples and exit codes',
    async (args, entry) => {
      const { code, stdout } = await runCli([...args.split(' '), '--help']);
      expect(code).toBe(0);
      const command = await entry.load();
      for (const option of optionsOf(command)) expect(stdout).toContain(nameOf(option));
      for (const example of command.examples) {
        expect(stdout).toContain(example);
        expect(example).toContain(`rootguard ${args.split(' ')[0]}`);
      }
      expect(stdout).toContain('Exit codes:');
    },
  );

  it('is the same for `help audit` and `audit --help`', async () => {
    const [asked, given] = [await runCli(['help', 'audit']), await runCli(['audit', '--help'])];
    expect(asked).toEqual(given);
  });

  it('shows the help of a command of a group when `help` is given its path', async () => {
    const [asked, given] = [
      await runCli(['help', 'exceptions', 'add']),
      await runCli(['exceptions', 'add', '--help']),
    ];
    expect(asked).toEqual(given);
    expect(asked).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('Usage: rootguard exceptions add'),
    });
  });

  it('shows the help of a command of a group when `help` follows the group', async () => {
    expect(await runCli(['exceptions', 'help', 'add'])).toEqual(
      await runCli(['exceptions', 'add', '--help']),
    );
    expect(await runCli(['exceptions', 'help'])).toEqual(await runCli(['exceptions', '--help']));
  });

  it('marks the options that are required', async () => {
    const { stdout } = await runCli(['exceptions', 'add', '--help']);
    const help = stdout.replaceAll(/\s+/g, ' ');
    expect(help).toContain('--reason <text> why; recorded in the ledger (required)');
    expect(help).toContain('--ticket <ticket> ticket of the approval; recorded in the ledger -y');
  });

  it('marks the options of which exactly one is required', async () => {
    const add = (await runCli(['exceptions', 'add', '--help'])).stdout.replaceAll(/\s+/g, ' ');
    const scopes = 'exactly one of --account, --ou and --organization is required';
    expect(add).toContain(`--organization scope: the whole organization (${scopes})`);
    expect(add.split(scopes)).toHaveLength(4);
    expect(add.split('exactly one of --for, --until and --permanent is required')).toHaveLength(4);
    const remove = (await runCli(['queue', 'delete', '--help'])).stdout.replaceAll(/\s+/g, ' ');
    expect(remove.split('exactly one of --id and --malformed is required')).toHaveLength(3);
  });

  it('of a group shows what its default command requires', async () => {
    for (const group of COMMANDS) {
      if ('load' in group || group.defaultCommand === undefined) continue;
      const entry = group.commands.find(({ name }) => name === group.defaultCommand);
      const options = Object.values((await entry?.load())?.options ?? {});
      const required = options.filter(({ mandatory }) => mandatory).map(({ flags }) => flags);
      const { stdout } = await runCli([group.name, '--help']);
      expect(stdout).toContain(`${['rootguard', group.name, ...required, '[options]'].join(' ')}\n`);
    }
  });

  it('loads no SDK, nor does a command before it is run', async () => {
    const { outputs, inputsLoadedWith } = await readBundle();
    expect(
      Object.values(outputs)
        .flatMap(({ inputs }) => Object.keys(inputs))
        .some(isOfSdk),
    ).toBe(true);
    const entries = Object.entries(outputs).flatMap(([path, { entryPoint = '' }]) =>
      /^src\/cli\/(main|commands\/.+)\.ts$/.test(entryPoint) ? [{ path, entryPoint }] : [],
    );
    expect(entries.length).toBeGreaterThanOrEqual(LEAVES.length);
    const loading = entries.filter(({ path }) => inputsLoadedWith(path).some(isOfSdk));
    expect(loading.map(({ entryPoint }) => entryPoint)).toEqual([]);
  });
});

describe.concurrent('the command line', () => {
  it('prints the version of the package', async () => {
    const manifest = v.parse(v.object({ version: v.string() }), await readManifest());
    expect(await runCli(['--version'])).toEqual({ code: 0, stdout: `${manifest.version}\n`, stderr: '' });
  });

  it.each([
    ['no command', [], 'Usage: rootguard'],
    ['an unknown command', ['destroy'], "unknown command 'destroy'"],
    ['an unknown command of a group', ['exceptions', 'destroy'], "unknown command 'destroy'"],
    ['an unknown option', ['audit', '--force'], "unknown option '--force'"],
    ['a word too many', ['audit', 'everything'], 'too many arguments'],
    ['a mistyped command', ['adit'], '(did you mean "audit"?)'],
    ['a mistyped command of a group', ['exceptions', 'lst'], '(did you mean "list"?)'],
    ['a mistyped option', ['audit', '--acount', 'x'], '(did you mean "--account"?)'],
    ['help of a mistyped command', ['help', 'adit'], '(did you mean "audit"?)'],
    ['help of a mistyped command of a group', ['help', 'exceptions', 'lst'], '(did you mean "list"?)'],
    ['a mistyped command after `help` of a group', ['exceptions', 'help', 'lst'], '(did you mean "list"?)'],
    ['an unknown command of a group with a default', ['evidence', 'destroy'], 'too many arguments'],
    ['a mistyped command of a group with a default', ['evidence', 'verfy', 'x'], '(did you mean "verify"?)'],
    [
      'an option before the command',
      ['--versoin'],
      'unknown option \'--versoin\' (did you mean "--version"?)',
    ],
    ['a negative number for a command', ['-5'], "unknown option '-5'"],
    ['a negative number for a command of a group', ['exceptions', '-5'], "unknown option '-5'"],
    ['an option without its value', ['audit', '--account'], '--account: has no value'],
  ])('with %s is refused', async (_what, args, text) => {
    const { code, stdout, stderr } = await runCli(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(text);
  });

  it('is answered with every requirement that is missing at once', async () => {
    const { code, stderr } = await runCli(['exceptions', 'add']);
    expect(code).toBe(2);
    expect(stderr.trim().split('\n')).toEqual([
      'error: --credential: is missing',
      'error: --reason: is missing',
      'error: exactly one of --account, --ou and --organization has to be given',
      'error: exactly one of --for, --until and --permanent has to be given',
    ]);
  });

  it.each([
    [
      '--profile home audit -o jsn',
      ["unknown option '--profile'", 'the options of audit come after its name'],
    ],
    [
      'exceptions --acount=x --ou y add -c login-profile',
      [
        "unknown option '--acount'",
        "unknown option '--ou'",
        'the options of exceptions add come after its name',
      ],
    ],
    [
      'enforce --acount x --dryrun --output jsn',
      [
        'unknown option \'--acount\' (did you mean "--account"?)',
        'unknown option \'--dryrun\' (did you mean "--dry-run"?)',
        '--output: got "jsn", expected table, json, csv (did you mean "json"?)',
      ],
    ],
    [
      'exceptions revoke foo bar --yess',
      [
        'unknown option \'--yess\' (did you mean "--yes"?)',
        '<scope>: got "foo", expected account#<12 digits>, ou#<organizational unit id> or organization',
      ],
    ],
    [
      'evidence verify --digst x',
      ['unknown option \'--digst\' (did you mean "--digest"?)', '<file>: is missing'],
    ],
    [
      'evidence verify a b --digest zz',
      [
        'too many arguments: expected 1, got 2 ("a", "b")',
        '--digest: got "zz", expected 64 hexadecimal digits',
      ],
    ],
  ] as const)('is answered with every issue of `%s` at once', async (line, issues) => {
    const { code, stderr } = await runCli(line.split(' '));
    expect(code).toBe(2);
    expect(stderr.trim().split('\n')).toEqual(issues.map((issue) => `error: ${issue}`));
  });

  it('is answered with every invalid value at once', async () => {
    const { code, stderr } = await runCli(['audit', '-a', '12', '--ou', 'ou-x', '-o', 'xml']);
    expect(code).toBe(2);
    expect(stderr.trim().split('\n')).toEqual([
      'error: --account: got "12", expected 12 digits, or the name of an account',
      'error: --ou: got "ou-x", expected an id such as ou-ab12-cdef3456, or the name of a unit',
      'error: --output: got "xml", expected table, json, csv',
    ]);
  });
});
