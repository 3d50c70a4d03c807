import { formOf, formsOf, type LeafCommand, type OptionForm } from '../command-tree.ts';
import { type CommandTree, type Offer, placesOf } from './tree.ts';

/** For ~/.config/fish/completions/rootguard.fish. */
export function fishCompletion({ first, groups, leaves }: CommandTree): readonly string[] {
  return [
    '# Completion of rootguard for fish:  rootguard completion fish > ~/.config/fish/completions/rootguard.fish',
    'function __rootguard_words',
    '  string match -v -- "-*" (commandline -opc)[2..]',
    'end',
    'function __rootguard_at',
    '  set -l words (__rootguard_words)',
    '  test (count $words) -ge (count $argv); or return 1',
    '  for index in (seq (count $argv))',
    '    test "$words[$index]" = "$argv[$index]"; or return 1',
    '  end',
    'end',
    'function __rootguard_only',
    '  test (count (__rootguard_words)) -eq (count $argv); and __rootguard_at $argv',
    'end',
    'complete -c rootguard -f',
    ...first.map((offer) => command(offer, '__rootguard_only')),
    ...[...groups].flatMap(([name, offers]) =>
      offers.map((offer) => command(offer, `__rootguard_only ${name}`)),
    ),
    ...leaves.flatMap(optionsOf),
  ];
}

function command({ name, summary }: Offer, condition: string): string {
  return `complete -c rootguard -n ${quoted(condition)} -a ${name} -d ${quoted(summary)}`;
}

function optionsOf(leaf: LeafCommand): readonly string[] {
  return placesOf(leaf).flatMap((place) => {
    const condition = quoted(
      `${place.length < leaf.path.length ? '__rootguard_only' : '__rootguard_at'} ${place.join(' ')}`,
    );
    const places = (leaf.command.arguments ?? []).map(formOf).flatMap(({ choices, value }) => {
      if (choices !== undefined)
        return [`complete -c rootguard -n ${condition} -a ${quoted(choices.join(' '))}`];
      return value === 'file' ? [`complete -c rootguard -n ${condition} -F`] : [];
    });
    return [...formsOf(leaf.command).map((form) => option(form, condition)), ...places];
  });
}

function option({ short, long, value, choices, description }: OptionForm, condition: string): string {
  const parts = [
    `complete -c rootguard -n ${condition}`,
    short === undefined ? '' : `-s ${short.slice(1)}`,
    `-l ${long.slice(2)}`,
    value === undefined ? '' : value === 'file' ? '-r -F' : '-x',
    choices === undefined ? '' : `-a ${quoted(choices.join(' '))}`,
    `-d ${quoted(description)}`,
  ];
  return parts.filter((part) => part !== '').join(' ');
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
