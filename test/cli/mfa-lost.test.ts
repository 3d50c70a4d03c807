import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { REASONS } from '../../src/domain/reasons.ts';
import { givenCredential, givenException } from '../support/builders.ts';
import { type GivenCli, it, member, worldOf } from './cli.ts';
import { givenPosture, minutesAgo, PAYMENTS, recordsOf } from './record-fixtures.ts';

const PASSWORD = givenCredential('login-profile');
const EXCEPTION = givenException({ credentials: ['login-profile'] });
const LOST = { kind: 'login-profile', result: 'kept', reason: 'mfa-lost', exceptionId: 'break-glass' };

/** An approved root password whose MFA device is gone, as the latest audit has recorded it. */
async function givenLostMfa(givenCli: GivenCli) {
  const cli = await givenCli(
    worldOf([member(PAYMENTS, 'payments', { root: { password: { createdAt: '2025-01-01T00:00:00Z' } } })]),
  );
  const { posture, ledger, exceptions } = recordsOf(cli.sandbox);
  await exceptions.add(EXCEPTION);
  const decision = { credential: PASSWORD, reason: 'mfa-lost' as const, exceptionId: EXCEPTION.id };
  await posture.record(
    givenPosture({
      state: 'violating',
      credentials: [{ ...decision, result: 'kept' }],
      guardedPassword: { createdAt: PASSWORD.createdAt, mfaDevices: [givenCredential('mfa-device')] },
    }),
    1,
  );
  await ledger.append({
    type: 'audit',
    account: PAYMENTS,
    at: minutesAgo(5),
    id: 'a',
    triggers: [],
    inventory: { type: 'readable', credentials: [PASSWORD] },
    decisions: [decision],
  });
  return cli;
}

describe.concurrent('an approved password whose MFA device is gone', () => {
  it('is a violation in the report, in every format, and not an unapproved credential', async ({
    givenCli,
  }) => {
    const cli = await givenLostMfa(givenCli);
    const { code, json } = await cli.json(['report']);
    expect(code).toBe(3);
    expect(json).toMatchObject({ summary: { violating: 1, excepted: 0 } });
    const { accounts } = json as { accounts: readonly { accountId: string; credentials: unknown }[] };
    expect(accounts.find(({ accountId }) => accountId === PAYMENTS)).toMatchObject({ credentials: [LOST] });

    const { stdout } = await cli.run(['report']);
    expect(stdout).toContain('login-profile without MFA kept, its MFA device is gone');
    const csv = (await cli.run(['report', '-o', 'csv'])).stdout;
    expect(csv).toMatch(new RegExp(`^${PAYMENTS},.*login-profile.*mfa-lost`, 'm'));
  });

  it('is on the page of the report as the password that it is', async ({ givenCli, onTestFinished }) => {
    const cli = await givenLostMfa(givenCli);
    const folder = await mkdtemp(join(tmpdir(), 'rootguard-mfa-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const file = join(folder, 'report.html');
    await cli.run(['report', '--html', file]);
    const page = await readFile(file, 'utf8');
    expect(page).toContain('1 account has 1 approved root password without the MFA device that guarded it.');
    expect(page).toContain(REASONS['mfa-lost'].text);
  });

  it('is in the history and in the evidence with its reason and its exception', async ({
    givenCli,
    onTestFinished,
  }) => {
    const cli = await givenLostMfa(givenCli);
    const { stdout } = await cli.run(['history', '--account', PAYMENTS]);
    expect(stdout).toContain('mfa-lost');
    const folder = await mkdtemp(join(tmpdir(), 'rootguard-mfa-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const file = join(folder, 'evidence.jsonl');
    expect(await cli.json(['evidence', '--since', '1d', '--out', file])).toMatchObject({ code: 0 });
    const lines = (await readFile(file, 'utf8')).trimEnd().split('\n');
    const parsed = lines.map((line) => JSON.parse(line));
    const named = parsed.filter((line) => JSON.stringify(line).includes('"mfa-lost"'));
    expect(named.map(({ type }) => type)).toEqual(['ledger', 'posture']);
  });

  it('leaves its exception in force, which is shown as any other', async ({ givenCli }) => {
    const cli = await givenLostMfa(givenCli);
    expect((await cli.json(['exceptions', 'list'])).json).toMatchObject({
      exceptions: [{ id: 'break-glass', state: 'active', credentials: ['login-profile'] }],
    });
  });

  it('stays a violation after an audit that an operator records', async ({ givenCli }) => {
    const cli = await givenLostMfa(givenCli);
    const audited = await cli.json(['audit', '--account', PAYMENTS, '--record', '--reason', 'a look']);
    expect(audited.json).toMatchObject({
      accounts: [{ state: 'violating', credentials: [{ reason: 'mfa-lost' }] }],
    });
    expect((await cli.json(['report'])).json).toMatchObject({ summary: { violating: 1 } });
  });
});
