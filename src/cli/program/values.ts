import type { Command as Commander } from 'commander';
import {
  type ArgumentMap,
  type CliOption,
  InvalidValue,
  type OptionMap,
  type ValuesOf,
} from '../options/option.ts';

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
