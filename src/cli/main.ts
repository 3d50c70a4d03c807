import { CommanderError } from 'commander';
import { unlessAborted } from '../concurrency/abortable.ts';
import { plainText } from '../domain/plain-text.ts';
import { readVariables, wantsColours } from '../runtime/environment.ts';
import { createWrite, type Write } from '../runtime/stdout.ts';
import { VERSION } from '../runtime/version.ts';
import { COMMANDS } from './commands/registry.ts';
import { type CliContext, createContext } from './context.ts';
import { EXIT, type Exit } from './exit-codes.ts';
import type { CommonValues } from './options/common.ts';
import { formatResult } from './output/print.ts';
import { buildProgram, resolveHelp } from './program/build-program.ts';
import type { Command } from './program/command.ts';
import { watchInterrupts } from './terminal/interrupt.ts';
import { createTerminal, type Terminal } from './terminal/terminal.ts';

/**
 * Runs one command line.
 * @param argv without node and the script
 */
async function main(argv: readonly string[]): Promise<Exit> {
  const terminal = createTerminal(process, wantsColours(readVariables()));
  const write = createWrite(terminal.stdout);
  let exit: Exit = 'ok';
  let help = '';
  const program = buildProgram(COMMANDS, VERSION, {
    run: async (command, values, common) => {
      exit = await runCommand(command, values, common, { terminal, write });
    },
    writeHelp: (text) => {
      help += text;
    },
  });
  try {
    await program.parseAsync(resolveHelp(COMMANDS, argv), { from: 'user' });
    return exit;
  } catch (error) {
    if (!(error instanceof CommanderError)) return reportError(error, terminal);
    if (error.exitCode === 0) return writeHelp(help, { terminal, write });
    // Without a command name, commander has printed the help on stderr already.
    if (error.code !== 'commander.help') terminal.stderr.write(`${plainText(error.message)}\n`);
    return 'usage';
  }
}

/** What commands write to. */
interface Output {
  readonly terminal: Terminal;
  /** To stdout. */
  readonly write: Write;
}

/** Also the version. */
async function writeHelp(text: string, { terminal, write }: Output): Promise<Exit> {
  try {
    await write(text);
    return 'ok';
  } catch (error) {
    return reportError(error, terminal);
  }
}

async function reportError(error: unknown, { stderr }: Terminal, context?: CliContext): Promise<Exit> {
  const { explainError, mayBeOfWrongAccount } = await import('./errors.ts');
  const { exit, lines } = explainError(error, {
    profile: await context?.profile(),
    identity: mayBeOfWrongAccount(error) ? await context?.identity() : undefined,
  });
  for (const line of lines) stderr.write(`${plainText(line)}\n`);
  return exit;
}

async function runCommand(
  command: Command,
  values: Readonly<Record<string, unknown>>,
  common: Partial<CommonValues>,
  { terminal, write }: Output,
): Promise<Exit> {
  const interrupted = watchInterrupts(process);
  const context = createContext(terminal, interrupted, {
    ...common,
    credentials: command.credentials,
    acceptsAnyAccount: command.acceptsAnyAccount,
    ignoresConfiguration: command.ignoresConfiguration,
  });
  try {
    const abandonOn = command.onInterrupt === 'graceful' ? undefined : interrupted;
    const running = await unlessAborted(abandonOn, () => command.run(context, values));
    if (running.type === 'aborted') {
      context.say('interrupted');
      return 'failure';
    }
    const { result } = running;
    if ('writeAs' in result) return await result.writeAs(context.outputFormat, write);
    await write(formatResult(result, context.outputFormat, terminal));
    return result.exit;
  } catch (error) {
    return await reportError(error, terminal, context);
  } finally {
    await context.close();
  }
}

const exit = await main(process.argv.slice(2));
// An open connection or an interrupted command must not keep the process alive.
process.exit(EXIT[exit].code);
