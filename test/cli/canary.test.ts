import { createClock } from 'organization-sandbox/clock.ts';
import { startTestSandbox } from 'organization-sandbox/testing/test-sandbox.ts';
import { describe, expect } from 'vitest';
import { startStack } from '../../src/local/stack.ts';
import { type CliOnSandbox, it, member, runCli, worldOf } from './cli.ts';
import { ledgerOf } from './ledger.ts';

const CANARY = '333333333333';

const WORLD = worldOf([
  member(CANARY, 'canary'),
  member('333333333334', 'with-password', { root: { password: { createdAt: '2025-01-01T00:00:00Z' } } }),
]);

const RUN = ['canary', 'run', '--account', 'canary'];

function hasPassword({ sandbox }: CliOnSandbox): boolean {
  return sandbox.organization.accounts.get(CANARY)?.root.credentials.password !== undefined;
}

describe.concurrent('canary run', () => {
  it('shows each hop and its time, where everything works', async ({ onTestFinished }) => {
    const sandbox = await startTestSandbox(onTestFinished, WORLD, { clock: createClock({ mode: 'real' }) });
    const stack = await startStack(sandbox, { settings: { mode: 'enforce' } });
    onTestFinished(() => stack.stop());
    const home = {
      AWS_ENDPOINT_URL: sandbox.endpoint,
      AWS_ACCESS_KEY_ID: sandbox.homeAccountId,
      AWS_SECRET_ACCESS_KEY: 'sandbox',
    };
    const { code, stdout } = await runCli([...RUN, '--output', 'json'], home);
    expect(JSON.parse(stdout)).toMatchObject({
      ok: true,
      account: CANARY,
      result: 'completed',
      mode: 'enforce',
      missing: [],
      stages: ['event', 'queue', 'audit', 'removal', 'outcome', 'notification'].map((name) => ({
        name,
        ms: expect.any(Number),
      })),
      totalMs: expect.any(Number),
    });
    expect(code).toBe(0);
    expect(sandbox.organization.accounts.get(CANARY)?.root.credentials.password).toBeUndefined();
    const text = await runCli(RUN, home);
    // In the order in which they were seen: a follow-up audit of the run before may find the password before its event arrives.
    const hops = text.stderr.split('\n').flatMap((line) => /^ +\d+\.\d s {2}(.*)$/.exec(line)?.[1] ?? []);
    expect(hops.toSorted()).toEqual([
      'CloudTrail logged the creation of the password',
      'an audit found the password',
      'its event arrived in the queue',
      'the notification was published',
      'the password was gone',
      'the removal was proven and recorded',
    ]);
    expect(text.stdout).toContain('Every hop was seen: rootguard removed the password');
  });

  it('fails where nothing happens, names what is missing, and leaves no password', async ({ givenCli }) => {
    const cli = await givenCli(WORLD);
    const { code, json } = await cli.json([...RUN, '--timeout', '5s']);
    expect(json).toMatchObject({
      ok: false,
      account: CANARY,
      result: 'incomplete',
      mode: 'observe',
      stages: [{ name: 'removed-by-canary' }],
      missing: ['event', 'queue', 'audit', 'notification'],
    });
    expect(code).toBe(1);
    expect(hasPassword(cli)).toBe(false);
    expect(await ledgerOf(cli.sandbox, CANARY)).toMatchObject([
      { type: 'canary', result: 'started' },
      { type: 'intent' },
      { type: 'outcome' },
      { type: 'canary', result: 'incomplete' },
      { type: 'audit' },
    ]);
  });

  it('refuses an account with a root credential, and the management account', async ({ givenCli }) => {
    const { json, sandbox } = await givenCli(WORLD);
    const refused = { ok: false, result: 'refused', stages: [], missing: [], totalMs: 0 };
    expect(await json(['canary', 'run', '-a', 'with-password'])).toMatchObject({
      code: 1,
      json: { ...refused, account: '333333333334', code: 'canary-has-credentials' },
    });
    expect(await json(['canary', 'run', '-a', sandbox.managementAccountId])).toMatchObject({
      code: 1,
      json: { ...refused, code: 'canary-not-a-member' },
    });
  });

  it('accepts no timeout that a root session cannot last', async ({ givenCli }) => {
    const { run } = await givenCli(WORLD);
    const { code, stderr } = await run([...RUN, '--timeout', '20m']);
    expect(code).toBe(2);
    expect(stderr).toContain('a duration from 5s to 10m');
  });
});
