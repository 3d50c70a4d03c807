import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { runCommand } from '../src/cli/command.ts';
import { givenTakenPort, givenWorldFile, startSandboxProcess } from '../src/testing/sandbox-command.ts';

const BIN = fileURLToPath(new URL('../bin/organization-sandbox.mjs', import.meta.url));

/** Away from the checkout. */
const startProcess = (args: readonly string[]) =>
  startSandboxProcess(onTestFinished, [BIN, ...args], tmpdir());

/** Collects what is written, as if it were written at once. */
function captureWrites(stream: NodeJS.WriteStream) {
  const texts: string[] = [];
  const spy = vi.spyOn(stream, 'write').mockImplementation((text, ...callbacks) => {
    texts.push(String(text));
    for (const written of callbacks) if (typeof written === 'function') written();
    return true;
  });
  return { text: () => texts.join(''), restore: () => spy.mockRestore() };
}

/** Runs the command in this process, for what ends before a sandbox serves. */
async function run(args: readonly string[]) {
  const stdout = captureWrites(process.stdout);
  const stderr = captureWrites(process.stderr);
  const exitCode = await runCommand(args, '1.2.3');
  stdout.restore();
  stderr.restore();
  return { exitCode, stdout: stdout.text(), stderr: stderr.text() };
}

const givenFile = (text: string) => givenWorldFile(onTestFinished, text);

describe('the command organization-sandbox', () => {
  test.each(['SIGINT', 'SIGTERM'] as const)(
    'prints one JSON line when it is ready and exits with 0 on %s',
    async (signal) => {
      const { ready, stop } = await startProcess(['--port', '0']);
      expect(ready).toEqual({
        ready: true,
        endpoint: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
        organizationId: 'o-sandbox0001',
        managementAccountId: '111111111111',
        homeAccountId: '222222222222',
      });
      expect((await fetch(`${String(ready.endpoint)}/_sandbox/health`)).status).toBe(200);
      const { exitCode, lines, stderr } = await stop(signal);
      expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
      expect(lines).toHaveLength(1);
    },
  );

  test('serves the organization of a world file', async () => {
    const world = {
      organization: { managementAccountId: '123123123123' },
      accounts: [{ id: '123123123123' }],
    };
    const { ready, stop } = await startProcess([
      '--port',
      '0',
      '--org',
      await givenFile(JSON.stringify(world)),
    ]);
    expect(ready).toMatchObject({ managementAccountId: '123123123123', homeAccountId: '123123123123' });
    expect((await stop('SIGTERM')).exitCode).toBe(0);
  });

  test('prints its help and its version on stdout', async () => {
    const help = await run(['--help']);
    expect(help.exitCode).toBe(0);
    for (const option of ['--port', '--host', '--org', '--version', '--help']) {
      expect(help.stdout).toContain(option);
    }
    expect(await run(['--version'])).toEqual({ exitCode: 0, stdout: '1.2.3\n', stderr: '' });
    const listeners = process.stdout.listenerCount('error');
    await run(['--version']);
    expect(process.stdout.listenerCount('error')).toBe(listeners);
  });

  test.each([
    ['an unknown option', ['--prot', '4599'], /unknown option '--prot' \(did you mean "--port"\?\)/],
    ['an argument', ['4599'], /too many arguments/],
    ['a port that is no number', ['--port', 'http'], /whole number from 0 to 65535/],
    ['a port that is too high', ['--port', '65536'], /whole number from 0 to 65535/],
    ['a world file that does not exist', ['--org', '/no/such/file.json'], /ENOENT/],
    ['a host that does not exist', ['--host', 'no-such-host.invalid'], /choose another with --host/],
    ['an address of another machine', ['--host', '192.0.2.1'], /does not have the address/],
  ])('refuses %s with exit code 2, and says why in one line', async (_, args, message) => {
    const { exitCode, stdout, stderr } = await run(['--port', '0', ...args]);
    expect(exitCode).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(message);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });

  test('names every issue of a world file by its path, in one line', async () => {
    const world = {
      organization: { managementAccountId: '1' },
      accounts: [{ id: '123123123123' }, { id: '123123123124', root: { accessKeys: 'two' }, colour: 'red' }],
    };
    const file = await givenFile(JSON.stringify(world));
    const { exitCode, stderr } = await run(['--org', file]);
    expect(exitCode).toBe(2);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    for (const path of [
      `world file ${file}`,
      'organization.managementAccountId',
      'accounts[1].root.accessKeys',
      'accounts[1].colour',
    ]) {
      expect(stderr).toContain(path);
    }
  });

  test('refuses a world file that is not JSON', async () => {
    const { exitCode, stderr } = await run(['--org', await givenFile('{"organization":')]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('not JSON');
  });

  test('reports a port that is taken', async () => {
    const port = await givenTakenPort(onTestFinished);
    expect(await run(['--port', port])).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: `error: 127.0.0.1:${port}: the port is taken; choose another with --port\n`,
    });
  });

  /** Linux's device that fails each write, as a full disk does. */
  test.runIf(existsSync('/dev/full')).each([['--port', '0'], ['--help'], ['--version']])(
    'ends with one line and exit code 1 on a full disk: %j',
    async (...args) => {
      const fullDisk = openSync('/dev/full', 'w');
      const child = spawn(process.execPath, [BIN, ...args], { stdio: ['ignore', fullDisk, 'pipe'] });
      onTestFinished(() => void child.kill('SIGKILL'));
      let stderr = '';
      child.stderr?.on('data', (chunk) => {
        stderr += String(chunk);
      });
      await once(child, 'close');
      closeSync(fullDisk);
      expect({ exitCode: child.exitCode, stderr }).toEqual({
        exitCode: 1,
        stderr: expect.stringMatching(/^error: the output could not be written \(ENOSPC: .+\)\n$/),
      });
    },
  );
});
