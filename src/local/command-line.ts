import { type Command, CommanderError, InvalidArgumentError } from 'commander';
import { RootguardError } from '../domain/errors.ts';
import { parseWholeNumber } from '../domain/whole-number.ts';
import { silenceDeprecations, silenceVersionWarning } from '../runtime/environment.ts';
import { createWrite, ignoreStreamErrors } from '../runtime/stdout.ts';

/** Exit codes: 2 for invalid input, as in most command line tools; 1 for other failures. */
const USAGE = 2;
const FAILED = 1;

/**
 * Runs a command and returns its exit code. Issues of the input are printed in one line on stderr.
 * @param argv without node and the script
 */
export async function runCommand(command: Command, argv: readonly string[]): Promise<number> {
  silenceVersionWarning();
  silenceDeprecations();
  ignoreStreamErrors(process.stderr);
  let help = '';
  command.exitOverride().configureOutput({
    writeOut: (text) => {
      help += text;
    },
    outputError: (text, write) => write(inOneLine(text)),
  });
  try {
    await command.parseAsync(argv, { from: 'user' });
    return 0;
  } catch (error) {
    if (!(error instanceof CommanderError)) return reportError(error);
    // commander has printed its error already.
    return error.exitCode === 0 ? writeHelp(help) : USAGE;
  }
}

/** commander suggests the option that was probably meant in a line of its own. */
function inOneLine(error: string): string {
  return error.replace(/\n\(Did you mean (.+)\?\)/, ' (did you mean "$1"?)');
}

async function writeHelp(help: string): Promise<number> {
  try {
    await createWrite(process.stdout)(help);
    return 0;
  } catch (error) {
    return reportError(error);
  }
}

function reportError(error: unknown): number {
  if (error instanceof FailedCommand) return FAILED;
  const isOfUser = error instanceof RootguardError && error.responsible === 'user';
  process.stderr.write(`error: ${isOfUser ? error.message : describe(error)}\n`);
  return isOfUser && error.code !== 'unwritable-output' ? USAGE : FAILED;
}

/** Parses the value of an option. */
export function wholeNumber(min: number, max: number): (text: string) => number {
  return (text) => {
    const number = parseWholeNumber(text, min, max);
    if (number !== undefined) return number;
    throw new InvalidArgumentError(`It must be a whole number from ${min} to ${max}.`);
  };
}

/** For a command that has already printed what failed. */
export class FailedCommand extends Error {}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
