import type { Command, Entry } from '../src/cli/command.ts';
import { type LeafCommand, loadCommands } from '../src/cli/command-tree.ts';
import { COMMANDS } from '../src/cli/commands.ts';
import { COMMON_OPTIONS } from '../src/cli/common-options.ts';
import { EXIT } from '../src/cli/exit-codes.ts';
import type { Option } from '../src/cli/option.ts';

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
  const leaves = await loadCommands(COMMANDS);
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
    ...optionTable(COMMON_OPTIONS),
    '',
    ...COMMANDS.flatMap((entry) => section(entry, leaves)),
  ].join('\n');
}

function listItem({ name, summary }: Entry): string {
  return `- [\`${name}\`](#${name}): ${summary}`;
}

function section(entry: Entry, leaves: readonly LeafCommand[]): readonly string[] {
  const own = leaves.filter(({ path }) => path[0] === entry.name);
  if ('load' in entry) return own.flatMap((leaf) => [`## ${entry.name}`, '', ...commandDocs(leaf)]);
  return [
    `## ${entry.name}`,
    '',
    `${capitalized(entry.summary)}.`,
    '',
    ...own.flatMap((leaf) => [`### ${leaf.path.join(' ')}`, '', ...commandDocs(leaf)]),
  ];
}

function commandDocs({ path, command, usual }: LeafCommand): readonly string[] {
  const { description, options, examples, exitCodes = {} } = command;
  const words = command.arguments ?? [];
  return [
    '```',
    usageOf(path, command),
    ...(usual ? [usageOf(path.slice(0, 1), command)] : []),
    '```',
    '',
    ...description.flatMap((paragraph) => [paragraph, '']),
    ...(words.length + options.length > 0 ? [...optionTable([...words, ...options]), ''] : []),
    ...exitCodeLines(exitCodes),
    '```bash',
    ...examples,
    '```',
    '',
  ];
}

function usageOf(path: readonly string[], { arguments: words = [], options }: Command): string {
  const required = options.filter((option) => option.required).map(({ flags }) => longForm(flags));
  const rest = options.some((option) => !option.required) ? ['[options]'] : [];
  const places = words.map(({ flags, required: needed }) =>
    needed ? flags : flags.replace(/^<(.+)>$/, '[$1]'),
  );
  return ['rootguard', ...path, ...places, ...required, ...rest].join(' ');
}

function longForm(flags: string): string {
  return flags.replace(/^-\w, /, '');
}

function optionTable(options: readonly Option<unknown>[]): readonly string[] {
  return [
    '| Option | Meaning |',
    '|---|---|',
    ...options.map((option) => `| \`${option.flags}\` | ${cell(notesOf(option))} |`),
  ];
}

function notesOf({ description, required, choices, repeatable, fallback }: Option<unknown>): string {
  const notes = [
    required ? 'required' : undefined,
    choices && `one of ${choices.map((choice) => `\`${choice}\``).join(', ')}`,
    repeatable ? 'may be given more than once' : undefined,
    fallback && `default: ${fallback}`,
  ].filter(Boolean);
  return notes.length === 0 ? description : `${description} (${notes.join('; ')})`;
}

/** Only where a command says more than the general meaning does. */
function exitCodeLines(own: NonNullable<Command['exitCodes']>): readonly string[] {
  const told = Object.entries(EXIT).flatMap(([name, { code }]) => {
    const text = Object.entries(own).find(([exit]) => exit === name)?.[1];
    return text === undefined ? [] : [`${code} when ${text}`];
  });
  return told.length === 0 ? [] : [`Exit code ${told.join('; ')}.`, ''];
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}

function capitalized(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

if (process.argv[1] === import.meta.filename) process.stdout.write(await cliDocs());
