import type { CliOption } from '../options/option.ts';
import { type LoadedCommand, optionsOf } from '../program/load-commands.ts';
import type { CommandTree, Offer } from './tree.ts';

/** As a file `_rootguard` on the fpath, or evaluated after compinit. */
export function zshCompletion({ first, groups, commands }: CommandTree): readonly string[] {
  const paths = [...groups.keys(), ...commands.map(({ path }) => path.join(' '))];
  return [
    '#compdef rootguard',
    '# Completion of rootguard for zsh. In ~/.zshrc, after compinit:  eval "$(rootguard completion zsh)"',
    '_rootguard() {',
    "  local at='' word",
    '  local -a offers',
    `  for word in "\${(@)words[2,CURRENT-1]}"; do`,
    '    case "$at $word" in',
    ...paths.map((path) => `      ' ${path}') at=' ${path}' ;;`),
    '    esac',
    '  done',
    '  case "$at" in',
    `    '') offers=(${first.map(described).join(' ')}); _describe command offers ;;`,
    ...[...groups].flatMap(([name, offers]) => groupCase(name, offers, commands)),
    ...commands.map(
      (loaded) => `    ' ${loaded.path.join(' ')}') ${argumentsOf(loaded, loaded.path.length)} ;;`,
    ),
    '  esac',
    '}',
    'if [ "$funcstack[1]" = _rootguard ]; then _rootguard "$@"; else compdef _rootguard rootguard; fi',
  ];
}

function groupCase(
  name: string,
  offers: readonly Offer[],
  commands: readonly LoadedCommand[],
): readonly string[] {
  const fallback = commands.find(({ path, isDefault }) => isDefault && path[0] === name);
  const options = fallback === undefined ? '' : `; ${argumentsOf(fallback, 1)}`;
  return [
    `    ' ${name}') offers=(${offers.map(described).join(' ')}); _describe command offers${options} ;;`,
  ];
}

function described({ name, summary }: Offer): string {
  return quoted(`${name}:${summary.replaceAll(':', '\\:')}`);
}

/** @param depth how many words lead to the command */
function argumentsOf({ command }: LoadedCommand, depth: number): string {
  const specs = [
    ...optionsOf(command).map(optionSpec),
    ...Object.values(command.arguments ?? {}).map((argument, index) =>
      quoted(`${index + 1}:${actionOf(argument.name(), argument.argChoices)}`),
    ),
    quoted('--help[show the help]'),
  ];
  return `shift ${depth} words; (( CURRENT -= ${depth} )); _arguments ${specs.join(' ')}`;
}

function optionSpec({ short, long, valueName, argChoices, description }: CliOption<unknown>): string {
  const text = description.replaceAll(/[[\]:\\]/g, '\\$&');
  const tail = `[${text}]${valueName === undefined ? '' : `:${actionOf(valueName, argChoices)}`}`;
  if (short === undefined) return quoted(`*${long}${tail}`);
  return `{${short},${long}}${quoted(tail)}`;
}

/** The name of the value, and what is offered for it. */
function actionOf(valueName: string, choices: readonly string[] | undefined): string {
  if (choices !== undefined) return `${valueName}:(${choices.join(' ')})`;
  return valueName === 'file' ? 'file:_files' : `${valueName}: `;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
