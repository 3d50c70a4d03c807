import { CommanderError } from 'commander';
import { plainText } from '../domain/plain-text.ts';
import { readVariables, wantsColours } from '../runtime/environment.ts';
import { VERSION } from '../runtime/version.ts';
import type { Command } from './command.ts';
import { COMMANDS } from './commands.ts';
import { OUTPUT } from './common-options.ts';
import { type CliContext, createContext } from './context.ts';
import { EXIT, type Exit } from './exit-codes.ts';
import { unlessInterrupted, watchInterrupts } from './interrupt.ts';
import type { Given } from './option.ts';
import { formatResult } from './output/print.ts';
import { createWrite } from './output/stdout.ts';
import { buildProgram } from './program.ts';
import { createTerminal, type Terminal } from './terminal.ts';

/**
 * Runs one command line to its exit.
 * @param words without node and the script
 */
async function main(words: readonly string[]): Promise<Exit> {
  const terminal = createTerminal(process, wantsColours(readVariables()));
  let exit: Exit = 'ok';
  try {
    const program = await buildProgram(COMMANDS, words, VERSION, async (command, given) => {
      exit = await carryOut(command, given, terminal);
    });
    for (const one of [
      program,
      ...program.commands,
      ...program.commands.flatMap(({ commands }) => commands),
    ]) {
      one.exitOverride();
    }
    await program.parseAsync(words, { from: 'user' });
    return exit;
  } catch (error) {
    // commander has told its own already.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 'ok' : 'usage';
    return tell(error, terminal);
  }
}

async function tell(error: unknown, { stderr }: Terminal, context?: CliContext): Promise<Exit> {
  const { explainError, mayBeOfAnotherAccount } = await import('./errors.ts');
  const { exit, lines } = explainError(
    error,
    mayBeOfAnotherAccount(error) ? await context?.whose() : undefined,
  );
  for (const line of lines) stderr.write(`${plainText(line)}\n`);
  return exit;
}

async function carryOut(command: Command, given: Given, terminal: Terminal): Promise<Exit> {
  const interrupted = watchInterrupts(process);
  const context = createContext(terminal, interrupted, given);
  try {
    const running = command.run(context, given);
    const result =
      command.onInterrupt === 'graceful' ? await running : await unlessInterrupted(interrupted, running);
    if (result === 'interrupted') {
      context.say('interrupted');
      return 'failure';
    }
    const format = command.commonOptions === false ? 'table' : given(OUTPUT);
    const write = createWrite(terminal.stdout);
    if ('writeAs' in result) return await result.writeAs(format, write);
    await write(formatResult(result, format, terminal));
    return result.exit;
  } catch (error) {
    return await tell(error, terminal, context);
  } finally {
    await context.close();
  }
}

const exit = await main(process.argv.slice(2));
// A connection that was not closed, or a command that was given up, does not hold the process.
process.exit(EXIT[exit].code);
