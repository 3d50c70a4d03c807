import { describe, expect, it } from 'vitest';
import {
  argument,
  type CliArgument,
  type CliOption,
  flag,
  list,
  nameOf,
  optional,
  required,
  withDefault,
} from '../../../../src/cli/options/option.ts';
import { oneOf, wholeNumber } from '../../../../src/cli/options/parsers.ts';
import { type Command, defineCommand } from '../../../../src/cli/program/command.ts';
import { InvalidInputError } from '../../../../src/domain/errors.ts';
import { runCommandLine } from '../command-line.ts';
import { givenContext } from '../terminal-double.ts';

const number = wholeNumber(1, 10);

function givenCommand(
  options: Readonly<Record<string, CliOption<unknown>>>,
  more: Partial<Pick<Command, 'exactlyOneOf' | 'check'>> & {
    readonly arguments?: Readonly<Record<string, CliArgument<unknown>>>;
  } = {},
): Command {
  return defineCommand({
    description: ['A command of the test.'],
    options,
    examples: [],
    ...more,
    run: async (_context, args) => ({ exit: 'ok', json: args, blocks: [], csv: { columns: [], rows: [] } }),
  });
}

/** The values that the command receives, or all issues of its command line. */
async function parse(command: Command, ...argv: readonly string[]): Promise<unknown> {
  try {
    const result = await runCommandLine(command, argv, givenContext().context);
    return result !== undefined && 'json' in result ? result.json : undefined;
  } catch (error) {
    if (error instanceof InvalidInputError) return error.issues;
    throw error;
  }
}

describe('an option', () => {
  it('is true or false where it takes no value', async () => {
    const command = givenCommand({ all: flag('--all', '') });
    expect([await parse(command), await parse(command, '--all')]).toEqual([{ all: false }, { all: true }]);
  });

  it('is undefined where it is optional and not given', async () => {
    const command = givenCommand({ max: optional('--max <n>', '', number) });
    expect([await parse(command), await parse(command, '--max', '3')]).toEqual([
      { max: undefined },
      { max: 3 },
    ]);
  });

  it('has its default where it is not given', async () => {
    const command = givenCommand({ max: withDefault('--max <n>', '', number, '7') });
    expect([await parse(command), await parse(command, '--max', '3')]).toEqual([{ max: 7 }, { max: 3 }]);
  });

  it('is reported as missing where it is required', async () => {
    const command = givenCommand({ max: required('-m, --max <n>', '', number) });
    expect(await parse(command, '-m', '3')).toEqual({ max: 3 });
    expect(await parse(command)).toEqual(['--max: is missing']);
  });

  it('reports every invalid value of a list', async () => {
    const command = givenCommand({ kinds: list('--kind <kind>', '', oneOf(['a', 'b'])) });
    const argv = (...kinds: readonly string[]) => kinds.flatMap((kind) => ['--kind', kind]);
    expect(await parse(command, ...argv('a', 'b', 'a'))).toEqual({ kinds: ['a', 'b', 'a'] });
    expect(await parse(command)).toEqual({ kinds: [] });
    expect(await parse(command, ...argv('a', 'c', 'd'))).toEqual([
      '--kind: got "c", expected a, b',
      '--kind: got "d", expected a, b',
    ]);
  });

  it.each(['0', '11', '1.5', '', 'x', '1e1', '+1'])(
    'is a whole number from 1 to 10, not %j',
    async (text) => {
      const command = givenCommand({ max: optional('--max <n>', '', number) });
      expect(await parse(command, '--max', text)).toEqual([
        `--max: got ${JSON.stringify(text)}, expected a whole number from 1 to 10`,
      ]);
    },
  );

  it('is refused when it is given more than once', async () => {
    const command = givenCommand({ max: optional('--max <n>', '', number) });
    expect(await parse(command, '--max', '1', '--max', '2')).toEqual(['--max: is given 2 times']);
  });

  it('does not hide a defect of its parser', async () => {
    const broken = optional('--max <n>', '', () => {
      throw new TypeError('a defect');
    });
    await expect(parse(givenCommand({ broken }), '--max', '1')).rejects.toThrow(TypeError);
  });

  it('is named by its long form', () => {
    expect(nameOf(flag('-a, --account <account>', ''))).toBe('--account');
  });
});

describe('a command line', () => {
  const command = givenCommand(
    {
      reason: required('--reason <text>', '', number),
      ticket: required('--ticket <text>', '', number),
      account: optional('--account <n>', '', number),
      organization: flag('--organization', ''),
    },
    {
      exactlyOneOf: [['account', 'organization']],
      check: ({ reason }) => (reason === 7 ? ['--reason: is 7'] : []),
      arguments: { scope: argument('<scope>', '', number), id: argument('<id>', '', number) },
    },
  );

  it('is answered with everything that is missing, at once', async () => {
    expect(await parse(command)).toEqual([
      '<scope>: is missing',
      '<id>: is missing',
      '--reason: is missing',
      '--ticket: is missing',
      'exactly one of --account and --organization has to be given',
    ]);
  });

  it('is answered with what is missing and what is invalid, at once', async () => {
    expect(await parse(command, 'x', '--account', '11', '--ticket', '1', '--ticket', '2')).toEqual([
      '--ticket: is given 2 times',
      '--account: got "11", expected a whole number from 1 to 10',
      '<scope>: got "x", expected a whole number from 1 to 10',
      '<id>: is missing',
      '--reason: is missing',
    ]);
  });

  it('suggests the option that was probably meant, besides what is missing', async () => {
    expect(await parse(command, '1', '2', '--reson', '1', '--ticket', '2', '--organization')).toEqual([
      'unknown option \'--reson\' (did you mean "--reason"?)',
      '--reason: is missing',
    ]);
  });

  const verify = givenCommand(
    { digest: optional('--digest <n>', '', number), yes: flag('-y, --yes', '') },
    { arguments: { file: argument('<file>', '', oneOf(['a', 'b'])) } },
  );

  it('is answered with every unknown option at once, besides what is invalid', async () => {
    expect(await parse(verify, 'c', '--digest', '11', '--yess', '--digst=1', '--xyzzy')).toEqual([
      'unknown option \'--yess\' (did you mean "--yes"?)',
      'unknown option \'--digst\' (did you mean "--digest"?)',
      "unknown option '--xyzzy'",
      '--digest: got "11", expected a whole number from 1 to 10',
      '<file>: got "c", expected a, b',
    ]);
  });

  it('takes the word after an unknown option for its value where the option that was meant has one', async () => {
    const unknown = (name: string, meant: string) => `unknown option '${name}' (did you mean "${meant}"?)`;
    expect(await parse(verify, '--digst', 'x')).toEqual([
      unknown('--digst', '--digest'),
      '<file>: is missing',
    ]);
    expect(await parse(verify, '--digst', '--yes')).toEqual([
      unknown('--digst', '--digest'),
      '<file>: is missing',
    ]);
    expect(await parse(verify, '--yess', 'c')).toEqual([
      unknown('--yess', '--yes'),
      '<file>: got "c", expected a, b',
    ]);
    expect(await parse(verify, '--yess', '--', '-c')).toEqual([
      unknown('--yess', '--yes'),
      '<file>: got "-c", expected a, b',
    ]);
  });

  it('guesses nothing about the words after an unknown option that resembles none', async () => {
    expect(await parse(verify, '--xyzzy', 'c')).toEqual(["unknown option '--xyzzy'"]);
    expect(await parse(verify, 'c', '--xyzzy', 'a', 'b')).toEqual([
      "unknown option '--xyzzy'",
      '<file>: got "c", expected a, b',
    ]);
  });

  it('is answered with the value that an option cannot have, or lacks', async () => {
    expect(await parse(verify, 'a', '--yes=1')).toEqual(['--yes: takes no value']);
    expect(await parse(verify, 'a', '--digest', '1', '--digest')).toEqual(['--digest: has no value']);
    expect(await parse(command, '1', '2', '--account')).toEqual([
      '--account: has no value',
      '--reason: is missing',
      '--ticket: is missing',
    ]);
    expect(await parse(command, '1', '2', '--ticket', '11', '--reason')).toEqual([
      '--reason: has no value',
      '--ticket: got "11", expected a whole number from 1 to 10',
      'exactly one of --account and --organization has to be given',
    ]);
    expect(await parse(verify, 'c', '--yess', '--digst', '1', '--digest')).toEqual([
      'unknown option \'--yess\' (did you mean "--yes"?)',
      'unknown option \'--digst\' (did you mean "--digest"?)',
      '--digest: has no value',
      '<file>: got "c", expected a, b',
    ]);
    expect(await parse(verify, '-y', '--digest')).toEqual(['--digest: has no value', '<file>: is missing']);
    const kinds = givenCommand({ kinds: list('--kind <kind>', '', oneOf(['a', 'b'])) });
    expect(await parse(kinds, '--kind', 'c', '--kind')).toEqual([
      '--kind: got "c", expected a, b',
      '--kind: has no value',
    ]);
  });

  it('is answered with the choice that was probably meant', async () => {
    const format = givenCommand({
      output: optional('--format <format>', '', oneOf(['table', 'json', 'csv'])),
    });
    expect(await parse(format, '--format', 'jsn')).toEqual([
      '--format: got "jsn", expected table, json, csv (did you mean "json"?)',
    ]);
  });

  it('is answered with the number of arguments that are too many, besides what is missing', async () => {
    expect(await parse(command, '1', '2', '3', '--ticket', '2', '--organization')).toEqual([
      'too many arguments: expected 2, got 3 ("1", "2", "3")',
      '--reason: is missing',
    ]);
    expect(await parse(verify, 'c', 'd', '--digest', 'zz')).toEqual([
      'too many arguments: expected 1, got 2 ("c", "d")',
      '--digest: got "zz", expected a whole number from 1 to 10',
      '<file>: got "c", expected a, b',
    ]);
    expect(await parse(givenCommand({}), 'c')).toEqual(['too many arguments: expected none, got 1 ("c")']);
  });

  it('can have arguments that begin with a hyphen, after --', async () => {
    const open = givenCommand({}, { arguments: { file: argument('<file>', '', (text) => text) } });
    expect(await parse(open, '--', '-bundle.jsonl')).toEqual({ file: '-bundle.jsonl' });
  });

  it('is checked as a whole once its values are valid', async () => {
    const argv = ['1', '2', '--ticket', '2', '--organization'];
    expect(await parse(command, ...argv, '--reason', '7')).toEqual(['--reason: is 7']);
    expect(await parse(command, ...argv, '--reason', '8')).toEqual({
      reason: 8,
      ticket: 2,
      account: undefined,
      organization: true,
      scope: 1,
      id: 2,
    });
  });
});
