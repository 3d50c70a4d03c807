import { InvalidInputError } from '../domain/errors.ts';

/** An option or an argument of a command, as data: the help, the documentation and the completion are made from it. */
export interface Option<Value> {
  /** commander's notation: `--account <id>` or `-y, --yes` for an option, `<scope>` for an argument. */
  readonly flags: string;
  readonly description: string;
  readonly required: boolean;
  /** May be given more than once. */
  readonly repeatable: boolean;
  /** All that it may be, where that can be listed. */
  readonly choices: readonly string[] | undefined;
  /** What holds when it is not given, in the words of its input. */
  readonly fallback: string | undefined;
  /**
   * @param given every occurrence on the command line
   * @throws InvalidInputError `invalid-option`, with every fault in it
   */
  readonly read: (given: readonly string[]) => Value;
}

/** Turns the text of one occurrence into a value. @throws InvalidInputError */
export type Parse<Value> = (text: string) => Value;

/** The value of an option on the command line at hand. */
export type Given = <Value>(option: Option<Value>) => Value;

/** There or not. */
export function flag(flags: string, description: string): Option<boolean> {
  return { ...plain(flags, description), read: (given) => given.length > 0 };
}

export function optional<Value>(
  flags: string,
  description: string,
  parse: Parse<Value>,
): Option<Value | undefined> {
  return { ...plain(flags, description), read: (given) => readOnce(flags, given, parse) };
}

export function required<Value>(flags: string, description: string, parse: Parse<Value>): Option<Value> {
  return {
    ...plain(flags, description),
    required: true,
    read: (given) => {
      const value = readOnce(flags, given, parse);
      if (value === undefined) throw invalid([`${nameOf(flags)}: is missing`]);
      return value;
    },
  };
}

/** @param fallback what holds when it is not given, written as it would be given */
export function withDefault<Value>(
  flags: string,
  description: string,
  parse: Parse<Value>,
  fallback: string,
): Option<Value> {
  return {
    ...plain(flags, description),
    fallback,
    read: (given) => readOnce(flags, given, parse) ?? parse(fallback),
  };
}

/** Any number of times. */
export function list<Value>(
  flags: string,
  description: string,
  parse: Parse<Value>,
): Option<readonly Value[]> {
  return {
    ...plain(flags, description),
    repeatable: true,
    read: (given) => {
      const issues: string[] = [];
      const values = given.flatMap((text) => {
        try {
          return [parse(text)];
        } catch (error) {
          issues.push(...faultsOf(flags, error));
          return [];
        }
      });
      if (issues.length > 0) throw invalid(issues);
      return values;
    },
  };
}

/** Names the values it may have in help, documentation and completion. */
export function withChoices<Value>(option: Option<Value>, choices: readonly string[]): Option<Value> {
  return { ...option, choices };
}

function plain(flags: string, description: string) {
  return {
    flags,
    description,
    required: false,
    repeatable: false,
    choices: undefined,
    fallback: undefined,
  };
}

function readOnce<Value>(flags: string, given: readonly string[], parse: Parse<Value>): Value | undefined {
  const [text, ...more] = given;
  if (text === undefined) return undefined;
  if (more.length > 0) throw invalid([`${nameOf(flags)}: is given ${given.length} times`]);
  try {
    return parse(text);
  } catch (error) {
    throw invalid(faultsOf(flags, error));
  }
}

function faultsOf(flags: string, error: unknown): readonly string[] {
  if (error instanceof InvalidInputError) return error.issues.map((fault) => `${nameOf(flags)}: ${fault}`);
  throw error;
}

function invalid(issues: readonly string[]): InvalidInputError {
  return new InvalidInputError('invalid-option', 'command line', issues);
}

/** `--account` of `-a, --account <account>`. */
export function nameOf(flags: string): string {
  return /--[\w-]+/.exec(flags)?.[0] ?? flags;
}
