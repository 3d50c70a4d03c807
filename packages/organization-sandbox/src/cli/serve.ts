import { type Command, InvalidArgumentError } from 'commander';
import { type Sandbox, startSandbox } from '../sandbox.ts';
import { StartError } from './start-error.ts';
import { readWorldFile } from './world-file.ts';

export interface ServeOptions {
  readonly port: number;
  readonly host: string;
  /** Path of the world file. */
  readonly org?: string;
}

const MAX_PORT = 65_535;

/** Adds the options of `ServeOptions` to a command. */
export const withServeOptions = (command: Command): Command =>
  command
    .option('--port <number>', 'port to listen on; 0 lets the system choose', parsePort, 4599)
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--org <file>', 'world file (JSON) instead of the default organization');

function parsePort(text: string): number {
  if (/^\d+$/.test(text) && Number(text) <= MAX_PORT) return Number(text);
  throw new InvalidArgumentError(`It must be a whole number from 0 to ${MAX_PORT}.`);
}

/**
 * Starts a sandbox as the options of the command say.
 * @throws StartError when the world file is invalid, or the sandbox cannot listen at the address
 */
export async function serve({ port, host, org }: ServeOptions): Promise<Sandbox> {
  const world = org === undefined ? undefined : await readWorldFile(org);
  try {
    return await startSandbox({ port, host, ...(world !== undefined && { world }) });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    const issue = LISTEN_ISSUES.get(String(code));
    if (issue === undefined) throw error;
    throw new StartError('cannot-listen', `${host}:${port}`, [issue]);
  }
}

const LISTEN_ISSUES: ReadonlyMap<string, string> = new Map([
  ['EADDRINUSE', 'the port is taken; choose another with --port'],
  ['EACCES', 'this user may not listen there; choose a port above 1023 with --port'],
  ['EADDRNOTAVAIL', 'this machine does not have the address; choose another with --host'],
  ['ENOTFOUND', 'there is no such host; choose another with --host'],
  ['EAI_AGAIN', 'the host cannot be looked up; choose another with --host'],
]);

export interface ReadyLine {
  readonly ready: true;
  /** Such as `http://127.0.0.1:4599`. */
  readonly endpoint: string;
  readonly organizationId: string;
  readonly managementAccountId: string;
  readonly homeAccountId: string;
}

/** The JSON line on stdout that tells a parent process that the sandbox accepts calls. */
export const readyLine = (sandbox: Sandbox): ReadyLine => ({
  ready: true,
  endpoint: sandbox.endpoint,
  organizationId: sandbox.organizationId,
  managementAccountId: sandbox.managementAccountId,
  homeAccountId: sandbox.homeAccountId,
});

/** Resolves at the first SIGINT or SIGTERM. Call it before anything is started, so that no signal is missed. */
export function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
}
