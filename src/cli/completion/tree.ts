import type { LeafCommand } from '../command-tree.ts';

export interface Offer {
  readonly name: string;
  readonly summary: string;
}

/** What stands at each place of the command line where a command is named: the first word, and those of the groups. */
export interface CommandTree {
  readonly first: readonly Offer[];
  readonly groups: ReadonlyMap<string, readonly Offer[]>;
  readonly leaves: readonly LeafCommand[];
}

export function commandTree(
  leaves: readonly LeafCommand[],
  groupSummaries: ReadonlyMap<string, string>,
): CommandTree {
  const first: Offer[] = [];
  const groups = new Map<string, Offer[]>();
  for (const { path, summary } of leaves) {
    const [name = '', subcommand] = path;
    if (!first.some((offer) => offer.name === name)) {
      first.push({ name, summary: groupSummaries.get(name) ?? summary });
    }
    if (subcommand !== undefined)
      groups.set(name, [...(groups.get(name) ?? []), { name: subcommand, summary }]);
  }
  return { first: [...first, { name: 'help', summary: 'say more about a command' }], groups, leaves };
}

/** The paths under which the options of a command are offered: its own, and its group's where it is the usual one. */
export function placesOf({ path, usual }: LeafCommand): readonly (readonly string[])[] {
  return usual ? [path, path.slice(0, 1)] : [path];
}
