import type { TestSandbox } from 'organization-sandbox/testing/test-sandbox.ts';
import { describe, expect } from 'vitest';
import { it, member, worldOf } from './cli.ts';
import { ledgerOf } from './ledger.ts';

const PASSWORD = { password: { createdAt: '2025-01-01T00:00:00Z' } };
const MFA = { mfaDevices: [{ enabledAt: '2025-01-01T00:05:00Z' }] };
const keyOf = (id: string) => ({ accessKeys: [{ id: `AKIAROOT${id}`, createdAt: '2024-03-01T00:00:00Z' }] });

const WORLD = worldOf([
  member('333333333333', 'payments', { root: { ...PASSWORD, ...MFA, ...keyOf('333333333333') } }),
  member('333333333334', 'reporting'),
  member('333333333335', 'data-lake', { root: keyOf('333333333335') }),
]);

const NO_TOPIC = 'arn:aws:sns:us-east-1:222222222222:no-such-topic';

/** How many root credentials are there now. */
function rootOf(sandbox: TestSandbox, id: string): number {
  const root = sandbox.organization.accounts.get(id)?.root;
  if (root === undefined) throw new Error(`no account ${id}`);
  const { password, accessKeys, mfaDevices } = root.credentials;
  return (password === undefined ? 0 : 1) + accessKeys.length + mfaDevices.length;
}

describe.concurrent('enforce', () => {
  it('removes unapproved credentials and reports what the re-read shows', async ({ givenCli }) => {
    const { sandbox, json } = await givenCli(WORLD);
    const enforced = await json(['enforce', '--yes', '--ticket', 'SEC-1', '--reason', 'clean-up']);
    expect(enforced).toMatchObject({
      code: 0,
      json: {
        summary: { accounts: 5, compliant: 4, violating: 0, unknown: 0, skipped: 1 },
        accounts: [
          { accountId: '111111111111', state: 'skipped' },
          { accountId: '222222222222', state: 'compliant', credentials: [] },
          {
            accountId: '333333333333',
            state: 'compliant',
            credentials: [
              { kind: 'login-profile', result: 'removed', action: 'remove', reason: 'unapproved' },
              { kind: 'access-key', result: 'removed', requestId: expect.any(String) },
              { kind: 'mfa-device', result: 'removed' },
            ],
          },
          { accountId: '333333333334', credentials: [] },
          { accountId: '333333333335', credentials: [{ kind: 'access-key', result: 'removed' }] },
        ],
      },
    });
    expect([rootOf(sandbox, '333333333333'), rootOf(sandbox, '333333333335')]).toEqual([0, 0]);
    expect(await ledgerOf(sandbox, '333333333335')).toMatchObject([
      {
        type: 'intent',
        operator: {
          by: 'arn:aws:sts::222222222222:assumed-role/sandbox-admin/session',
          reason: 'clean-up',
          ticket: 'SEC-1',
        },
      },
      { type: 'outcome', after: { type: 'readable', credentials: [] } },
      { type: 'notification' },
    ]);
  });

  it('changes nothing when it is run again', async ({ givenCli }) => {
    const { json, calls } = await givenCli(WORLD);
    await json(['enforce', '--yes']);
    const before = calls().filter((call) => call === 'sts:AssumeRoot').length;
    expect(await json(['enforce', '--yes'])).toMatchObject({ code: 0, json: { summary: { compliant: 4 } } });
    // One audit session for each account, and no delete session.
    expect(calls().filter((call) => call === 'sts:AssumeRoot').length - before).toBe(4);
  });

  it('keeps approved credentials', async ({ givenCli }) => {
    const { sandbox, json, run } = await givenCli(WORLD);
    const approved = ['-a', 'payments', '-c', 'login-profile', '--for', '1h', '--reason', 'agreed'];
    await run(['exceptions', 'add', ...approved]);
    expect(await json(['enforce', '-a', 'payments', '--yes'])).toMatchObject({
      code: 0,
      json: {
        accounts: [
          {
            state: 'excepted',
            credentials: [
              { kind: 'login-profile', result: 'kept', exceptionId: expect.any(String) },
              { kind: 'access-key', result: 'removed' },
              { kind: 'mfa-device', result: 'kept', reason: 'guards-excepted-password' },
            ],
          },
        ],
      },
    });
    expect(rootOf(sandbox, '333333333333')).toBe(2);
  });

  it('never shows the keys of a root session, however much it logs', async ({ givenCli }) => {
    const { sandbox, run } = await givenCli(WORLD);
    const effect = { type: 'error', code: 'SignatureDoesNotMatch', status: 403, message: 'no' } as const;
    sandbox.faults.inject({ service: 'iam', operation: 'DeleteAccessKey', times: 1, effect });
    const { stdout, stderr } = await run(['enforce', '--yes'], { ROOTGUARD_LOG_LEVEL: 'debug' });
    expect(stderr).toContain('"event":"enforcement-started"');
    expect(stdout + stderr).not.toMatch(/ASIA[0-9A-Z]{4}|session-?token|secret-?access-?key/i);
  });
});

describe.concurrent('before enforce removes anything, it', () => {
  it('shows with --dry-run what it would do, and does nothing', async ({ givenCli }) => {
    const { sandbox, run } = await givenCli(WORLD);
    const { code, stdout } = await run(['enforce', '--dry-run']);
    expect(code).toBe(3);
    expect(stdout).toContain('Dry run: 2 accounts would lose credentials; nothing was removed.');
    expect(rootOf(sandbox, '333333333333')).toBe(3);
    expect(await ledgerOf(sandbox, '333333333333')).toEqual([]);
  });

  it('needs --yes where there is no terminal to ask on', async ({ givenCli }) => {
    const { sandbox, json } = await givenCli(WORLD);
    const { code, stderr, json: document } = await json(['enforce']);
    expect(code).toBe(5);
    expect(stderr).toContain('give --yes');
    expect(stderr).toContain('4 credentials in 2 accounts would be removed.');
    expect(document).toMatchObject({ summary: { violating: 2 } });
    expect(rootOf(sandbox, '333333333333')).toBe(3);
  });

  it('does not ask where nothing is to be removed', async ({ givenCli }) => {
    const { run } = await givenCli(worldOf([member('333333333334', 'reporting')]));
    expect(await run(['enforce'])).toMatchObject({ code: 0, stderr: '' });
  });

  it('removes nothing without a ledger table', async ({ givenCli }) => {
    const { sandbox, json } = await givenCli(WORLD);
    const enforced = await json(['enforce', '--yes', '--ledger-table', 'another']);
    expect(enforced).toMatchObject({
      code: 1,
      json: {
        accounts: expect.arrayContaining([
          expect.objectContaining({
            accountId: '333333333335',
            state: 'unknown',
            reason: 'error',
            detail: expect.stringContaining('ResourceNotFoundException'),
            credentials: [expect.objectContaining({ result: 'failed' })],
          }),
        ]),
      },
    });
    expect([rootOf(sandbox, '333333333333'), rootOf(sandbox, '333333333335')]).toEqual([3, 1]);
  });
});

describe.concurrent('after the removals of enforce', () => {
  it('a notification that fails is reported, and the verified results are kept', async ({ givenCli }) => {
    const { sandbox, run } = await givenCli(WORLD);
    const args = ['enforce', '-a', 'data-lake', '--yes', '--topic-arn', NO_TOPIC];
    const { code, stdout } = await run(args);
    expect(code).toBe(1);
    expect(rootOf(sandbox, '333333333335')).toBe(0);
    expect(stdout).toMatch(/data-lake +. compliant . access-key .* removed/);
    expect(stdout).toMatch(
      /of topic \S+ failed in account 333333333335 \(data-lake\)\n {2}AWS says: +NotFound/,
    );
  });
});

describe.concurrent('an enforcement that fails in one account', () => {
  const DENIED = worldOf([
    member('333333333333', 'payments', {
      root: { ...PASSWORD, ...MFA },
      deniedByScp: ['iam:DeleteLoginProfile'],
    }),
    member('333333333335', 'data-lake', { root: keyOf('333333333335') }),
    member('333333333336', 'closed-off', { root: PASSWORD, deniedByScp: ['iam:*'] }),
  ]);

  it('continues with the other accounts and shows in the result and the exit code', async ({ givenCli }) => {
    const { sandbox, json } = await givenCli(DENIED);
    const enforced = await json(['enforce', '--yes']);
    expect(enforced).toMatchObject({
      code: 3,
      json: {
        summary: { compliant: 2, violating: 1, unknown: 1 },
        accounts: [
          {},
          {},
          {
            name: 'payments',
            state: 'violating',
            credentials: [
              {
                kind: 'login-profile',
                result: 'failed',
                failedBecause: 'refused',
                failure: { reason: 'denied-by-scp', code: 'AccessDenied' },
              },
              { kind: 'mfa-device', result: 'failed', failedBecause: 'password-remains' },
            ],
          },
          { name: 'data-lake', state: 'compliant' },
          { name: 'closed-off', state: 'unknown', reason: 'denied-by-scp' },
        ],
      },
    });
    expect(rootOf(sandbox, '333333333333')).toBe(2);
  });

  it('prints the answer of AWS', async ({ givenCli }) => {
    const { run } = await givenCli(DENIED);
    const { stdout } = await run(['enforce', '-a', 'payments', '--yes']);
    expect(stdout).toMatch(/iam:DeleteLoginProfile failed in account 333333333333 \(payments\)/);
    expect(stdout).toMatch(/login-profile .* failed .* refused\. No active exception approves it\./);
  });

  it('reports an account as unknown that cannot be read when it is processed', async ({ givenCli }) => {
    const { sandbox, json } = await givenCli(WORLD);
    const effect = { type: 'error', code: 'AccessDenied', status: 403, message: 'no more' } as const;
    const account = '333333333335';
    // The audit lists them twice, with the summary and in the inventory; the enforcement lists them in its own session.
    const listing = { service: 'iam', operation: 'ListSigningCertificates', account } as const;
    sandbox.faults.inject({ ...listing, times: 2, effect: LATE });
    sandbox.faults.inject({ ...listing, times: 1, effect });
    expect(await json(['enforce', '-a', account, '--yes'])).toMatchObject({
      code: 4,
      json: {
        accounts: [{ state: 'unknown', reason: 'denied-in-session', credentials: [{ result: 'failed' }] }],
      },
    });
    expect(rootOf(sandbox, account)).toBe(1);
  });
});

/** Lets a call succeed and uses up the injected fault. */
const LATE = { type: 'latency', milliseconds: 1 } as const;
