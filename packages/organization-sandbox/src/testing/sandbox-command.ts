import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { OnEnd } from './test-sandbox.ts';

/** A command that serves a sandbox, in a process of its own. */
export interface SandboxProcess {
  /** Its first line on stdout. */
  readonly ready: Readonly<Record<string, unknown>>;
  /** Sends the signal and waits for the end. */
  stop(signal: NodeJS.Signals): Promise<StoppedProcess>;
}

export interface StoppedProcess {
  readonly exitCode: number | null;
  /** All that it wrote to stdout. */
  readonly lines: readonly string[];
  readonly stderr: string;
}

/**
 * Resolves once the command is ready.
 * @param nodeArgs the script and its arguments
 */
export async function startSandboxProcess(
  onEnd: OnEnd,
  nodeArgs: readonly string[],
  cwd: string,
): Promise<SandboxProcess> {
  const child = spawn(process.execPath, nodeArgs, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  onEnd(async () => {
    child.kill('SIGKILL');
  });
  const lines: string[] = [];
  let stderr = '';
  child.stderr.on('data', (chunk) => {
    stderr += String(chunk);
  });
  const reader = createInterface(child.stdout).on('line', (line) => lines.push(line));
  await once(reader, 'line');
  return {
    ready: JSON.parse(lines[0] ?? ''),
    async stop(signal) {
      child.kill(signal);
      await once(child, 'close');
      return { exitCode: child.exitCode, lines, stderr };
    },
  };
}

/** Returns the path of a file that exists until the test has ended. */
export async function givenWorldFile(onEnd: OnEnd, text: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'organization-sandbox-'));
  onEnd(() => rm(folder, { recursive: true, force: true }));
  const path = join(folder, 'world.json');
  await writeFile(path, text);
  return path;
}

/** Returns a port of 127.0.0.1 on which something else listens until the test has ended. */
export async function givenTakenPort(onEnd: OnEnd): Promise<string> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onEnd(async () => {
    server.close();
  });
  const address = server.address();
  return typeof address === 'object' && address !== null ? String(address.port) : '';
}
