import { Argument, Option } from 'commander';
import { InvalidInputError } from '../../domain/errors.ts';

/** Turns the text of one occurrence into a value. @throws InvalidInputError */
export interface Parse<Value> {
  (text: string): Value;
  /** The allowed texts, if they can be listed. */
  readonly choices?: readonly string[];
}

/** commander's option, with the type of the value that a command receives. */
export class CliOption<Value> extends Option {
  declare readonly value: Value;

  /** `file` of `--out <file>`; undefined for an option without a value. */
  get valueName(): string | undefined {
    return /<(.+)>/.exec(this.flags)?.[1];
  }

  /** Its default is an empty list, to which each occurrence adds. */
  get repeatable(): boolean {
    return Array.isArray(this.defaultValue);
  }
}

/** commander's argument, with the type of the value that a command receives. */
export class CliArgument<Value> extends Argument {
  declare readonly value: Value;
}

export type OptionMap = Readonly<Record<string, CliOption<unknown>>>;
export type ArgumentMap = Readonly<Record<string, CliArgument<unknown>>>;

/** The values of options or arguments, under the names that the command gives them. */
export type ValuesOf<Map extends OptionMap | ArgumentMap> = {
  readonly [Name in keyof Map]: Map[Name]['value'];
};

/** The value of an option or argument whose text did not parse, so that all issues can be reported at once. */
export class InvalidValue {
  constructor(readonly issues: readonly string[]) {}
}

export function flag(flags: string, description: string): CliOption<boolean> {
  return new CliOption<boolean>(flags, description);
}

export function optional<Value>(
  flags: string,
  description: string,
  parse: Parse<Value>,
): CliOption<Value | undefined> {
  const option = new CliOption<Value | undefined>(flags, description);
  if (parse.choices !== undefined) option.choices(parse.choices);
  return option.argParser((text) => parseOrCollect(nameOf(option), parse, text));
}

export function required<Value>(flags: string, description: string, parse: Parse<Value>): CliOption<Value> {
  const option = new CliOption<Value>(flags, description).makeOptionMandatory();
  if (parse.choices !== undefined) option.choices(parse.choices);
  return option.argParser((text) => parseOrCollect(nameOf(option), parse, text));
}

/** @param defaultText the default, written as on the command line */
export function withDefault<Value>(
  flags: string,
  description: string,
  parse: Parse<Value>,
  defaultText: string,
): CliOption<Value> {
  const option = new CliOption<Value>(flags, description).default(parse(defaultText), defaultText);
  if (parse.choices !== undefined) option.choices(parse.choices);
  return option.argParser((text) => parseOrCollect(nameOf(option), parse, text));
}

/** May be given any number of times. */
export function list<Value>(
  flags: string,
  description: string,
  parse: Parse<Value>,
): CliOption<readonly Value[]> {
  const option = new CliOption<readonly Value[]>(flags, description).default([]);
  if (parse.choices !== undefined) option.choices(parse.choices);
  return option.argParser<(Value | InvalidValue)[]>((text, previous) => [
    ...previous,
    parseOrCollect(nameOf(option), parse, text),
  ]);
}

/** @param name with its brackets: `<file>` */
export function argument<Value>(name: string, description: string, parse: Parse<Value>): CliArgument<Value> {
  const made = new CliArgument<Value>(name, description);
  if (parse.choices !== undefined) made.choices(parse.choices);
  return made.argParser((text) => parseOrCollect(name, parse, text));
}

/** `--account` of `-a, --account <account>`. */
export function nameOf(option: Option): string {
  return option.long ?? option.flags;
}

function parseOrCollect<Value>(name: string, parse: Parse<Value>, text: string): Value | InvalidValue {
  try {
    return parse(text);
  } catch (error) {
    if (error instanceof InvalidInputError)
      return new InvalidValue(error.issues.map((issue) => `${name}: ${issue}`));
    throw error;
  }
}
