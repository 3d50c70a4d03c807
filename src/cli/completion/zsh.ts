import { formOf, formsOf, type LeafCommand, type OptionForm } from '../command-tree.ts';
import { type CommandTree, type Offer, placesOf } from './tree.ts';

/** As a file `_rootguard` on the fpath, or evaluated after compinit. */
export function zshCompletion({ first, groups, leaves }: CommandTree): readonly string[] {
  const paths = [...groups.keys(), ...leaves.map(({ path }) => path.join(' '))];
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
    ...[...groups].flatMap(([name, offers]) => groupCase(name, offers, leaves)),
    ...leaves.map((leaf) => `    ' ${leaf.path.join(' ')}') ${argumentsOf(leaf, leaf.path.length)} ;;`),
    '  esac',
    '}',
    'if [ "$funcstack[1]" = _rootguard ]; then _rootguard "$@"; else compdef _rootguard rootguard; fi',
  ];
}

function groupCase(
  name: string,
  offers: readonly Offer[],
  leaves: readonly LeafCommand[],
): readonly string[] {
  const usual = leaves.find((leaf) => leaf.usual && placesOf(leaf).some((place) => place.join(' ') === name));
  const options = usual === undefined ? '' : `; ${argumentsOf(usual, 1)}`;
  return [
    `    ' ${name}') offers=(${offers.map(described).join(' ')}); _describe command offers${options} ;;`,
  ];
}

function described({ name, summary }: Offer): string {
  return quoted(`${name}:${summary.replaceAll(':', '\\:')}`);
}

/** @param depth how many words lead to the command */
function argumentsOf({ command }: LeafCommand, depth: number): string {
  const specs = [
    ...formsOf(command).map(optionSpec),
    ...(command.arguments ?? []).map(
      (argument, index) => `${quoted(`${index + 1}:${actionOf(formOf(argument))}`)}`,
    ),
    quoted('--help[say more]'),
  ];
  return `shift ${depth} words; (( CURRENT -= ${depth} )); _arguments ${specs.join(' ')}`;
}

function optionSpec(form: OptionForm): string {
  const { short, long, value, description } = form;
  const text = description.replaceAll(/[[\]:\\]/g, '\\$&');
  const tail = `[${text}]${value === undefined ? '' : `:${actionOf(form)}`}`;
  if (short === undefined) return quoted(`*${long}${tail}`);
  return `{${short},${long}}${quoted(tail)}`;
}

/** What stands there, and what is offered for it. */
function actionOf({ value = 'value', choices }: OptionForm): string {
  if (choices !== undefined) return `${value}:(${choices.join(' ')})`;
  return value === 'file' ? 'file:_files' : `${value}: `;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
