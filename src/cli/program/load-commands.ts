import { COMMON_OPTIONS } from '../options/common.ts';
import type { CliOption } from '../options/option.ts';
import type { Command, Entry } from './command.ts';

/** A command with the path of names that leads to it, such as `exceptions add`. */
export interface LoadedCommand {
  readonly path: readonly string[];
  readonly summary: string;
  readonly command: Command;
  /** It runs when only its group is named. */
  readonly isDefault: boolean;
}

/** Loads every command, in the order of the help: for documentation and completion. */
export async function loadCommands(entries: readonly Entry[]): Promise<readonly LoadedCommand[]> {
  const loaded: LoadedCommand[] = [];
  for (const entry of entries) {
    if ('load' in entry) {
      loaded.push({
        path: [entry.name],
        summary: entry.summary,
        command: await entry.load(),
        isDefault: false,
      });
      continue;
    }
    for (const { name, summary, load } of entry.commands) {
      loaded.push({
        path: [entry.name, name],
        summary,
        command: await load(),
        isDefault: name === entry.defaultCommand,
      });
    }
  }
  return loaded;
}

/** The command's own options, then the common ones. */
export function optionsOf({ options, commonOptions }: Command): readonly CliOption<unknown>[] {
  return [...Object.values(options), ...(commonOptions === false ? [] : Object.values(COMMON_OPTIONS))];
}
