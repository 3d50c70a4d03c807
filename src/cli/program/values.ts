import type { Command as Commander, Option } from 'commander';
import { nearMiss } from '../../domain/near-miss.ts';
import {
  type ArgumentMap,
  type CliOption,
  InvalidValue,
  nameOf,
  type OptionMap,
  type ValuesOf,
} from '../options/option.ts';
import type { Command } from './command.ts';

/** The values of a command line that commander has parsed. */
export function readValues<
  const Options extends OptionMap,
  const Arguments extends ArgumentMap = Record<never, never>,
>(commander: Commander, options: Options, args?: Arguments): ValuesOf<Options & Arguments> {
  return Object.fromEntries([
    ...Object.entries(options).map(([name, option]) => [name, readValue(commander, option)]),
    ...Object.keys(args ?? {}).map((name, index) => [name, commander.processedArgs[index]]),
  ]);
}

function readValue(commander: Commander, option: CliOption<unknown>): unknown {
  const value: unknown = commander.getOptionValue(option.attributeName());
  if (option.isBoolean()) return value === true;
  // An empty environment variable counts as absent.
  const isFromEnvironment = commander.getOptionValueSource(option.attributeName()) === 'env';
  return isFromEnvironment && value instanceof InvalidValue ? undefined : value;
}

/**
 * Everything that is wrong with a command line, so that it is reported in one answer.
 * @param unexpected what commander did not get to, see unexpectedArguments
 */
export function issuesOf(
  commander: Commander,
  command: Command,
  repeated: ReadonlyMap<string, number>,
  unexpected: readonly string[],
): readonly string[] {
  const issues = [
    ...unexpected,
    ...[...repeated].map(([name, times]) => `${name}: is given ${times} times`),
    ...invalidValues(commander),
    ...missingArguments(commander),
    ...missingOptions(commander),
    ...choiceIssues(commander, command),
  ];
  if (issues.length > 0) return issues;
  return command.check?.(readValues(commander, command.options, command.arguments)) ?? [];
}

/** Unknown options and excess arguments. commander itself looks for them only once no required option is missing. */
export function unexpectedArguments(commander: Commander): readonly string[] {
  const unknown = unknownOptions(commander);
  // The values of unknown options are arguments to commander.
  return unknown.length > 0 ? unknown : excessArguments(commander);
}

function unknownOptions({ args, options }: Commander): readonly string[] {
  const names = options.map(nameOf);
  return args
    .filter((arg) => /^--?[a-z]/i.test(arg))
    .map((arg) => {
      const [name = arg] = arg.split('=');
      const suggestion = nearMiss(name, names);
      return `unknown option '${name}'${suggestion === undefined ? '' : ` (Did you mean ${suggestion}?)`}`;
    });
}

/** In the words of commander. */
function excessArguments(commander: Commander): readonly string[] {
  const { length: expected } = commander.registeredArguments;
  const { length: got } = commander.args;
  if (got <= expected) return [];
  const noun = expected === 1 ? 'argument' : 'arguments';
  return [`too many arguments for '${commander.name()}'. Expected ${expected} ${noun} but got ${got}.`];
}

function invalidValues(commander: Commander): readonly string[] {
  const values: unknown[] = [
    ...commander.options
      .filter((option) => commander.getOptionValueSource(option.attributeName()) === 'cli')
      .flatMap((option): unknown => commander.getOptionValue(option.attributeName())),
    ...commander.registeredArguments.map(({ parseArg }, index) => {
      const text = commander.args[index];
      return text === undefined ? undefined : parseArg?.<unknown>(text, undefined);
    }),
  ];
  return values.flatMap((value) => (value instanceof InvalidValue ? value.issues : []));
}

function missingArguments({ registeredArguments, args }: Commander): readonly string[] {
  return registeredArguments
    .slice(args.length)
    .filter(({ required }) => required)
    .map((argument) => `missing required argument '${argument.name()}'`);
}

function missingOptions(commander: Commander): readonly string[] {
  return commander.options
    .filter((option) => option.mandatory && !isGiven(commander, option))
    .map((option) => `${nameOf(option)}: is missing`);
}

function choiceIssues(commander: Commander, { options, exactlyOneOf = [] }: Command): readonly string[] {
  return exactlyOneOf.flatMap((names) => {
    const group = names.flatMap((name) => options[name] ?? []);
    if (group.filter((option) => isGiven(commander, option)).length === 1) return [];
    const [last = '', ...others] = group.map(nameOf).reverse();
    return [`exactly one of ${others.reverse().join(', ')} and ${last} has to be given`];
  });
}

function isGiven(commander: Commander, option: Option): boolean {
  return commander.getOptionValueSource(option.attributeName()) === 'cli';
}
