import { Command, Option } from 'commander';
import { type Sandbox, startSandbox } from 'organization-sandbox/sandbox.ts';
import { InvalidInputError } from '../domain/errors.ts';
import type { LogLevel } from '../runtime/environment.ts';
import { TABLES } from '../runtime/resources.ts';
import { wholeNumber } from './command-line.ts';
import { type Stack, startStack } from './stack.ts';
import { readWorldFile } from './world-file.ts';

interface Flags {
  readonly port: number;
  readonly host: string;
  readonly org?: string;
  readonly guardrail?: Mode;
  readonly logLevel: LogLevel;
}

type Mode = 'observe' | 'enforce';

export function createSandboxCommand(): Command {
  return new Command('sandbox')
    .description('An AWS organization on this machine, for the AWS CLI, the AWS SDK and rootguard itself.')
    .option('--port <number>', 'port to listen on; 0 lets the system choose', wholeNumber(0, 65_535), 4599)
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--org <file>', 'world file (JSON) instead of the default organization')
    .addOption(
      new Option('--guardrail <mode>', 'run rootguard on it, in this mode').choices(['observe', 'enforce']),
    )
    .addOption(
      new Option('--log-level <level>', 'what rootguard logs to stderr, as JSON lines')
        .choices(['debug', 'info', 'warn', 'error', 'silent'])
        .default('error'),
    )
    .action(serve);
}

/** Serves until SIGINT or SIGTERM. One JSON line on stdout says that it is ready; what people are told, and logs, go to stderr. */
async function serve({ port, host, org, guardrail, logLevel }: Flags): Promise<void> {
  const ended = signalled();
  const world = org === undefined ? undefined : await readWorldFile(org);
  const sandbox = await listen(port, host, world);
  const stack = guardrail === undefined ? undefined : await guard(sandbox, guardrail, logLevel);
  process.stdout.write(`${JSON.stringify(readyLine(sandbox, stack))}\n`);
  if (guardrail !== undefined) process.stderr.write(`${FIRST_SWEEP[guardrail]}\n`);
  await ended;
  await stack?.stop();
  await sandbox.close();
}

const FIRST_SWEEP: Readonly<Record<Mode, string>> = {
  observe: 'rootguard runs on it and has begun its first sweep, which removes nothing.',
  enforce: 'rootguard runs on it and has begun its first sweep, which removes what it finds.',
};

async function listen(
  port: number,
  host: string,
  world: Awaited<ReturnType<typeof readWorldFile>> | undefined,
): Promise<Sandbox> {
  try {
    return await startSandbox({ port, host, ...(world !== undefined && { world }) });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    const fault = LISTEN_FAULTS.get(String(code));
    if (fault === undefined) throw error;
    throw new InvalidInputError('cannot-listen', `${host}:${port}`, [fault]);
  }
}

const LISTEN_FAULTS: ReadonlyMap<string, string> = new Map([
  ['EADDRINUSE', 'the port is taken; choose another with --port'],
  ['EACCES', 'this user may not listen there; choose a port above 1023 with --port'],
  ['EADDRNOTAVAIL', 'this machine does not have the address; choose another with --host'],
  ['ENOTFOUND', 'there is no such host; choose another with --host'],
]);

function guard(sandbox: Sandbox, mode: Mode, logLevel: LogLevel): Promise<Stack> {
  return startStack(sandbox, {
    settings: { mode, logLevel },
    schedules: true,
    logTo: process.stderr,
    onError: (error) => process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`),
  });
}

/** What rootguard would own is null where it does not run. */
function readyLine(sandbox: Sandbox, stack: Stack | undefined) {
  const { endpoint, organizationId, managementAccountId, homeAccountId } = sandbox;
  const queues = stack?.deployment.queues;
  return {
    ready: true,
    endpoint,
    organizationId,
    managementAccountId,
    homeAccountId,
    exceptionsTable: stack ? TABLES.exceptions.name : null,
    ledgerTable: stack ? TABLES.ledger.name : null,
    postureTable: stack ? TABLES.posture.name : null,
    triggersQueueUrl: queues?.triggers.url ?? null,
    sweepQueueUrl: queues?.sweep.url ?? null,
    deadLetterQueueUrl: queues?.deadLetters.url ?? null,
  };
}

function signalled(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
}
