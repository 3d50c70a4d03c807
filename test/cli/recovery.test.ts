import { describe, expect } from 'vitest';
import { type CliOnSandbox, it, member, worldOf } from './cli.ts';
import { ledgerOf } from './ledger.ts';

const PAYMENTS = '333333333333';

const WORLD = worldOf([
  member(PAYMENTS, 'payments'),
  member('333333333334', 'with-password', { root: { password: { createdAt: '2025-01-01T00:00:00Z' } } }),
  member('333333333335', 'old', { state: 'SUSPENDED' }),
  member('333333333336', 'closed-off', { deniedByScp: ['iam:CreateLoginProfile'] }),
]);

const RECOVER = ['recover', '-a', 'payments', '--for', '2h', '--reason', 'bucket policy', '--yes'];

function hasPassword({ sandbox }: CliOnSandbox, id = PAYMENTS): boolean {
  return sandbox.organization.accounts.get(id)?.root.credentials.password !== undefined;
}

describe.concurrent('recover', () => {
  it('approves first, then allows a password, and prints the next steps', async ({ givenCli }) => {
    const cli = await givenCli(WORLD);
    const { code, stdout } = await cli.run([...RECOVER, '--ticket', 'OPS-7']);
    expect(code).toBe(0);
    expect(stdout).toContain('A new root password may be set in account 333333333333 (payments).');
    expect(stdout).toContain('Forgot password?');
    expect(stdout).toContain(`rootguard relock --account ${PAYMENTS}`);
    expect(hasPassword(cli)).toBe(true);
    const order = cli.calls().filter((call) => /PutItem|CreateLoginProfile/.test(call));
    expect(order.indexOf('dynamodb:PutItem')).toBeLessThan(order.indexOf('iam:CreateLoginProfile'));
    expect(await ledgerOf(cli.sandbox, PAYMENTS)).toMatchObject([
      { type: 'recovery', result: 'started' },
      {
        type: 'recovery',
        result: 'password-allowed',
        operator: { reason: 'bucket policy', ticket: 'OPS-7' },
      },
    ]);
    expect(await cli.json(['audit', '-a', PAYMENTS])).toMatchObject({
      code: 0,
      json: { summary: { excepted: 1 } },
    });
  });

  it('reports an open recovery and does not repeat it', async ({ givenCli }) => {
    const { json, run } = await givenCli(WORLD);
    const first = await json(RECOVER);
    expect(first).toMatchObject({ code: 0, json: { accountId: PAYMENTS, result: 'password-allowed' } });
    const second = await json(RECOVER);
    expect(second).toMatchObject({ code: 0, json: { result: 'already-open' } });
    for (const field of ['exceptionId', 'expiresAt'])
      expect(second.json).toHaveProperty(field, Reflect.get(Object(first.json), field));
    expect((await run(RECOVER)).stdout).toMatch(/Its end stays \S+, whatever --for says/);
  });

  it('approves an existing password', async ({ givenCli }) => {
    const { json } = await givenCli(WORLD);
    const args = ['recover', '-a', 'with-password', '--for', '1h', '--reason', 'lost MFA', '--yes'];
    expect(await json(args)).toMatchObject({ code: 0, json: { result: 'password-was-there' } });
  });

  it('respects a longer maximum duration', async ({ givenCli }) => {
    const { run } = await givenCli(WORLD);
    const args = ['recover', '-a', 'payments', '--for', '25h', '--reason', 'x', '--yes'];
    expect(await run(args, { ROOTGUARD_MAX_RECOVERY_SECONDS: '172800' })).toMatchObject({ code: 0 });
    const { code, stderr } = await run(args, { ROOTGUARD_MAX_RECOVERY_SECONDS: 'two days' });
    expect(code).toBe(2);
    expect(stderr).toContain('ROOTGUARD_MAX_RECOVERY_SECONDS');
  });

  it('needs --yes where there is no terminal to ask on', async ({ givenCli }) => {
    const cli = await givenCli(WORLD);
    const { code, stderr } = await cli.run(RECOVER.slice(0, -1));
    expect(code).toBe(5);
    expect(stderr).toContain('Declined: nothing was changed.');
    expect(hasPassword(cli)).toBe(false);
  });

  it('ends the exception again when AWS refuses', async ({ givenCli }) => {
    const { run, json } = await givenCli(WORLD);
    const { code, stdout } = await run([
      ...['recover', '-a', 'closed-off', '--for', '2h', '--reason', 'x', '--yes'],
    ]);
    expect(code).toBe(1);
    expect(stdout).toMatch(/iam:CreateLoginProfile failed in account 333333333336 \(closed-off\)/);
    expect(await json(['exceptions', 'list', '--all'])).toMatchObject({
      json: { exceptions: [{ state: 'revoked' }] },
    });
  });

  it.for([
    ['the management account', '111111111111', 2],
    ['an account outside the organization', '999999999999', 2],
    ['a suspended account', 'old', 1],
  ] as const)('is not started in %s', async ([_what, account, code], { givenCli }) => {
    const { run, calls } = await givenCli(WORLD);
    expect(await run(['recover', '-a', account, '--for', '2h', '--reason', 'x', '--yes'])).toMatchObject({
      code,
    });
    expect(calls()).not.toContain('sts:AssumeRoot');
  });
});

describe.concurrent('relock', () => {
  it('ends the recovery, removes the password and verifies it', async ({ givenCli }) => {
    const cli = await givenCli(WORLD);
    await cli.run(RECOVER);
    const relocked = await cli.json(['relock', '-a', 'payments']);
    expect(relocked).toMatchObject({
      code: 0,
      json: {
        accountId: PAYMENTS,
        name: 'payments',
        state: 'compliant',
        endedExceptionIds: [expect.stringMatching(/^recovery-/)],
        credentials: [{ kind: 'login-profile', result: 'removed' }],
      },
    });
    expect(hasPassword(cli)).toBe(false);
    expect((await ledgerOf(cli.sandbox, PAYMENTS)).map(({ type }) => type)).toEqual([
      ...['recovery', 'recovery', 'relock', 'intent', 'outcome', 'notification'],
    ]);
  });

  it('reports that no recovery was open', async ({ givenCli }) => {
    const { run } = await givenCli(WORLD);
    const { code, stdout } = await run(['relock', '-a', 'payments', '--yes']);
    expect(code).toBe(0);
    expect(stdout).toContain('No recovery was open.');
  });

  it('needs --yes where no recovery is open and there is no terminal to ask on', async ({ givenCli }) => {
    const { sandbox, run, calls } = await givenCli(WORLD);
    expect(await run(['relock', '-a', 'payments'])).toEqual({
      code: 5,
      stdout: '',
      stderr:
        'There is no terminal to ask on: give --yes to continue without being asked.\nDeclined: nothing was changed.\n',
    });
    expect(calls()).not.toContain('sts:AssumeRoot');
    expect(await ledgerOf(sandbox, PAYMENTS)).toEqual([]);
  });

  it('exits 3 when the password stays', async ({ givenCli }) => {
    const { sandbox, run, json } = await givenCli(WORLD);
    await run(RECOVER);
    const effect = { type: 'error', code: 'AccessDenied', status: 403, message: 'no' } as const;
    sandbox.faults.inject({ service: 'iam', operation: 'DeleteLoginProfile', times: 1, effect });
    expect(await json(['relock', '-a', 'payments'])).toMatchObject({
      code: 3,
      json: { state: 'violating', credentials: [{ result: 'failed', failedBecause: 'refused' }] },
    });
  });

  it('changes nothing while the exceptions cannot be read', async ({ givenCli }) => {
    const cli = await givenCli(WORLD);
    await cli.run(RECOVER);
    const effect = { type: 'error', code: 'AccessDeniedException', status: 400, message: 'no' } as const;
    cli.sandbox.faults.inject({ service: 'dynamodb', operation: 'Query', times: 9, effect });
    const { code, stdout } = await cli.run(['relock', '-a', 'payments']);
    expect(code).toBe(1);
    expect(stdout).toMatch(/so nothing was changed\.\n.*\n {2}AWS says: +AccessDeniedException/);
    expect(hasPassword(cli)).toBe(true);
  });

  it('answers in JSON as recover does while the exceptions cannot be read', async ({ givenCli }) => {
    const cli = await givenCli(WORLD);
    await cli.run(RECOVER);
    const effect = { type: 'error', code: 'AccessDeniedException', status: 400, message: 'no' } as const;
    cli.sandbox.faults.inject({ service: 'dynamodb', operation: 'Query', times: 9, effect });
    const unreadable = {
      code: 1,
      json: {
        accountId: PAYMENTS,
        name: 'payments',
        result: 'exceptions-unreadable',
        failure: { call: 'dynamodb:Query', code: 'AccessDeniedException' },
      },
    };
    expect(await cli.json(['relock', '-a', 'payments'])).toMatchObject(unreadable);
    expect(await cli.json(RECOVER)).toMatchObject(unreadable);
  });

  it("has AWS's answer in CSV too while the exceptions cannot be read, as recover has it", async ({
    givenCli,
  }) => {
    const cli = await givenCli(WORLD);
    const effect = { type: 'error', code: 'AccessDeniedException', status: 400, message: 'no' } as const;
    cli.sandbox.faults.inject({ service: 'dynamodb', operation: 'Query', times: 9, effect });
    for (const args of [['relock', '-a', 'payments'], RECOVER]) {
      const { code, stdout } = await cli.run([...args, '-o', 'csv']);
      const [columns, row] = stdout.trimEnd().split('\r\n');
      expect(code).toBe(1);
      expect(columns).toMatch(/^accountId,name,result,(.+,)?failure$/);
      expect(row).toMatch(
        /^\d{12},payments,exceptions-unreadable,.*dynamodb:Query of table rootguard-exceptions: AccessDeniedException: no/,
      );
    }
  });
});
