import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DeleteTableCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect } from 'vitest';
import { administratorOf, createSandboxClients } from '../../src/local/clients.ts';
import { TABLES } from '../../src/runtime/resources.ts';
import { type CliOnSandbox, type GivenCli, it, member, worldOf } from './cli.ts';

const WORLD = worldOf([
  member('333333333333', 'payments', { root: { accessKeys: [{ id: 'AKIAROOT333333333333' }] } }),
  member('333333333334', 'reporting'),
]);

const NOT_DEPLOYED =
  'rootguard is not deployed in account 222222222222: it has no table rootguard-exceptions.';

const KEY_CREATED = {
  eventVersion: '1.11',
  userIdentity: { type: 'Root', arn: 'arn:aws:iam::333333333333:root', accountId: '333333333333' },
  eventTime: '2026-11-24T12:00:00Z',
  eventSource: 'iam.amazonaws.com',
  eventName: 'CreateAccessKey',
  awsRegion: 'us-east-1',
  requestParameters: null,
  eventID: 'e-1',
  recipientAccountId: '333333333333',
};

/** An organization without rootguard. */
async function givenNothingDeployed(
  givenCli: GivenCli,
  tables = Object.values(TABLES).map(({ name }) => name),
): Promise<CliOnSandbox> {
  const cli = await givenCli(WORLD);
  const { sandbox } = cli;
  const { dynamodb } = createSandboxClients(sandbox.endpoint, administratorOf(sandbox.homeAccountId));
  for (const TableName of tables) await dynamodb.send(new DeleteTableCommand({ TableName }));
  return cli;
}

describe.concurrent('an audit before anything is deployed', () => {
  it('judges without exceptions, and says once that rootguard is not deployed here', async ({ givenCli }) => {
    const { json } = await givenNothingDeployed(givenCli);
    const { code, stderr, json: document } = await json(['audit']);
    expect(stderr.trimEnd().split('\n')).toEqual([
      `${NOT_DEPLOYED} So there are no exceptions, and every root credential counts as unapproved.`,
    ]);
    expect(code).toBe(3);
    expect(document).toMatchObject({
      exceptions: 'not-deployed',
      summary: { accounts: 4, compliant: 2, violating: 1, unknown: 0, skipped: 1 },
      accounts: [
        {},
        {},
        { state: 'violating', credentials: [{ action: 'remove', reason: 'unapproved' }] },
        {},
      ],
    });
  });

  it('works with credentials of the management account, and says whose they are', async ({ givenCli }) => {
    const { run } = await givenNothingDeployed(givenCli);
    const { code, stderr } = await run(['audit'], { AWS_ACCESS_KEY_ID: '111111111111' });
    expect(code).toBe(3);
    expect(stderr).toContain('rootguard is not deployed in account 111111111111');
    expect(stderr).toContain('of account 111111111111, the management account; the home account should be');
    expect(stderr).toContain('the delegated administrator for IAM, 222222222222');
    expect(stderr).toContain('If rootguard is deployed in another account, use credentials of that one');
  });

  it('does not judge where the environment says that home is another account', async ({ givenCli }) => {
    const { json } = await givenNothingDeployed(givenCli);
    const variables = { AWS_ACCESS_KEY_ID: '111111111111', ROOTGUARD_HOME_ACCOUNT_ID: '222222222222' };
    const { code, stderr, json: document } = await json(['audit'], variables);
    expect(code).toBe(4);
    expect(stderr).not.toContain('not deployed');
    expect(document).toMatchObject({ exceptions: 'unreadable', summary: { violating: 0, unknown: 1 } });
  });

  it('does not judge where the missing table was named', async ({ givenCli }) => {
    const { json } = await givenCli(WORLD);
    expect(await json(['audit', '--exceptions-table', 'mistyped'])).toMatchObject({
      code: 4,
      stderr: '',
      json: { exceptions: 'unreadable', summary: { violating: 0, unknown: 1 } },
    });
  });

  it('does not judge where the table exists and cannot be read', async ({ givenCli }) => {
    const { sandbox, json } = await givenCli(WORLD);
    const message = 'not yours';
    const effect = { type: 'error', code: 'AccessDeniedException', status: 400, message } as const;
    sandbox.faults.inject({ service: 'dynamodb', operation: 'Query', times: 50, effect });
    expect(await json(['audit'])).toMatchObject({
      code: 4,
      stderr: '',
      json: { exceptions: 'unreadable', summary: { violating: 0, unknown: 1 } },
    });
  });

  it('says in JSON that exceptions were ignored where that was asked for', async ({ givenCli }) => {
    const { json } = await givenNothingDeployed(givenCli);
    expect(await json(['audit', '--without-exceptions'])).toMatchObject({
      code: 3,
      stderr: '',
      json: { exceptions: 'ignored' },
    });
  });

  it('does not let enforce remove anything', async ({ givenCli }) => {
    const { run, calls } = await givenNothingDeployed(givenCli);
    expect(await run(['enforce', '--yes'])).toMatchObject({ code: 4 });
    expect(calls().filter((call) => call.startsWith('iam:Delete'))).toEqual([]);
  });
});

describe.concurrent('a report before anything is deployed', () => {
  it('shows with --live what the accounts have, and what is not known yet', async ({ givenCli }) => {
    const { json, run } = await givenNothingDeployed(givenCli);
    expect(await json(['report', '--live'])).toMatchObject({
      code: 3,
      json: {
        source: 'live',
        isDeployed: false,
        breaker: null,
        modes: null,
        exceptions: [],
        summary: { accounts: 4, compliant: 2, violating: 1, skipped: 1 },
      },
    });
    const folder = await mkdtemp(join(tmpdir(), 'rootguard-first-day-'));
    const file = join(folder, 'report.html');
    const { code, stdout, stderr } = await run(['report', '--live', '--html', file]);
    const page = await readFile(file, 'utf8');
    await rm(folder, { recursive: true });
    expect(code).toBe(3);
    expect(stderr).toContain(NOT_DEPLOYED);
    expect(stdout).toContain('rootguard is not deployed: there are no exceptions');
    expect(stdout).not.toContain('credentials removed since');
    expect(page).toContain('1 account has 1 unapproved root credential.');
    expect(page).toContain('rootguard is not deployed in this organization: nothing watches these accounts');
    expect(page).toContain('Not known yet');
    expect(page).not.toMatch(
      /Breaker:|Mode:|Nothing was removed|None is active|audited within the last two days/,
    );
  });

  it('without --live fails, and names --live', async ({ givenCli }) => {
    const { run } = await givenNothingDeployed(givenCli);
    const { code, stderr } = await run(['report']);
    expect(code).toBe(1);
    expect(stderr).toContain('rootguard report --live');
    expect(stderr).toContain('of table rootguard-posture failed');
  });

  it('with --live fails where another table of a deployment is missing', async ({ givenCli }) => {
    const { run } = await givenNothingDeployed(givenCli, [TABLES.posture.name]);
    const { code, stderr } = await run(['report', '--live']);
    expect(code).toBe(1);
    expect(stderr).toContain('of table rootguard-posture failed');
  });
});

describe.concurrent('a simulation before anything is deployed', () => {
  it('decides without exceptions, under the policy of the configuration', async ({ givenCli }) => {
    const { json } = await givenNothingDeployed(givenCli);
    const folder = await mkdtemp(join(tmpdir(), 'rootguard-first-day-'));
    const event = join(folder, 'event.json');
    await writeFile(event, JSON.stringify(KEY_CREATED));
    const { code, stderr, json: document } = await json(['simulate', event], { ROOTGUARD_MODE: 'enforce' });
    await rm(folder, { recursive: true });
    expect(stderr.trimEnd().split('\n')).toEqual([expect.stringContaining(NOT_DEPLOYED)]);
    expect(code).toBe(0);
    expect(document).toMatchObject({
      mode: 'enforce',
      outcome: {
        simulation: { mode: 'enforce', decisions: [{ action: 'remove', reason: 'unapproved' }] },
      },
    });
  });
});
