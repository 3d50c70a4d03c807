import { COMMANDS } from '../src/cli/commands/registry.ts';
import { EXIT } from '../src/cli/exit-codes.ts';
import { COMMON_OPTIONS } from '../src/cli/options/common.ts';
import type { CliArgument, CliOption } from '../src/cli/options/option.ts';
import type { Command, Entry } from '../src/cli/program/command.ts';
import { describeOption } from '../src/cli/program/help.ts';
import { type LoadedCommand, loadCommands } from '../src/cli/program/load-commands.ts';

/*
 * docs/cli.md, made from the commands themselves:
 *   npx tsx scripts/cli-docs.ts > docs/cli.md
 */

const INTRODUCTION = `# Command line

<!-- Made by scripts/cli-docs.ts from the commands; a test compares it with them. -->

\`npx rootguard …\` after \`npm ci\`: what an administrator, an operator or an auditor does by hand. It works on AWS with the
usual credential chain (profiles, SSO, environment), in the home account unless a command says otherwise, and on a
sandbox organization with \`AWS_ENDPOINT_URL\`. Results go to stdout as a table, as JSON or as CSV; everything else goes to stderr.
`;

export async function cliDocs(): Promise<string> {
  const commands = await loadCommands(COMMANDS);
  return [
    INTRODUCTION,
    COMMANDS.map(listItem).join('\n'),
    '',
    '## Exit codes',
    '',
    'Where several hold, the first of failure, declined, violations and unknown counts.',
    '',
    '| Code | Meaning |',
    '|---|---|',
    ...Object.values(EXIT).map(({ code, text }) => `| ${code} | ${text} |`),
    '',
    '## Options of every command',
    '',
    ...optionTable(Object.values(COMMON_OPTIONS)),
    '',
    ...COMMANDS.flatMap((entry) => section(entry, commands)),
  ].join('\n');
}

function listItem({ name, summary }: Entry): string {
  return `- [\`${name}\`](#${name}): ${summary}`;
}

function section(entry: Entry, commands: readonly LoadedCommand[]): readonly string[] {
  const own = commands.filter(({ path }) => path[0] === entry.name);
  if ('load' in entry) return own.flatMap((loaded) => [`## ${entry.name}`, '', ...commandDocs(loaded)]);
  return [
    `## ${entry.name}`,
    '',
    `${capitalized(entry.summary)}.`,
    '',
    ...own.flatMap((loaded) => [`### ${loaded.path.join(' ')}`, '', ...commandDocs(loaded)]),
  ];
}

function commandDocs({ path, command, isDefault }: LoadedCommand): readonly string[] {
  const { description, arguments: args = {}, options, examples, exitCodes = {} } = command;
  const documented = [...Object.values(args), ...Object.values(options)];
  return [
    '```',
    usageOf(path, command),
    ...(isDefault ? [usageOf(path.slice(0, 1), command)] : []),
    '```',
    '',
    ...description.flatMap((paragraph) => [paragraph, '']),
    ...(documented.length > 0 ? [...optionTable(documented), ''] : []),
    ...exitCodeLines(exitCodes),
    '```bash',
    ...examples,
    '```',
    '',
  ];
}

function usageOf(path: readonly string[], { arguments: args = {}, options }: Command): string {
  const all = Object.values(options);
  const required = all.filter(({ mandatory }) => mandatory).map(({ flags }) => longForm(flags));
  const rest = all.some(({ mandatory }) => !mandatory) ? ['[options]'] : [];
  const names = Object.values(args).map((argument) => `<${argument.name()}>`);
  return ['rootguard', ...path, ...names, ...required, ...rest].join(' ');
}

function longForm(flags: string): string {
  return flags.replace(/^-\w, /, '');
}

function optionTable(all: readonly (CliOption<unknown> | CliArgument<unknown>)[]): readonly string[] {
  return [
    '| Option | Meaning |',
    '|---|---|',
    ...all.map((one) =>
      'flags' in one
        ? `| \`${one.flags}\` | ${cell(describeOption(one))} |`
        : `| \`<${one.name()}>\` | ${cell(describeArgument(one))} |`,
    ),
  ];
}

function describeArgument({ description, argChoices }: CliArgument<unknown>): string {
  return `${description} (required${argChoices === undefined ? '' : `; one of ${argChoices.join(', ')}`})`;
}

/** Only where a command says more than the general meaning does. */
function exitCodeLines(own: NonNullable<Command['exitCodes']>): readonly string[] {
  const notes = Object.entries(EXIT).flatMap(([name, { code }]) => {
    const text = Object.entries(own).find(([exit]) => exit === name)?.[1];
    return text === undefined ? [] : [`${code} when ${text}`];
  });
  return notes.length === 0 ? [] : [`Exit code ${notes.join('; ')}.`, ''];
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}

function capitalized(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

if (process.argv[1] === import.meta.filename) process.stdout.write(await cliDocs());
