import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { type Sandbox, startSandbox } from 'organization-sandbox/sandbox.ts';
import type { WorldAccountInput } from 'organization-sandbox/world/schema.ts';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createAwsClients } from '../../src/aws/clients.ts';
import { parseAccountId } from '../../src/domain/account.ts';
import { checkEligibility } from '../live/check-eligibility.ts';
import { readPage } from '../unit/docs/pages.ts';

/* The live test, with a sandbox instead of AWS. */

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const MANAGEMENT = '111111111111';
const HOME = '222222222222';
const MEMBER = '333333333333';
const OUTSIDE = '999999999999';

async function givenOrganization(member: Omit<WorldAccountInput, 'id'> = {}): Promise<Sandbox> {
  const sandbox = await startSandbox({
    world: {
      organization: {
        managementAccountId: MANAGEMENT,
        delegatedAdministrators: { 'iam.amazonaws.com': [HOME] },
      },
      accounts: [{ id: MANAGEMENT, root: { password: {} } }, { id: HOME }, { id: MEMBER, ...member }],
    },
  });
  onTestFinished(() => sandbox.close());
  return sandbox;
}

const AS_HOME = { AWS_ACCESS_KEY_ID: HOME, AWS_SECRET_ACCESS_KEY: 'sandbox' };

/** Starts the live test in its own process, without a terminal and with only the passed AWS configuration. */
function startLiveTest(sandbox: Sandbox, args: readonly string[], credentials: object = AS_HOME) {
  const child = spawn(process.execPath, ['--import', 'tsx', 'test/live/main.ts', ...args], {
    cwd: ROOT,
    env: {
      PATH: process.env.PATH,
      HOME: '/nonexistent',
      NO_COLOR: '1',
      AWS_ENDPOINT_URL: sandbox.endpoint,
      AWS_EC2_METADATA_DISABLED: 'true',
      ...credentials,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = Promise.all([once(child, 'close'), text(child.stdout), text(child.stderr)]);
  return {
    interrupt: () => child.kill('SIGINT'),
    result: async () => {
      const [[exitCode], stdout, stderr] = await ended;
      return { exitCode, stdout, stderr: stderr.trimEnd() };
    },
  };
}

const runLiveTest = async (...args: Parameters<typeof startLiveTest>) => startLiveTest(...args).result();

/** The credentials of a root session as the sandbox issues them, and the header that the SDK's errors may contain. */
const SESSION_CREDENTIALS = /ASIA[A-Z2-7]{16}|FwoGZXIvYXdz|x-amz-security-token/i;

const made = (sandbox: Sandbox) =>
  sandbox.calls.all().map(({ service, operation }) => `${service}:${operation}`);
const changes = (sandbox: Sandbox) =>
  made(sandbox).filter((call) => /:(Create|Delete|Deactivate)/.test(call));
const hasPassword = (sandbox: Sandbox) =>
  sandbox.organization.accounts.get(MEMBER)?.root.credentials.password !== undefined;

describe('npm run test:live', () => {
  it('passes on a sandbox, makes only the calls that its page names, and leaves nothing', async () => {
    const sandbox = await givenOrganization();
    const { exitCode, stdout, stderr } = await runLiveTest(sandbox, ['--account', MEMBER, '--yes']);
    expect(stdout).not.toContain('✗');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/Tests +\d\d passed/);
    expect(stderr).toContain(`${MEMBER} is without root credentials, as it was found.`);
    expect(stdout + stderr).not.toMatch(SESSION_CREDENTIALS);
    expect(hasPassword(sandbox)).toBe(false);
    expect([...new Set(made(sandbox))].toSorted()).toEqual(callsOfThePage());
  });

  it('fails where AWS answers otherwise, and restores what its tests could not', async () => {
    const sandbox = await givenOrganization();
    const effect = { type: 'error', code: 'AccessDenied', status: 403, message: 'not today' } as const;
    // The contract tries twice, the last row once.
    sandbox.faults.inject({ service: 'iam', operation: 'DeleteLoginProfile', times: 3, effect });
    const { exitCode, stdout, stderr } = await runLiveTest(sandbox, ['--account', MEMBER, '--yes']);
    expect(exitCode).toBe(1);
    expect(stderr).toContain(`The password that was left behind in ${MEMBER} is deleted.`);
    expect(hasPassword(sandbox)).toBe(false);
    expect(stdout + stderr).not.toMatch(SESSION_CREDENTIALS);
  });

  it('reports when it could not restore the account', async () => {
    const sandbox = await givenOrganization();
    const effect = { type: 'error', code: 'AccessDenied', status: 403, message: 'not today' } as const;
    sandbox.faults.inject({ service: 'iam', operation: 'DeleteLoginProfile', times: 9, effect });
    const { exitCode, stderr } = await runLiveTest(sandbox, ['--account', MEMBER, '--yes']);
    expect(exitCode).toBe(1);
    expect(stderr).toContain(`${MEMBER} is NOT as it was found: not today.`);
  });

  it('restores the account on Ctrl-C', async () => {
    const sandbox = await givenOrganization();
    // The first password waits to be deleted until the signal has come.
    const effect = { type: 'latency', milliseconds: 2_000 } as const;
    sandbox.faults.inject({ service: 'iam', operation: 'DeleteLoginProfile', times: 1, effect });
    const running = startLiveTest(sandbox, ['--account', MEMBER, '--yes']);
    await vi.waitFor(() => expect(hasPassword(sandbox)).toBe(true), { timeout: 20_000 });
    running.interrupt();
    const { exitCode, stderr } = await running.result();
    expect(exitCode).toBe(1);
    expect(stderr).toContain('Interrupted.');
    expect(hasPassword(sandbox)).toBe(false);
  });

  it('asks first, and changes nothing where there is no terminal to ask on', async () => {
    const sandbox = await givenOrganization();
    const { exitCode, stderr } = await runLiveTest(sandbox, ['--account', MEMBER]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('Not confirmed');
    expect(changes(sandbox)).toEqual([]);
  });

  it('reports in one line that there are no credentials', async () => {
    const sandbox = await givenOrganization();
    const { exitCode, stderr } = await runLiveTest(sandbox, ['--account', MEMBER, '--yes'], {});
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/^error: There are no AWS credentials to use [^\n]+$/);
    expect(made(sandbox)).toEqual([]);
  });

  it.each([
    ['an unknown flag', ['--account', MEMBER, '--force']],
    ['no account', ['--yes']],
    ['an account that is none', ['--account', '33333333333']],
    ['the management account', ['--account', MANAGEMENT, '--yes']],
  ])('refuses %s with exit code 2', async (_, args) => {
    const sandbox = await givenOrganization();
    const { exitCode, stderr } = await runLiveTest(sandbox, args);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/^error: [^\n]+$/);
    expect(changes(sandbox)).toEqual([]);
  });
});

describe('eligibility for the live test', () => {
  const admission = async (sandbox: Sandbox, account: string) => {
    const credentials = { accessKeyId: HOME, secretAccessKey: 'sandbox' };
    const clients = createAwsClients({ endpoint: sandbox.endpoint, credentials, maxAttempts: 1 });
    onTestFinished(() => clients.destroy());
    return checkEligibility(clients, parseAccountId(account));
  };
  const refused = { name: 'NotEligible' };

  it('is given to an active member without root credentials', async () => {
    expect(await admission(await givenOrganization(), MEMBER)).toMatchObject({
      account: MEMBER,
      managementAccountId: MANAGEMENT,
      partition: 'aws',
    });
  });

  it.each([
    ['a password', { password: {} }, 'login-profile'],
    ['an access key', { accessKeys: [{}] }, 'access-key'],
    ['an inactive access key', { accessKeys: [{ status: 'Inactive' as const }] }, 'access-key'],
    ['a signing certificate', { signingCertificates: [{}] }, 'signing-certificate'],
    ['an MFA device', { mfaDevices: [{}] }, 'mfa-device'],
  ])('is refused to an account with %s', async (_, root, kind) => {
    const sandbox = await givenOrganization({ root });
    await expect(admission(sandbox, MEMBER)).rejects.toMatchObject(refused);
    await expect(admission(sandbox, MEMBER)).rejects.toThrow(kind);
  });

  it.each([
    ['the management account', MANAGEMENT, /management account/],
    ["the caller's own account", HOME, /your own credentials/],
    ['an account outside', OUTSIDE, /not in your organization/],
  ])('is refused to %s', async (_, account, why) => {
    const sandbox = await givenOrganization();
    await expect(admission(sandbox, account)).rejects.toMatchObject(refused);
    await expect(admission(sandbox, account)).rejects.toThrow(why);
  });

  it('is refused to an account that is not active', async () => {
    const sandbox = await givenOrganization({ state: 'SUSPENDED' });
    await expect(admission(sandbox, MEMBER)).rejects.toThrow(/SUSPENDED/);
  });

  it.each([
    'iam:ListOrganizationsFeatures',
    'organizations:DescribeOrganization',
    'organizations:DescribeAccount',
    'sts:AssumeRoot',
    'iam:GetAccountSummary',
    'iam:ListMFADevices',
  ])('is refused where %s does not answer', async (call) => {
    const sandbox = await givenOrganization();
    const [service = '', operation = ''] = call.split(':');
    const effect = { type: 'error', code: 'Throttling', status: 400, message: 'Rate exceeded' } as const;
    sandbox.faults.inject({ service, operation, times: 1, effect });
    await expect(admission(sandbox, MEMBER)).rejects.toMatchObject(refused);
    expect(changes(sandbox)).toEqual([]);
  });
});

/** The table of docs/live-test.md. */
function callsOfThePage(): readonly string[] {
  const rows = readPage('live-test.md')
    .text.split('\n')
    .filter((line) => line.startsWith('| `'));
  const calls = rows.flatMap((row) => [...row.matchAll(/`((?:sts|iam|organizations|sqs):\w+)`/g)]);
  return [...new Set(calls.map(([, call = '']) => call))].toSorted();
}
