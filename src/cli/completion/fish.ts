import type { CliOption } from '../options/option.ts';
import { type LoadedCommand, optionsOf } from '../program/load-commands.ts';
import { type CommandTree, type Offer, pathsOf } from './tree.ts';

/** For ~/.config/fish/completions/rootguard.fish. */
export function fishCompletion({ first, groups, commands }: CommandTree): readonly string[] {
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
    ...commands.flatMap(optionLines),
  ];
}

function command({ name, summary }: Offer, condition: string): string {
  return `complete -c rootguard -n ${quoted(condition)} -a ${name} -d ${quoted(summary)}`;
}

function optionLines(loaded: LoadedCommand): readonly string[] {
  return pathsOf(loaded).flatMap((path) => {
    const isGroup = path.length < loaded.path.length;
    const condition = quoted(`${isGroup ? '__rootguard_only' : '__rootguard_at'} ${path.join(' ')}`);
    const args = Object.values(loaded.command.arguments ?? {}).flatMap((argument) => {
      const { argChoices } = argument;
      if (argChoices !== undefined)
        return [`complete -c rootguard -n ${condition} -a ${quoted(argChoices.join(' '))}`];
      return argument.name() === 'file' ? [`complete -c rootguard -n ${condition} -F`] : [];
    });
    return [...optionsOf(loaded.command).map((option) => optionLine(option, condition)), ...args];
  });
}

function optionLine(option: CliOption<unknown>, condition: string): string {
  const { short, valueName, argChoices, description } = option;
  const parts = [
    `complete -c rootguard -n ${condition}`,
    short === undefined ? '' : `-s ${short.slice(1)}`,
    `-l ${option.name()}`,
    valueName === undefined ? '' : valueName === 'file' ? '-r -F' : '-x',
    argChoices === undefined ? '' : `-a ${quoted(argChoices.join(' '))}`,
    `-d ${quoted(description)}`,
  ];
  return parts.filter((part) => part !== '').join(' ');
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
