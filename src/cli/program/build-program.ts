import { Command as Commander, type Option } from 'commander';
import { COMMON_OPTIONS, type CommonValues } from '../options/common.ts';
import { nameOf } from '../options/option.ts';
import type { Command, CommandEntry, CommandGroup, Entry } from './command.ts';
import { addCommandHelp, describeOption, exitCodesText } from './help.ts';
import { failOnIssues, failWithEveryIssue, failWithEveryUnknownName } from './issues.ts';
import { readValues } from './values.ts';

/** What the command line leads to. */
export interface Handlers {
  /** Runs a command with the values of its options and arguments, which are valid. */
  readonly run: (
    command: Command,
    values: Readonly<Record<string, unknown>>,
    common: Partial<CommonValues>,
  ) => Promise<void>;
  /** Called with the help or the version, perhaps in parts, before commander throws an error with the exit code 0. */
  readonly writeHelp: (text: string) => void;
}

/**
 * The command line as commander understands it. A command is loaded when it is dispatched to; the help of the others
 * needs their summary only. commander throws its errors instead of printing them.
 */
export function buildProgram(entries: readonly Entry[], version: string, handlers: Handlers): Commander {
  const program = createCommander('rootguard', handlers)
    .description('Keeps the member accounts of an AWS Organization free of root user credentials.')
    .version(version, '-V, --version', 'print the version')
    .helpCommand('help [command...]', 'show the help of a command')
    .addHelpText('after', `\n${exitCodesText({})}`);
  for (const entry of entries) {
    if ('load' in entry) addCommand(program, entry, handlers);
    else addGroup(program, entry, handlers);
  }
  return program;
}

/**
 * `help exceptions add` and `exceptions help add` are `exceptions add --help`: commander's own help command takes one
 * name only, and does not load that command. A name that is not known is answered as where it is run.
 */
export function resolveHelp(entries: readonly Entry[], argv: readonly string[]): readonly string[] {
  const [first, second, ...rest] = argv;
  const path =
    first === 'help' ? argv.slice(1) : second === 'help' && isGroup(entries, first) ? [first, ...rest] : [];
  const [name, subcommand] = path;
  if (name === undefined || name.startsWith('-')) return argv;
  const entry = entries.find((one) => one.name === name);
  const isKnown =
    entry !== undefined &&
    ('load' in entry ||
      subcommand === undefined ||
      entry.commands.some((command) => command.name === subcommand));
  return isKnown ? [...path, '--help'] : path;
}

function isGroup(entries: readonly Entry[], name: string | undefined): name is string {
  return entries.some((entry) => entry.name === name && 'commands' in entry);
}

function createCommander(name: string, { writeHelp }: Handlers): Commander {
  const commander = new Commander(name);
  return commander
    .exitOverride((error) => failWithEveryUnknownName(commander, error))
    .configureOutput({ outputError: () => {}, writeOut: writeHelp })
    .configureHelp({ subcommandTerm: (command) => command.name() });
}

function addGroup(
  parent: Commander,
  { name, summary, commands, defaultCommand, defaultUsage }: CommandGroup,
  handlers: Handlers,
): void {
  const group = createCommander(name, handlers).summary(summary).description(summary);
  if (defaultCommand !== undefined) {
    const usage = ['rootguard', name, ...(defaultUsage === undefined ? [] : [defaultUsage]), '[options]'];
    group.usage(`[command]\n       ${usage.join(' ')}`);
  }
  for (const entry of commands) addCommand(group, entry, handlers, entry.name === defaultCommand);
  parent.addCommand(group);
}

function addCommand(
  parent: Commander,
  { name, summary, load }: CommandEntry,
  handlers: Handlers,
  isDefault = false,
): void {
  const added = createCommander(name, handlers).summary(summary);
  parent.addCommand(added, { isDefault }).hook('preSubcommand', async (_, dispatched) => {
    if (dispatched === added) configure(added, await load(), handlers);
  });
}

function configure(commander: Commander, command: Command, { run }: Handlers): void {
  const { options, arguments: args = {}, commonOptions } = command;
  commander
    .description(command.description.join('\n\n'))
    .configureHelp({ optionDescription: (option) => describeOption(option, command) });
  for (const argument of Object.values(args)) commander.addArgument(argument);
  const repeated = new Map<string, number>();
  const addOption = (option: Option & { readonly repeatable: boolean }, heading: string) => {
    commander.addOption(option.helpGroup(heading));
    let count = 0;
    commander.on(`option:${option.name()}`, () => {
      count += 1;
      if (count > 1 && !option.repeatable) repeated.set(nameOf(option), count);
    });
  };
  for (const option of Object.values(options)) addOption(option, 'Options:');
  if (commonOptions !== false)
    for (const option of Object.values(COMMON_OPTIONS)) addOption(option, 'Options of every command:');
  addCommandHelp(commander, command);
  const line = { commander, command, repeated };
  commander.exitOverride((error) => failWithEveryIssue(line, error));
  commander.action(async () => {
    failOnIssues(line);
    const common = commonOptions === false ? {} : readValues(commander, COMMON_OPTIONS);
    await run(command, readValues(commander, options, args), common);
  });
}
