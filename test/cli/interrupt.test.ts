import type { TestSandbox } from 'organization-sandbox/testing/test-sandbox.ts';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { type CliOnSandbox, givenCli, member, type Running, worldOf } from './cli.ts';

const ACCOUNTS = 200;

const idOf = (at: number) => `3${String(at).padStart(11, '0')}`;

/** Each account has a root access key. */
const worldWith = (accounts: number) =>
  worldOf(
    Array.from({ length: accounts }, (_, at) =>
      member(idOf(at), `member-${at}`, {
        root: { accessKeys: [{ id: `AKIAROOT${idOf(at)}`, createdAt: '2025-01-01T00:00:00Z' }] },
      }),
    ),
  );

const WORLD = worldWith(ACCOUNTS);

/** Enforcing an account takes more than thirty calls. */
const ENFORCED_ACCOUNTS = 40;
const BEFORE_CTRL_C = 10;

const document = v.object({
  summary: v.object({ accounts: v.number(), unknown: v.number(), violating: v.number() }),
  accounts: v.array(
    v.object({
      accountId: v.string(),
      reason: v.nullable(v.string()),
      credentials: v.array(v.object({ result: v.optional(v.string()) })),
    }),
  ),
});

async function interruptAt(
  { sandbox }: CliOnSandbox,
  running: Running,
  operation: string,
  calls: number,
): Promise<void> {
  // Real time: the command is a process of its own, whose progress shows in its calls alone.
  const made = () => sandbox.calls.all().filter((call) => call.operation === operation).length;
  await expect.poll(made, { interval: 5, timeout: 60_000 }).toBeGreaterThanOrEqual(calls);
  running.process.kill('SIGINT');
}

function keysLeft({ organization }: TestSandbox): number {
  return [...organization.accounts.values()].filter(({ root }) => root.credentials.accessKeys.length > 0)
    .length;
}

describe('Ctrl-C in the middle of many accounts', () => {
  it('stops an audit, reports the progress, and leaves no account out of the result', async () => {
    const cli = await givenCli(WORLD);
    cli.sandbox.settings.change({ latencyMs: 5 });
    const running = cli.start(['audit', '-o', 'json']);
    await interruptAt(cli, running, 'GetAccountSummary', 30);
    const { code, stdout, stderr } = await running.finished;
    expect(code).toBe(1);
    const { summary, accounts } = v.parse(document, JSON.parse(stdout));
    expect(summary.accounts).toBe(ACCOUNTS + 2);
    const left = accounts.filter(({ reason }) => reason === 'interrupted').length;
    expect(left).toBeGreaterThan(0);
    expect(left).toBe(summary.unknown);
    expect(stderr).toContain(
      `Interrupted: ${ACCOUNTS + 2 - left} of ${ACCOUNTS + 2} accounts were audited, ${left} were not.`,
    );
  });

  it('lists the remaining accounts without auditing them', async () => {
    const cli = await givenCli(WORLD);
    cli.sandbox.settings.change({ latencyMs: 50 });
    const running = cli.start(['audit', '-o', 'json']);
    await interruptAt(cli, running, 'ListAccounts', 2);
    const { code, stdout } = await running.finished;
    expect(code).toBe(1);
    const { summary, accounts } = v.parse(document, JSON.parse(stdout));
    expect(summary.accounts).toBe(ACCOUNTS + 2);
    expect(new Set(accounts.map(({ accountId }) => accountId)).size).toBe(ACCOUNTS + 2);
    expect(summary.unknown).toBeGreaterThan(ACCOUNTS / 2);
  });

  it('ends the command while the accounts are listed', async () => {
    const cli = await givenCli(WORLD);
    const effect = { type: 'latency', milliseconds: 2_000 } as const;
    cli.sandbox.faults.inject({ service: 'organizations', operation: 'ListAccounts', times: 1, effect });
    const running = cli.start(['audit', '-o', 'json']);
    // The last call before the listing.
    await interruptAt(cli, running, 'DescribeAccount', 1);
    expect(await running.finished).toMatchObject({
      code: 1,
      stdout: '',
      stderr: 'error: interrupted while the accounts were listed; nothing was done\n',
    });
  });

  it('lets an enforcement finish the accounts in progress and reports the others; a re-run continues', async () => {
    const cli = await givenCli(worldWith(ENFORCED_ACCOUNTS));
    const running = cli.start(['enforce', '--yes', '-o', 'json']);
    await interruptAt(cli, running, 'DeleteAccessKey', BEFORE_CTRL_C);
    const { code, stdout, stderr } = await running.finished;
    expect(code).toBe(1);
    const { accounts } = v.parse(document, JSON.parse(stdout));
    expect(accounts).toHaveLength(ENFORCED_ACCOUNTS + 2);
    const left = accounts.filter(({ reason }) => reason === 'interrupted').length;
    const removed = accounts.filter(({ credentials }) => credentials[0]?.result === 'removed').length;
    expect(removed).toBeGreaterThanOrEqual(BEFORE_CTRL_C);
    expect(left).toBeGreaterThan(0);
    expect(left + removed).toBe(ENFORCED_ACCOUNTS);
    expect(keysLeft(cli.sandbox)).toBe(left);
    expect(stderr).toContain(`${removed} of ${ENFORCED_ACCOUNTS} accounts were enforced, ${left} were not.`);

    const again = await cli.json(['enforce', '--yes']);
    expect(again).toMatchObject({ code: 0, json: { summary: { violating: 0, unknown: 0 } } });
    expect(keysLeft(cli.sandbox)).toBe(0);
  });

  it('changes nothing before the removals have started', async () => {
    const cli = await givenCli(WORLD);
    const running = cli.start(['enforce', '--yes', '-o', 'json']);
    await interruptAt(cli, running, 'GetAccountSummary', 10);
    const { code, stderr } = await running.finished;
    expect(code).toBe(1);
    expect(stderr).toContain('Interrupted before anything was removed.');
    expect(keysLeft(cli.sandbox)).toBe(ACCOUNTS);
  });
});
