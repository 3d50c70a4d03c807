import { Command, CommanderError } from 'commander';
import { readyLine, type ServeOptions, serve, stopSignal, withServeOptions } from './serve.ts';
import { StartError } from './start-error.ts';
import { ignoreOutputErrors, OutputError, writeToStdout } from './stdout.ts';

/** Exit codes: 2 when the person who runs the command can fix the problem, as in most command line tools. */
const EXIT_USAGE = 2;
const EXIT_FAILURE = 1;

const HELP = `
One JSON line on stdout reports the endpoint once the sandbox accepts calls. SIGINT or SIGTERM (Ctrl-C) stops it.

  export AWS_ENDPOINT_URL=http://127.0.0.1:4599 AWS_REGION=us-east-1
  export AWS_ACCESS_KEY_ID=222222222222 AWS_SECRET_ACCESS_KEY=x
  aws organizations list-accounts`;

/**
 * Runs the command `organization-sandbox` and returns its exit code.
 * @param args without node and the script
 */
export async function runCommand(args: readonly string[], version: string): Promise<number> {
  ignoreOutputErrors();
  let help = '';
  const command = withServeOptions(new Command('organization-sandbox'))
    .description('Serves an AWS organization on this machine, for the AWS CLI and the AWS SDKs.')
    .version(version)
    .addHelpText('after', HELP)
    .allowExcessArguments(false)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => {
        help += text;
      },
      outputError: (text, write) => write(inOneLine(text)),
    })
    .action(serveUntilStopped);
  try {
    await command.parseAsync(args, { from: 'user' });
    return 0;
  } catch (error) {
    if (!(error instanceof CommanderError)) return reportError(error);
    return error.exitCode === 0 ? writeHelp(help) : EXIT_USAGE;
  }
}

/** commander suggests the option that was probably meant in a line of its own. */
function inOneLine(error: string): string {
  return error.replace(/\n\(Did you mean (.+)\?\)/, ' (did you mean "$1"?)');
}

/** Also the version. */
async function writeHelp(help: string): Promise<number> {
  try {
    await writeToStdout(help);
    return 0;
  } catch (error) {
    return reportError(error);
  }
}

function reportError(error: unknown): number {
  const isUsage = error instanceof StartError;
  const isExpected = isUsage || error instanceof OutputError;
  process.stderr.write(`error: ${isExpected ? error.message : describe(error)}\n`);
  return isUsage ? EXIT_USAGE : EXIT_FAILURE;
}

async function serveUntilStopped(options: ServeOptions): Promise<void> {
  const stopped = stopSignal();
  const sandbox = await serve(options);
  try {
    await writeToStdout(`${JSON.stringify(readyLine(sandbox))}\n`);
    await stopped;
  } finally {
    await sandbox.close();
  }
}

const describe = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? error.message) : String(error);
