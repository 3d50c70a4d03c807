import { Command as Commander, type Option } from 'commander';
import { suggestion } from '../../domain/near-miss.ts';
import { closeNames } from '../options/close-names.ts';
import { nameOf } from '../options/option.ts';

/** What a command line has besides the options that the command knows. */
export interface Tokens {
  /** Each of them once, perhaps with its value: `--acount=payments`. */
  readonly unknownOptions: readonly string[];
  /** In their order. */
  readonly arguments: readonly string[];
  /** False where more tokens may be arguments, or the values of unknown options. */
  readonly areAllRead: boolean;
}

/** The tokens of a command line on which commander found no unknown option. */
export function tokensOf({ args }: Commander): Tokens {
  return { unknownOptions: [], arguments: args, areAllRead: true };
}

/** The tokens of a command line whose last option has no value, which commander does not read to the end. */
export function tokensBeforeLastOption(commander: Commander): Tokens {
  const args = commander.parent?.args ?? [];
  const tokens = args[0] === commander.name() ? args.slice(1) : args;
  // A reader of its own: the values in `commander` would be set a second time.
  const reader = new Commander();
  for (const option of commander.options) reader.addOption(option);
  const { operands, unknown } = reader.parseOptions(tokens.slice(0, -1));
  return tokensWithUnknownOptions(commander, [...operands, ...unknown]);
}

/**
 * Tells unknown options, their values and arguments apart, which are the same to commander. The token after an unknown
 * option is its value if the option that was meant has one, and unclear if none is close.
 */
export function tokensWithUnknownOptions(commander: Commander, tokens = commander.args): Tokens {
  const unknownOptions = new Set<string>();
  const args: string[] = [];
  let areAllRead = true;
  const rest = [...tokens];
  for (let token = rest.shift(); token !== undefined; token = rest.shift()) {
    if (token === '--') {
      args.push(...rest.splice(0));
    } else if (!isOption(token, commander)) {
      if (areAllRead) args.push(token);
    } else {
      unknownOptions.add(token);
      const [next] = rest;
      if (next === undefined || isOption(next, commander) || token.includes('=')) continue;
      const intended = intendedOptions(token, commander);
      if (intended.length === 0) areAllRead = false;
      if (intended.some(({ required }) => required)) rest.shift();
    }
  }
  return { unknownOptions: [...unknownOptions], arguments: args, areAllRead };
}

/** The issue of one of `unknownOptions`. */
export function unknownOptionIssue(token: string, commander: Commander): string {
  const [name = token] = token.split('=');
  const known = commander.options.find(({ long, short }) => name === long || name === short);
  if (known !== undefined) return `${nameOf(known)}: takes no value`;
  return `unknown option '${name}'${suggestion(intendedOptions(name, commander).map(nameOf))}`;
}

function intendedOptions(token: string, commander: Commander): readonly Option[] {
  const [name = token] = token.split('=');
  const options = commander.createHelp().visibleOptions(commander);
  const close = closeNames(name, options.map(nameOf));
  return options.filter((option) => close.includes(nameOf(option)));
}

/** As commander sees it: a negative number may be the argument of a command, but where commands are named it is an option. */
function isOption(token: string, { commands }: Commander): boolean {
  return /^-./.test(token) && (commands.length > 0 || !/^-(\d+|\d*\.\d+)(e[+-]?\d+)?$/.test(token));
}
