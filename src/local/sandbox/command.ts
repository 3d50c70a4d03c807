import { Command, Option } from 'commander';
import {
  readyLine,
  type ServeOptions,
  serve,
  stopSignal,
  withServeOptions,
} from 'organization-sandbox/cli/serve.ts';
import { StartError } from 'organization-sandbox/cli/start-error.ts';
import type { Sandbox } from 'organization-sandbox/sandbox.ts';
import { InvalidInputError } from '../../domain/errors.ts';
import { MODES, type Mode } from '../../domain/policy.ts';
import { LOG_LEVELS, type LogLevel } from '../../runtime/environment.ts';
import { TABLES } from '../../runtime/resources.ts';
import { createWrite } from '../../runtime/stdout.ts';
import { type Stack, startStack } from '../stack.ts';

interface Options extends ServeOptions {
  readonly guardrail?: Mode;
  readonly logLevel: LogLevel;
}

export function createSandboxCommand(): Command {
  return withServeOptions(new Command('sandbox'))
    .description('An AWS organization on this machine, for the AWS CLI, the AWS SDK and rootguard itself.')
    .addOption(new Option('--guardrail <mode>', 'run rootguard on it, in this mode').choices(MODES))
    .addOption(
      new Option('--log-level <level>', 'what rootguard logs to stderr, as JSON lines')
        .choices(LOG_LEVELS)
        .default('error'),
    )
    .action(serveWithGuardrail);
}

/** Serves until SIGINT or SIGTERM. The JSON ready line is all that goes to stdout; notices and logs go to stderr. */
async function serveWithGuardrail({ guardrail, logLevel, ...options }: Options): Promise<void> {
  const stopped = stopSignal();
  const sandbox = await startSandbox(options);
  const stack = guardrail === undefined ? undefined : await runGuardrail(sandbox, guardrail, logLevel);
  try {
    const write = createWrite(process.stdout);
    await write(`${JSON.stringify({ ...readyLine(sandbox), ...ownedResources(stack) })}\n`);
    if (guardrail !== undefined) process.stderr.write(`${FIRST_SWEEP[guardrail]}\n`);
    await stopped;
  } finally {
    await stack?.stop();
    await sandbox.close();
  }
}

/** @throws InvalidInputError when the world file is invalid, or the sandbox cannot listen at the address */
async function startSandbox(options: ServeOptions): Promise<Sandbox> {
  try {
    return await serve(options);
  } catch (error) {
    if (!(error instanceof StartError)) throw error;
    throw new InvalidInputError('sandbox-not-started', error.subject, error.issues);
  }
}

const FIRST_SWEEP: Readonly<Record<Mode, string>> = {
  observe: 'rootguard runs on it and has started its first sweep, which removes nothing.',
  enforce: 'rootguard runs on it and has started its first sweep, which removes what it finds.',
};

function runGuardrail(sandbox: Sandbox, mode: Mode, logLevel: LogLevel): Promise<Stack> {
  return startStack(sandbox, {
    settings: { mode, logLevel },
    schedules: true,
    logTo: process.stderr,
    onError: (error) => process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`),
  });
}

/** rootguard's resources in the ready line: all null when it does not run. */
function ownedResources(stack: Stack | undefined) {
  const queues = stack?.deployment.queues;
  return {
    exceptionsTable: stack ? TABLES.exceptions.name : null,
    ledgerTable: stack ? TABLES.ledger.name : null,
    postureTable: stack ? TABLES.posture.name : null,
    triggersQueueUrl: queues?.triggers.url ?? null,
    sweepQueueUrl: queues?.sweep.url ?? null,
    deadLetterQueueUrl: queues?.deadLetters.url ?? null,
    settingsTable: stack ? TABLES.settings.name : null,
  };
}
