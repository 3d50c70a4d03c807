import { type CliOption, nameOf } from '../options/option.ts';
import type { Command } from './command.ts';

/** Options of which exactly one has to be given. */
export type OptionGroup = readonly CliOption<unknown>[];

export function groupsOf({
  options,
  exactlyOneOf = [],
}: Pick<Command, 'options' | 'exactlyOneOf'>): readonly OptionGroup[] {
  return exactlyOneOf.map((names) => names.flatMap((name) => options[name] ?? []));
}

/** `--account, --ou and --organization` */
export function namesOf(group: OptionGroup): string {
  const names = group.map(nameOf);
  return `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
