import { formOf, formsOf, type LeafCommand, type OptionForm } from '../command-tree.ts';
import { type CommandTree, placesOf } from './tree.ts';

/** For every bash since 3.2, without the package bash-completion. */
export function bashCompletion({ first, groups, leaves }: CommandTree): readonly string[] {
  const groupNames = [...groups.keys()];
  const paths = [...groupNames, ...leaves.map(({ path }) => path.join(' '))];
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
    ...leaves.flatMap(valueCases),
    '  esac',
    '  case "$at" in',
    `    '') _rootguard_offer '${words(first.map(({ name }) => name))}' ;;`,
    ...groupNames.map((name) => {
      const usual = leaves.find(({ path, usual }) => usual && path[0] === name);
      const offered = (groups.get(name) ?? []).map((offer) => offer.name);
      return `    ' ${name}') _rootguard_offer '${words([...offered, ...(usual ? optionNames(usual) : [])])}' ;;`;
    }),
    ...leaves.map((leaf) => `    ' ${leaf.path.join(' ')}') ${offerAt(leaf)} ;;`),
    '  esac',
    '}',
    '_rootguard_offer() { COMPREPLY=($(compgen -W "$1" -- "$current")); }',
    '_rootguard_files() { local IFS=$\'\\n\'; compopt -o filenames 2>/dev/null; COMPREPLY=($(compgen -f -- "$current")); }',
    'complete -F _rootguard rootguard',
  ];
}

/** After an option that takes a value, its values are offered, or nothing where they cannot be known. */
function valueCases(leaf: LeafCommand): readonly string[] {
  return formsOf(leaf.command)
    .filter(({ value }) => value !== undefined)
    .map((form) => {
      const patterns = placesOf(leaf).flatMap((place) =>
        namesOf(form).map((name) => `' ${[...place, name].join(' ')}'`),
      );
      return `    ${patterns.join('|')}) ${valuesOf(form)}return ;;`;
    });
}

function valuesOf({ choices, value }: OptionForm): string {
  if (choices !== undefined) return `_rootguard_offer '${words(choices)}'; `;
  return value === 'file' ? '_rootguard_files; ' : '';
}

function offerAt(leaf: LeafCommand): string {
  const forms = (leaf.command.arguments ?? []).map(formOf);
  const choices = forms.flatMap(({ choices: all }) => all ?? []);
  const offer = `_rootguard_offer '${words([...choices, ...optionNames(leaf)])}'`;
  const takesFile = forms.some(({ value }) => value === 'file');
  return takesFile ? `case "$current" in -*) ${offer} ;; *) _rootguard_files ;; esac` : offer;
}

function optionNames({ command }: LeafCommand): readonly string[] {
  return [...formsOf(command).map(({ long }) => long), '--help'];
}

function namesOf({ short, long }: OptionForm): readonly string[] {
  return short === undefined ? [long] : [short, long];
}

function words(all: readonly string[]): string {
  return all.join(' ');
}
