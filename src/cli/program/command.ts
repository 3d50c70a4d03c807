import type { CliContext } from './context.ts';
import type { Exit } from './exit-codes.ts';
import type { Given, Option } from './option.ts';
import type { Result, StreamedResult } from './output/result.ts';

/** What a command says of itself, and how it is run. */
export interface Command {
  /** Whole sentences, one paragraph each. */
  readonly description: readonly string[];
  /** In their order on the command line. */
  readonly arguments?: readonly Option<unknown>[];
  readonly options: readonly Option<unknown>[];
  /** Leave out the options that every command has where they mean nothing; they are there unless it says `false`. */
  readonly commonOptions?: boolean;
  /** Whole command lines. */
  readonly examples: readonly string[];
  /** What its exit codes mean, where the general meaning says too little. */
  readonly exitCodes?: Partial<Record<Exit, string>>;
  /**
   * How Ctrl-C ends it. `graceful`: it watches `context.interrupted`, finishes what it has begun and says what it did not
   * begin. `at-once`, the default: there is nothing to finish.
   */
  readonly onInterrupt?: 'graceful' | 'at-once';
  /**
   * Loads what reaches AWS by `await import`, so that the help of the command does not.
   * @throws whatever keeps it from going on; `main` tells the person
   */
  readonly run: (context: CliContext, given: Given) => Promise<Result | StreamedResult>;
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
  /** The one that is meant where none is named. */
  readonly usual?: string;
}

export type Entry = CommandEntry | CommandGroup;
