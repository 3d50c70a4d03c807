import { Command as Commander, type Option } from 'commander';
import { closeNames, didYouMean } from '../options/close-names.ts';
import { nameOf } from '../options/option.ts';

/** What a command line has besides the options that the command knows. */
export interface Words {
  /** Each of them once, perhaps with its value: `--acount=payments`. */
  readonly unknownOptions: readonly string[];
  /** In their order. */
  readonly arguments: readonly string[];
  /** False where more words may be arguments, or the values of unknown options. */
  readonly areAllRead: boolean;
}

/** The words of a command line on which commander found no unknown option. */
export function wordsOf({ args }: Commander): Words {
  return { unknownOptions: [], arguments: args, areAllRead: true };
}

/** The words of a command line whose last option has no value, which commander does not read to the end. */
export function wordsBeforeLastOption(commander: Commander): Words {
  const args = commander.parent?.args ?? [];
  const words = args[0] === commander.name() ? args.slice(1) : args;
  // A reader of its own: the values in `commander` would be set a second time.
  const reader = new Commander();
  for (const option of commander.options) reader.addOption(option);
  const { operands, unknown } = reader.parseOptions(words.slice(0, -1));
  return wordsWithUnknownOptions(commander, [...operands, ...unknown]);
}

/**
 * Tells unknown options, their values and arguments apart, which are the same to commander. The word after an unknown
 * option is its value if the option that was meant has one, and unclear if none is close.
 */
export function wordsWithUnknownOptions(commander: Commander, words = commander.args): Words {
  const unknownOptions = new Set<string>();
  const args: string[] = [];
  let areAllRead = true;
  const rest = [...words];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (word === '--') {
      args.push(...rest.splice(0));
    } else if (!isOption(word, commander)) {
      if (areAllRead) args.push(word);
    } else {
      unknownOptions.add(word);
      const [next] = rest;
      if (next === undefined || isOption(next, commander) || word.includes('=')) continue;
      const meant = intendedOptions(word, commander);
      if (meant.length === 0) areAllRead = false;
      if (meant.some(({ required }) => required)) rest.shift();
    }
  }
  return { unknownOptions: [...unknownOptions], arguments: args, areAllRead };
}

/** The issue of one of `unknownOptions`. */
export function unknownOptionIssue(word: string, commander: Commander): string {
  const [name = word] = word.split('=');
  const known = commander.options.find(({ long, short }) => name === long || name === short);
  if (known !== undefined) return `${nameOf(known)}: takes no value`;
  return `unknown option '${name}'${didYouMean(intendedOptions(name, commander).map(nameOf))}`;
}

function intendedOptions(word: string, commander: Commander): readonly Option[] {
  const [name = word] = word.split('=');
  const options = commander.createHelp().visibleOptions(commander);
  const close = closeNames(name, options.map(nameOf));
  return options.filter((option) => close.includes(nameOf(option)));
}

/** As commander sees it: a negative number may be the argument of a command, but where commands are named it is an option. */
function isOption(word: string, { commands }: Commander): boolean {
  return /^-./.test(word) && (commands.length > 0 || !/^-(\d+|\d*\.\d+)(e[+-]?\d+)?$/.test(word));
}
