import type { Command as Commander, CommanderError, Option } from 'commander';
import { InvalidInputError } from '../../domain/errors.ts';
import { suggestion } from '../../domain/near-miss.ts';
import { closeNames } from '../options/close-names.ts';
import { InvalidValue, nameOf } from '../options/option.ts';
import type { Command } from './command.ts';
import { groupsOf, namesOf } from './option-groups.ts';
import {
  type Tokens,
  tokensBeforeLastOption,
  tokensOf,
  tokensWithUnknownOptions,
  unknownOptionIssue,
} from './tokens.ts';
import { readValues } from './values.ts';

/** A command whose command line is read, and how often it had an option that may be given once. */
export interface ReadCommandLine {
  readonly commander: Commander;
  readonly command: Command;
  readonly repeated: ReadonlyMap<string, number>;
}

/**
 * commander stops at the first issue of a command line, and looks for an unknown option only once no required one is missing.
 * @throws InvalidInputError `invalid-command-line`, with every issue; the error itself, if it is about something else
 */
export function failWithEveryIssue(line: ReadCommandLine, error: CommanderError): never {
  const { commander } = line;
  switch (error.code) {
    case 'commander.missingMandatoryOptionValue':
    case 'commander.unknownOption':
      failOnIssues(line, tokensWithUnknownOptions(commander));
      break;
    case 'commander.missingArgument':
    case 'commander.excessArguments':
      failOnIssues(line, tokensOf(commander));
      break;
    case 'commander.optionMissingArgument':
      markWithoutValue(commander, error);
      failOnIssues(line, tokensBeforeLastOption(commander));
  }
  throw error;
}

/**
 * The same for the program and for groups, which have commands.
 * @throws InvalidInputError `invalid-command-line`; the error itself, if it is about something else
 */
export function failWithEveryUnknownName(commander: Commander, error: CommanderError): never {
  const [name = ''] = commander.args;
  switch (error.code) {
    case 'commander.unknownCommand':
      throw invalidCommandLine([`unknown command '${name}'${suggestion(closeCommands(name, commander))}`]);
    case 'commander.unknownOption':
      throw invalidCommandLine(unknownOptionsBeforeCommand(commander));
    default:
      throw error;
  }
}

/** What follows the name of a command is for that command, which is not loaded, so nothing is said about it. */
function unknownOptionsBeforeCommand(commander: Commander): readonly string[] {
  const { args, parent } = commander;
  const names = commander.commands.map((command) => command.name());
  const name = args.find((token) => names.includes(token));
  const before = name === undefined ? args : args.slice(0, args.indexOf(name));
  const path = parent === null ? name : `${commander.name()} ${name}`;
  return [
    ...tokensWithUnknownOptions(commander, before).unknownOptions.map((token) =>
      unknownOptionIssue(token, commander),
    ),
    ...(name === undefined ? [] : [`the options of ${path} come after its name`]),
  ];
}

/** @throws InvalidInputError `invalid-command-line`, with every issue, so that one answer is enough */
export function failOnIssues(line: ReadCommandLine, tokens: Tokens = tokensOf(line.commander)): void {
  const issues = issuesOf(line, tokens);
  if (issues.length > 0) throw invalidCommandLine(issues);
}

function invalidCommandLine(issues: readonly string[]): InvalidInputError {
  return new InvalidInputError('invalid-command-line', 'command line', issues);
}

function issuesOf({ commander, command, repeated }: ReadCommandLine, tokens: Tokens): readonly string[] {
  const issues = [
    ...tokens.unknownOptions.map((token) => unknownOptionIssue(token, commander)),
    ...excessArguments(commander, tokens),
    ...[...repeated].map(([name, times]) => `${name}: is given ${times} times`),
    ...invalidValues(commander, tokens),
    ...missingArguments(commander, tokens),
    ...missingOptions(commander),
    ...groupIssues(commander, command),
  ];
  if (issues.length > 0) return issues;
  return command.check?.(readValues(commander, command.options, command.arguments)) ?? [];
}

/** Marks an option that is given without its value as invalid. Values that were given before it stay. */
function markWithoutValue(commander: Commander, { message }: CommanderError): void {
  const option = commander.options.find(({ flags }) => message.includes(`'${flags}'`));
  if (option === undefined) return;
  const none = new InvalidValue([`${nameOf(option)}: has no value`]);
  const before: unknown = commander.getOptionValue(option.attributeName());
  const value = Array.isArray(before) ? [...before, none] : none;
  commander.setOptionValueWithSource(option.attributeName(), value, 'cli');
}

function excessArguments(commander: Commander, tokens: Tokens): readonly string[] {
  const { length: expected } = commander.registeredArguments;
  const [first = '', ...others] = tokens.arguments;
  const got = tokens.arguments.length;
  if (got <= expected) return [];
  const quoted = [first, ...others].map((token) => JSON.stringify(token)).join(', ');
  return [
    `too many arguments: expected ${expected || 'none'}, got ${got} (${quoted})${commandIntended(commander, first)}`,
  ];
}

/** The default command of a group runs where its name is not given, so that its first argument may be a mistyped name. */
function commandIntended(commander: Commander, first: string): string {
  const { parent } = commander;
  if (parent === null || parent.args[0] === commander.name()) return '';
  return suggestion(closeCommands(first, parent));
}

function closeCommands(token: string, { commands }: Commander): readonly string[] {
  return closeNames(
    token,
    commands.map((command) => command.name()),
  );
}

function invalidValues(commander: Commander, tokens: Tokens): readonly string[] {
  const values: unknown[] = [
    ...commander.options
      .filter((option) => isGiven(commander, option))
      .flatMap((option): unknown => commander.getOptionValue(option.attributeName())),
    ...commander.registeredArguments.map(({ parseArg }, index) => {
      const text = tokens.arguments[index];
      return text === undefined ? undefined : parseArg?.<unknown>(text, undefined);
    }),
  ];
  return values.flatMap((value) => (value instanceof InvalidValue ? value.issues : []));
}

function missingArguments({ registeredArguments }: Commander, tokens: Tokens): readonly string[] {
  if (!tokens.areAllRead) return [];
  return registeredArguments
    .slice(tokens.arguments.length)
    .filter(({ required }) => required)
    .map((argument) => `<${argument.name()}>: is missing`);
}

function missingOptions(commander: Commander): readonly string[] {
  return commander.options
    .filter((option) => option.mandatory && !isGiven(commander, option))
    .map((option) => `${nameOf(option)}: is missing`);
}

/** commander knows options that exclude each other, but no group of which one is required. */
function groupIssues(commander: Commander, command: Command): readonly string[] {
  return groupsOf(command)
    .filter((group) => group.filter((option) => isGiven(commander, option)).length !== 1)
    .map((group) => `exactly one of ${namesOf(group)} has to be given`);
}

function isGiven(commander: Commander, option: Option): boolean {
  return commander.getOptionValueSource(option.attributeName()) === 'cli';
}
