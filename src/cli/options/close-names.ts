import { Command, CommanderError } from 'commander';

/**
 * The names that an unknown word was probably meant to be, without the hyphens of options. commander decides, as it does for
 * an unknown command; of several unknown options it names the first only, and of a choice it knows no close one.
 */
export function closeNames(word: string, names: readonly string[]): readonly string[] {
  const commander = new Command()
    .exitOverride()
    .helpCommand(false)
    .configureOutput({ outputError: () => {}, writeErr: () => {} });
  for (const name of names) commander.command(withoutHyphens(name));
  try {
    commander.parse(['--', withoutHyphens(word)], { from: 'user' });
    return [];
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    const [, close] = /\(Did you mean (?:one of )?(.+)\?\)/.exec(error.message) ?? [];
    return names.filter((name) => close?.split(', ').includes(withoutHyphens(name)));
  }
}

function withoutHyphens(name: string): string {
  return name.replace(/^-+/, '');
}
