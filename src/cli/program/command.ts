import type { CliContext } from '../context.ts';
import type { Exit } from '../exit-codes.ts';
import type { ProfileOwner } from '../installation.ts';
import type { ArgumentMap, OptionMap, ValuesOf } from '../options/option.ts';
import type { Result, StreamedResult } from '../output/result.ts';

/** A command: what its help says, and how it is run. */
export interface CommandDefinition<Options extends OptionMap, Arguments extends ArgumentMap> {
  /** Whole sentences, one paragraph each. */
  readonly description: readonly string[];
  /** In their order on the command line. */
  readonly arguments?: Arguments;
  readonly options: Options;
  /** `false` where the common options have no meaning. */
  readonly commonOptions?: false;
  /** Whose credentials it needs, for the profile that `rootguard.json` names; default: those of the home account. */
  readonly credentials?: ProfileOwner;
  /** It is meant for other accounts than the home account too, or needs none of its tables: no warning about whose the credentials are. */
  readonly acceptsAnyAccount?: true;
  /** For a command that writes `rootguard.json`: it works also where there is one that cannot be used. */
  readonly ignoresConfiguration?: true;
  /** Of each group, exactly one option has to be given. */
  readonly exactlyOneOf?: readonly (readonly (keyof Options & string)[])[];
  /** Whole command lines. */
  readonly examples: readonly string[];
  /** What its exit codes mean, where the general meaning says too little. */
  readonly exitCodes?: Partial<Record<Exit, string>>;
  /**
   * How Ctrl-C ends it. `graceful`: it watches `context.interrupted`, finishes what was started and reports what was not
   * started. `at-once`, the default: there is nothing to finish.
   */
  readonly onInterrupt?: 'graceful' | 'at-once';
  /** Issues of values that are valid one by one, such as two that exclude each other. Must not call AWS. */
  check?(values: ValuesOf<Options & Arguments>): readonly string[];
  /**
   * Loads what reaches AWS by `await import`, so that the help of the command does not.
   * @throws any error; `main` explains it on stderr
   */
  run(context: CliContext, values: ValuesOf<Options & Arguments>): Promise<Result | StreamedResult>;
}

/** A command of any options. */
export type Command = CommandDefinition<OptionMap, ArgumentMap>;

/** Infers the types of the values from the options and arguments. */
export function defineCommand<
  const Options extends OptionMap,
  const Arguments extends ArgumentMap = Record<never, never>,
>(definition: CommandDefinition<Options, Arguments>): CommandDefinition<Options, Arguments> {
  return definition;
}

/** A command before it is loaded: what the list of commands needs, and no more. */
export interface CommandEntry {
  readonly name: string;
  readonly summary: string;
  readonly load: () => Promise<Command>;
}

/** Commands about one thing, such as `exceptions add`. */
export interface CommandGroup {
  readonly name: string;
  readonly summary: string;
  readonly commands: readonly CommandEntry[];
  /** The command that runs when only the group is named. */
  readonly defaultCommand?: string;
  /** The required options of that command, for the help of the group. */
  readonly defaultUsage?: string;
}

export type Entry = CommandEntry | CommandGroup;
