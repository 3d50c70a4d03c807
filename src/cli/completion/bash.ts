import { type CliOption, nameOf } from '../options/option.ts';
import { type LoadedCommand, optionsOf } from '../program/load-commands.ts';
import { type CommandTree, pathsOf } from './tree.ts';

/** For every bash since 3.2, without the package bash-completion. */
export function bashCompletion({ first, groups, commands }: CommandTree): readonly string[] {
  const groupNames = [...groups.keys()];
  const paths = [...groupNames, ...commands.map(({ path }) => path.join(' '))];
  return [
    '# Completion of rootguard for bash. In ~/.bashrc:  eval "$(rootguard completion bash)"',
    '_rootguard() {',
    `  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD-1]} at='' word`,
    `  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do`,
    '    case "$at $word" in',
    ...paths.map((path) => `      ' ${path}') at=' ${path}' ;;`),
    '    esac',
    '  done',
    '  COMPREPLY=()',
    '  case "$at $previous" in',
    ...commands.flatMap(valueCases),
    '  esac',
    '  case "$at" in',
    `    '') _rootguard_offer '${joined(first.map(({ name }) => name))}' ;;`,
    ...groupNames.map((name) => {
      const fallback = commands.find(({ path, isDefault }) => isDefault && path[0] === name);
      const offered = (groups.get(name) ?? []).map((offer) => offer.name);
      return `    ' ${name}') _rootguard_offer '${joined([...offered, ...(fallback ? optionNames(fallback) : [])])}' ;;`;
    }),
    ...commands.map((loaded) => `    ' ${loaded.path.join(' ')}') ${offerAt(loaded)} ;;`),
    '  esac',
    '}',
    '_rootguard_offer() { COMPREPLY=($(compgen -W "$1" -- "$current")); }',
    '_rootguard_files() { local IFS=$\'\\n\'; compopt -o filenames 2>/dev/null; COMPREPLY=($(compgen -f -- "$current")); }',
    'complete -F _rootguard rootguard',
  ];
}

/** After an option that takes a value, its choices are offered, or nothing where they cannot be listed. */
function valueCases(loaded: LoadedCommand): readonly string[] {
  return optionsOf(loaded.command)
    .filter(({ valueName }) => valueName !== undefined)
    .map((option) => {
      const patterns = pathsOf(loaded).flatMap((path) =>
        [option.short, option.long].flatMap((name) => (name ? `' ${[...path, name].join(' ')}'` : [])),
      );
      return `    ${patterns.join('|')}) ${offerValues(option)}return ;;`;
    });
}

function offerValues({ argChoices, valueName }: CliOption<unknown>): string {
  if (argChoices !== undefined) return `_rootguard_offer '${joined(argChoices)}'; `;
  return valueName === 'file' ? '_rootguard_files; ' : '';
}

function offerAt(loaded: LoadedCommand): string {
  const args = Object.values(loaded.command.arguments ?? {});
  const choices = args.flatMap(({ argChoices }) => argChoices ?? []);
  const offer = `_rootguard_offer '${joined([...choices, ...optionNames(loaded)])}'`;
  const takesFile = args.some((argument) => argument.name() === 'file');
  return takesFile ? `case "$current" in -*) ${offer} ;; *) _rootguard_files ;; esac` : offer;
}

function optionNames({ command }: LoadedCommand): readonly string[] {
  return [...optionsOf(command).map(nameOf), '--help'];
}

function joined(names: readonly string[]): string {
  return names.join(' ');
}
