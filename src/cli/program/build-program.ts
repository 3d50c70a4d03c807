import { Command as CommanderCommand, Option as CommanderOption } from 'commander';
import { InvalidInputError } from '../domain/errors.ts';
import type { Command, CommandEntry, CommandGroup, Entry } from './command.ts';
import { COMMON_OPTIONS } from './common-options.ts';
import { EXIT, type Exit } from './exit-codes.ts';
import type { Given, Option } from './option.ts';

/** Carries out a command with what the command line gives it. */
export type Carry = (command: Command, given: Given) => Promise<void>;

/**
 * The command line as commander understands it. Only the command that the words name is loaded; of the others the help
 * needs a line each.
 */
export async function buildProgram(
  entries: readonly Entry[],
  words: readonly string[],
  version: string,
  carry: Carry,
): Promise<CommanderCommand> {
  const program = new CommanderCommand('rootguard')
    .description('Keeps the member accounts of an AWS Organization free of root user credentials.')
    .version(version, '-V, --version', 'print the version')
    .helpCommand('help [command]', 'say more about a command')
    .configureHelp({ subcommandTerm: (command) => command.name(), showGlobalOptions: false })
    .addHelpText('after', `\n${exitCodesText({})}`);
  const [first, second] = words[0] === 'help' ? words.slice(1) : words;
  for (const entry of entries) {
    const isNamed = entry.name === first;
    program.addCommand(
      'load' in entry
        ? await toCommander(entry, isNamed, carry)
        : await groupToCommander(entry, isNamed ? meantIn(entry, second) : undefined, carry),
    );
  }
  return program;
}

/** The command of the group that the word names, or else the usual one. */
function meantIn({ commands, usual }: CommandGroup, word: string | undefined): string | undefined {
  return commands.some(({ name }) => name === word) ? word : usual;
}

async function groupToCommander(
  { name, summary, commands, usual }: CommandGroup,
  named: string | undefined,
  carry: Carry,
): Promise<CommanderCommand> {
  const group = new CommanderCommand(name).summary(summary).description(summary);
  for (const entry of commands) {
    group.addCommand(await toCommander(entry, entry.name === named, carry), {
      isDefault: entry.name === usual,
    });
  }
  return group;
}

async function toCommander(
  { name, summary, load }: CommandEntry,
  isNamed: boolean,
  carry: Carry,
): Promise<CommanderCommand> {
  const made = new CommanderCommand(name).summary(summary);
  if (!isNamed) return made;
  const command = await load();
  const options = optionsOf(command);
  const words = command.arguments ?? [];
  made.description(command.description.join('\n\n'));
  for (const { flags, description, required } of words) {
    made.argument(required ? flags : flags.replace(/^<(.+)>$/, '[$1]'), description);
  }
  for (const option of options) {
    const isCommon = COMMON_OPTIONS.includes(option);
    made.addOption(commanderOption(option).helpGroup(isCommon ? 'Options of every command:' : 'Options:'));
  }
  made.addHelpText('after', `\n${examplesText(command)}${exitCodesText(command.exitCodes ?? {})}`);
  made.action(async () => {
    const texts = new Map<Option<unknown>, readonly string[]>();
    for (const option of options) {
      texts.set(option, textsOf(made.getOptionValue(commanderOption(option).attributeName())));
    }
    for (const [index, word] of words.entries()) texts.set(word, textsOf(made.processedArgs[index]));
    const given: Given = (option) => option.read(texts.get(option) ?? []);
    checkAll([...options, ...words], given);
    await carry(command, given);
  });
  return made;
}

export function optionsOf(command: Command): readonly Option<unknown>[] {
  return command.commonOptions === false ? command.options : [...command.options, ...COMMON_OPTIONS];
}

/** Every fault of the command line is told at once. */
function checkAll(options: readonly Option<unknown>[], given: Given): void {
  const issues = options.flatMap((option) => {
    try {
      given(option);
      return [];
    } catch (error) {
      if (error instanceof InvalidInputError) return error.issues;
      throw error;
    }
  });
  if (issues.length > 0) throw new InvalidInputError('invalid-command-line', 'command line', issues);
}

function commanderOption({ flags, description, choices, fallback, repeatable }: Option<unknown>) {
  const notes = [
    choices && `one of ${choices.join(', ')}`,
    repeatable ? 'may be given more than once' : undefined,
    fallback && `default: ${fallback}`,
  ].filter(Boolean);
  return new CommanderOption(
    flags,
    notes.length > 0 ? `${description} (${notes.join('; ')})` : description,
  ).argParser<string[]>((value, previous = []) => [...previous, value]);
}

/** commander gives `true` for an option without a value, and what `argParser` made of the others. */
function textsOf(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.map(String);
  return value === undefined || value === false ? [] : [String(value)];
}

function examplesText({ examples }: Command): string {
  if (examples.length === 0) return '';
  return `Examples:\n${examples.map((example) => `  ${example}\n`).join('')}\n`;
}

export function exitCodesText(own: Partial<Record<Exit, string>>): string {
  const rows = Object.entries({ ...EXIT }).map(([name, { code, text }]) => {
    const ownText = Object.entries(own).find(([exit]) => exit === name)?.[1];
    return `  ${code}  ${ownText ?? text}`;
  });
  return `Exit codes:\n${rows.join('\n')}`;
}
