import { createClock } from 'organization-sandbox/clock.ts';
import { startTestSandbox } from 'organization-sandbox/testing/test-sandbox.ts';
import { describe, expect, onTestFinished } from 'vitest';
import { administratorOf } from '../../src/local/clients.ts';
import { startStack } from '../../src/local/stack.ts';
import { type CliOnSandbox, it, member, startCli, worldOf } from './cli.ts';
import { recordsOf } from './record-fixtures.ts';

const UNIT = 'ou-sbox-work0001';
const KEY = { accessKeys: [{ id: 'AKIAROOT333333333333' }] };
const WORLD = worldOf(
  [
    member('333333333333', 'payments', { parent: UNIT, root: KEY }),
    member('333333333334', 'reporting', { parent: UNIT }),
    member('333333333335', 'other'),
  ],
  { organizationalUnits: [{ id: UNIT, name: 'workloads' }] },
);

const requestsIn = async ({ sandbox }: CliOnSandbox) =>
  (await recordsOf(sandbox).requestedScopes.read()).map(({ scope }) => scope);

describe.concurrent('sweep', () => {
  it('requests an audit of the organization', async ({ givenCli }) => {
    const cli = await givenCli(WORLD);
    expect(await cli.json(['sweep'])).toMatchObject({
      code: 0,
      stderr: '',
      json: { requested: { organization: true, organizationalUnits: [], accounts: [] } },
    });
    expect(await requestsIn(cli)).toEqual([{ type: 'organization' }]);
    const { stdout } = await cli.run(['sweep']);
    expect(stdout).toContain('queues every account of the organization within five minutes');
  });

  it('requests an audit of the accounts and units that are named', async ({ givenCli }) => {
    const cli = await givenCli(WORLD);
    const done = await cli.json(['sweep', '--ou', 'workloads', '-a', 'other', '-a', '222222222222']);
    expect(done).toMatchObject({
      code: 0,
      json: {
        requested: {
          organization: false,
          organizationalUnits: [UNIT],
          accounts: ['333333333335', '222222222222'],
        },
      },
    });
    expect(await requestsIn(cli)).toEqual([{ type: 'organizational-unit', organizationalUnit: UNIT }]);
    expect(cli.calls().filter((call) => call === 'sqs:SendMessage')).toHaveLength(2);
  });

  it('requests nothing where something named is not in the organization, and names all of it', async ({
    givenCli,
  }) => {
    const cli = await givenCli(WORLD);
    const { code, stdout, stderr } = await cli.run([
      'sweep',
      '-a',
      'paymets',
      '-a',
      'other',
      '--ou',
      'worklods',
    ]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('"paymets" (did you mean "payments"?)');
    expect(stderr).toContain('"worklods" (did you mean "workloads"?)');
    expect(await requestsIn(cli)).toEqual([]);
    expect(cli.calls()).not.toContain('sqs:SendMessage');
  });

  it('requests nothing in the management account', async ({ givenCli }) => {
    const cli = await givenCli(WORLD);
    const { code, stderr } = await cli.run(['sweep', '-a', 'management', '-a', '111111111111']);
    expect(code).toBe(2);
    expect(stderr).toContain('no member account named "management"');
    const known = await cli.run(['sweep', '-a', '111111111111']);
    expect(known).toMatchObject({ code: 0 });
    expect(known.stderr).toContain('The management account is not audited');
    expect(await requestsIn(cli)).toEqual([]);
  });

  it('requests nothing where no account of the organization can be audited', async ({ givenCli }) => {
    const cli = await givenCli(WORLD);
    cli.sandbox.organization.features.clear();
    const { code, stderr } = await cli.run(['sweep', '--wait']);
    expect(code).toBe(1);
    expect(stderr).toContain('enable-organizations-root-credentials-management');
    expect(await requestsIn(cli)).toEqual([]);
  });
});

describe('sweep --wait', () => {
  it('follows the audits until the end, and shows what they found', async () => {
    const sandbox = await startTestSandbox(onTestFinished, WORLD, { clock: createClock({ mode: 'real' }) });
    const stack = await startStack(sandbox, { settings: { mode: 'observe', logLevel: 'silent' } });
    onTestFinished(() => stack.stop());
    const { accessKeyId, secretAccessKey } = administratorOf(sandbox.homeAccountId);
    const cli = startCli(['sweep', '--wait', '--output', 'json'], {
      AWS_ENDPOINT_URL: sandbox.endpoint,
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
    });
    await new Promise<void>((resolve) => {
      cli.process.stderr?.on('data', (text: string) => {
        if (text.includes('Requested')) resolve();
      });
    });
    await stack.run('watch');
    await stack.idle();
    const { code, stdout, stderr } = await cli.finished;
    expect(code).toBe(3);
    expect(stderr.split('Waiting for the next watch of the sweeper')).toHaveLength(2);
    expect(JSON.parse(stdout)).toMatchObject({
      end: 'complete',
      summary: { accounts: 4, compliant: 3, violating: 1, unknown: 0 },
    });
    expect(JSON.parse(stdout).accounts).toContainEqual(
      expect.objectContaining({
        accountId: '333333333333',
        state: 'violating',
        isAudited: true,
        credentials: [
          { kind: 'access-key', id: 'AKIAROOT333333333333', result: 'withheld', reason: 'observe-mode' },
        ],
      }),
    );
  });
});
