import type { Command, Entry } from './command.ts';
import type { Option } from './option.ts';
import { optionsOf } from './program.ts';

/** A command with the words that lead to it. */
export interface LeafCommand {
  readonly path: readonly string[];
  readonly summary: string;
  readonly command: Command;
  /** Its group does this where no command is named. */
  readonly usual: boolean;
}

/** Every command, loaded, in the order of the help. For what is made from all of them: documentation and completion. */
export async function loadCommands(entries: readonly Entry[]): Promise<readonly LeafCommand[]> {
  const leaves: LeafCommand[] = [];
  for (const entry of entries) {
    if ('load' in entry) {
      leaves.push({ path: [entry.name], summary: entry.summary, command: await entry.load(), usual: false });
      continue;
    }
    for (const { name, summary, load } of entry.commands) {
      leaves.push({
        path: [entry.name, name],
        summary,
        command: await load(),
        usual: name === entry.usual,
      });
    }
  }
  return leaves;
}

/** How an option is written, and what it takes. */
export interface OptionForm {
  /** `-o` */
  readonly short: string | undefined;
  /** `--output`; for an argument the name of its place. */
  readonly long: string;
  /** `format`; undefined for an option that is there or not. */
  readonly value: string | undefined;
  readonly description: string;
  readonly choices: readonly string[] | undefined;
}

export function formOf({ flags, description, choices }: Option<unknown>): OptionForm {
  const value = /<(.+)>/.exec(flags)?.[1];
  const short = /(^|[ ,])(-\w)\b/.exec(flags)?.[2];
  const long = /--[\w-]+/.exec(flags)?.[0] ?? value ?? flags;
  return { short, long, value, description, choices };
}

/** Those of the command and those that every command has. */
export function formsOf(command: Command): readonly OptionForm[] {
  return optionsOf(command).map(formOf);
}
