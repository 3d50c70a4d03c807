import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import {
  givenTakenPort,
  givenWorldFile,
  startSandboxProcess,
} from 'organization-sandbox/testing/sandbox-command.ts';
import * as v from 'valibot';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { PICTURE_FILE, readmePicture, textOfPicture } from '../../scripts/readme-picture.ts';
import { runCommand } from '../../src/local/command-line.ts';
import { runDemo } from '../../src/local/demo/run-demo.ts';
import { createStepPrinter } from '../../src/local/demo/step-printer.ts';
import { createSandboxCommand } from '../../src/local/sandbox/command.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** As a user does. */
const startProcess = (args: readonly string[]) =>
  startSandboxProcess(onTestFinished, ['--import', 'tsx', 'src/local/sandbox/main.ts', ...args], ROOT);

/** Runs the command in this process, for input that is refused before anything starts. */
async function refusal(args: readonly string[]) {
  const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  const exitCode = await runCommand(createSandboxCommand(), args);
  const lines = stderr.mock.calls
    .map(([text]) => String(text))
    .join('')
    .trimEnd()
    .split('\n');
  stderr.mockRestore();
  return { exitCode, lines };
}

const givenFile = (text: string) => givenWorldFile(onTestFinished, text);

describe('the sandbox command', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)(
    'prints one JSON line when it is ready and exits with 0 on %s',
    async (signal) => {
      const { ready, stop } = await startProcess(['--port', '0', '--guardrail', 'enforce']);
      expect(Object.keys(ready)).toEqual([
        'ready',
        'endpoint',
        'organizationId',
        'managementAccountId',
        'homeAccountId',
        'exceptionsTable',
        'ledgerTable',
        'postureTable',
        'triggersQueueUrl',
        'sweepQueueUrl',
        'deadLetterQueueUrl',
        'settingsTable',
      ]);
      expect(ready).toMatchObject({
        ready: true,
        homeAccountId: '222222222222',
        ledgerTable: 'rootguard-ledger',
      });
      const health = await fetch(`${String(ready.endpoint)}/_sandbox/health`);
      expect(health.status).toBe(200);
      const { exitCode, lines } = await stop(signal);
      expect(exitCode).toBe(0);
      expect(lines).toHaveLength(1);
    },
  );

  it('audits the organization at the start when rootguard runs on it', async () => {
    const { ready, stop } = await startProcess(['--port', '0', '--guardrail', 'enforce']);
    const calls = v.array(v.object({ operation: v.string() }));
    await vi.waitUntil(
      async () => {
        const response = await fetch(`${String(ready.endpoint)}/_sandbox/calls`);
        return v.parse(calls, await response.json()).some(({ operation }) => operation === 'AssumeRoot');
      },
      { timeout: 20_000 },
    );
    await stop('SIGTERM');
  }, 30_000);

  it('reads its organization from a world file', async () => {
    const world = {
      organization: { managementAccountId: '123123123123' },
      accounts: [{ id: '123123123123' }],
    };
    const file = await givenFile(JSON.stringify(world));
    const { ready, stop } = await startProcess(['--port', '0', '--org', file]);
    expect(ready).toMatchObject({
      managementAccountId: '123123123123',
      homeAccountId: '123123123123',
      ledgerTable: null,
    });
    expect((await stop('SIGTERM')).exitCode).toBe(0);
  });

  it.each([
    ['a mistyped flag', ['--prot', '4599'], /unknown option '--prot' \(did you mean "--port"\?\)$/],
    ['an unknown flag', ['--xyzzy', '4599'], /unknown option '--xyzzy'$/],
    ['an argument', ['4599'], /too many arguments/],
    ['a port that is none', ['--port', 'http'], /whole number from 0 to 65535/],
    ['a port that is too high', ['--port', '65536'], /whole number from 0 to 65535/],
    ['a mode that is none', ['--guardrail', 'delete'], /observe, enforce/],
    ['a world file that is not there', ['--org', '/no/such/file.json'], /ENOENT/],
  ])('refuses %s in one line, with exit code 2', async (_, args, message) => {
    const { exitCode, lines } = await refusal(args);
    expect(exitCode).toBe(2);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(message);
  });

  it('names every issue of a world file by its path, in one line', async () => {
    const world = {
      organization: { managementAccountId: '1' },
      accounts: [{ id: '123123123123' }, { id: '123123123124', root: { accessKeys: 'two' }, colour: 'red' }],
    };
    const { exitCode, lines } = await refusal(['--org', await givenFile(JSON.stringify(world))]);
    expect(exitCode).toBe(2);
    expect(lines).toHaveLength(1);
    for (const path of [
      'organization.managementAccountId',
      'accounts[1].root.accessKeys',
      'accounts[1].colour',
    ]) {
      expect(lines[0]).toContain(path);
    }
  });

  it('refuses a world file that is not JSON', async () => {
    const { exitCode, lines } = await refusal(['--org', await givenFile('{"organization":')]);
    expect(exitCode).toBe(2);
    expect(lines[0]).toContain('not JSON');
  });

  it('reports that a port is in use', async () => {
    const port = await givenTakenPort(onTestFinished);
    const { exitCode, lines } = await refusal(['--port', port]);
    expect(exitCode).toBe(2);
    expect(lines).toEqual([`error: 127.0.0.1:${port}: the port is taken; choose another with --port`]);
  });
});

/** The demo takes some seconds, and longer on a busy machine. */
const DEMO_TIMEOUT_MS = 120_000;

describe('the demo', () => {
  it(
    'passes every step, fits into 80 columns, and is what the picture of the README shows',
    async () => {
      let output = '';
      const screen = { write: (text: string) => (output += text) };
      const report = await runDemo(createStepPrinter(screen));
      expect(output.split('\n').filter((line) => line.length > 80)).toEqual([]);
      expect(report.steps.filter(({ ok }) => !ok)).toEqual([]);
      expect(report.ok).toBe(true);
      const picture = textOfPicture(readmePicture(output));
      expect(picture, 'npx tsx scripts/readme-picture.ts redraws the picture of the README').toEqual(
        textOfPicture(await readFile(`${ROOT}${PICTURE_FILE}`, 'utf8')),
      );
      expect(report.steps.map(({ name }) => name)).toEqual([
        'audit-before',
        'exception-approved',
        'sweep-observe',
        'mode-enforce',
        'sweep-enforce',
        'attacker-reverted',
        'session-announced',
        'second-access-key',
        'password-reset-and-mfa',
        'account-created',
        'account-invited',
        'exception-expires',
        'recovery-and-relock',
        'canary-run',
        'hostile-messages',
        'function-changed',
        'rule-deleted',
        'ledger',
        'audit-after',
      ]);
    },
    DEMO_TIMEOUT_MS,
  );
});
