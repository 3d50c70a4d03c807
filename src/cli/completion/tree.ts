import type { LoadedCommand } from '../program/load-commands.ts';

export interface Offer {
  readonly name: string;
  readonly summary: string;
}

/** The offers for the first word of the command line, and for the word after the name of each group. */
export interface CommandTree {
  readonly first: readonly Offer[];
  readonly groups: ReadonlyMap<string, readonly Offer[]>;
  readonly commands: readonly LoadedCommand[];
}

export function commandTree(
  commands: readonly LoadedCommand[],
  groupSummaries: ReadonlyMap<string, string>,
): CommandTree {
  const first: Offer[] = [];
  const groups = new Map<string, Offer[]>();
  for (const { path, summary } of commands) {
    const [name = '', subcommand] = path;
    if (!first.some((offer) => offer.name === name)) {
      first.push({ name, summary: groupSummaries.get(name) ?? summary });
    }
    if (subcommand !== undefined)
      groups.set(name, [...(groups.get(name) ?? []), { name: subcommand, summary }]);
  }
  return { first: [...first, { name: 'help', summary: 'show the help of a command' }], groups, commands };
}

/** The paths after which the options of a command are offered: its own, and that of its group if it is the default. */
export function pathsOf({ path, isDefault }: LoadedCommand): readonly (readonly string[])[] {
  return isDefault ? [path, path.slice(0, 1)] : [path];
}
