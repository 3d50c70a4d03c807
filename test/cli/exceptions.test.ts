import { type AttributeValue, DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { describe, expect } from 'vitest';
import { TABLES } from '../../src/runtime/resources.ts';
import { type CliOnSandbox, it } from './cli.ts';
import { ledgerOf } from './ledger.ts';
import { givenPosture, recordsOf, withheld } from './record-fixtures.ts';

const ME = 'arn:aws:sts::222222222222:assumed-role/sandbox-admin/session';
const KEY = ['--credential', 'access-key', '--reason', 'migration'];
const ON_PAYMENTS = ['exceptions', 'add', '--account', 'payments', ...KEY];

async function queued({ sandbox, deployment }: CliOnSandbox): Promise<readonly unknown[]> {
  const { Messages = [] } = await sandbox
    .client(SQSClient)
    .send(new ReceiveMessageCommand({ QueueUrl: deployment.queues.triggers.url, MaxNumberOfMessages: 10 }));
  return Messages.map(({ Body = '' }) => JSON.parse(Body));
}

/** `fields` may put it in another scope. */
function putRow({ sandbox }: CliOnSandbox, id: string, fields: Record<string, AttributeValue> = {}) {
  return sandbox.client(DynamoDBClient).send(
    new PutItemCommand({
      TableName: TABLES.exceptions.name,
      Item: { scope: { S: 'account#333333333333' }, id: { S: id }, ...fields },
    }),
  );
}

describe.concurrent('exceptions add', () => {
  it('adds the exception, records the approver and queues the re-audit', async ({ givenCli }) => {
    const cli = await givenCli();
    const added = await cli.json([
      ...ON_PAYMENTS,
      ...['--id', 'AKIAIOSFODNN7EXAMPLE', '--for', '30d', '--ticket', 'SEC-1'],
    ]);
    expect(added).toMatchObject({
      code: 0,
      json: {
        reauditQueued: true,
        exception: {
          scope: 'account#333333333333',
          id: expect.stringMatching(/^[0-9A-Z]{26}$/),
          state: 'active',
          credentials: ['access-key'],
          credentialIds: ['AKIAIOSFODNN7EXAMPLE'],
          reason: 'migration',
          approvedBy: ME,
          ticket: 'SEC-1',
          permanent: false,
          revokedAt: null,
        },
      },
    });
    expect(await ledgerOf(cli.sandbox, '333333333333')).toMatchObject([
      {
        type: 'exception-change',
        change: 'added',
        operator: { by: ME, reason: 'migration', ticket: 'SEC-1' },
      },
    ]);
    expect(await queued(cli)).toMatchObject([{ account: '333333333333', why: 'exception-changed' }]);
  });

  it.for([
    ['an organizational unit', ['--ou', 'ou-sbox-prod0001'], 'ou#ou-sbox-prod0001'],
    ['an organizational unit by its name', ['--ou', 'production'], 'ou#ou-sbox-prod0001'],
    ['the organization', ['--organization'], 'organization'],
  ] as const)('on %s leaves the re-audit to the sweeper', async ([_what, scope, expected], { givenCli }) => {
    const cli = await givenCli();
    const args = ['exceptions', 'add', ...scope, ...KEY, '--permanent', '--yes'];
    expect(await cli.json(args)).toMatchObject({
      code: 0,
      json: { reauditQueued: true, exception: { scope: expected, expiresAt: null, permanent: true } },
    });
    expect(await queued(cli)).toEqual([]);
    expect(await ledgerOf(cli.sandbox, 'organization')).toMatchObject([{ scope: expected, change: 'added' }]);
  });

  it.for([
    ['without an end', ['--account', 'payments', '--permanent']],
    ['in the whole organization', ['--organization', '--for', '1d']],
  ] as const)(
    'approves nothing %s where there is no terminal to ask on',
    async ([_what, args], { givenCli }) => {
      const { sandbox, json } = await givenCli();
      expect(await json(['exceptions', 'add', ...args, ...KEY])).toMatchObject({
        code: 5,
        json: { exception: null, result: 'declined' },
        stderr: expect.stringContaining('Declined: nothing was approved.'),
      });
      expect(await ledgerOf(sandbox, 'organization')).toEqual([]);
      expect(await json(['exceptions', 'list'])).toMatchObject({ json: { exceptions: [] } });
    },
  );

  it('approves nothing in an organizational unit that does not exist', async ({ givenCli }) => {
    const { sandbox, run } = await givenCli();
    expect(await run(['exceptions', 'add', '--ou', 'ou-zzzz-zzzzzzzz', ...KEY, '--permanent'])).toMatchObject(
      {
        code: 2,
        stdout: '',
        stderr: expect.stringMatching(
          /^error: --ou: the organization has no organizational unit ou-zzzz-zzzzzzzz; look its id up: .+\n$/,
        ),
      },
    );
    expect(await ledgerOf(sandbox, 'organization')).toEqual([]);
  });

  it('refuses an id that can never match, and writes nothing', async ({ givenCli }) => {
    const { run, calls } = await givenCli();
    const { code, stdout, stderr } = await run([...ON_PAYMENTS, '--for', '1d', '--id', 'AKIA123']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('--id: "AKIA123" cannot be the id of an access key');
    expect(calls()).not.toContain('dynamodb:PutItem');
  });

  it('warns about an id that no audit saw', async ({ givenCli }) => {
    const { sandbox, json } = await givenCli();
    await recordsOf(sandbox).posture.record(givenPosture({ credentials: [withheld()] }), 1);
    const known = withheld().credential.id;
    const add = (id: string) => json([...ON_PAYMENTS, '--for', '1d', '--id', id]);
    expect(await add(known)).toMatchObject({ code: 0, stderr: '', json: { warnings: [] } });
    const warning = 'credentialIds: "AKIAI44QH8DHBEXAMPLE" was seen in no account by the latest audits';
    expect(await add('AKIAI44QH8DHBEXAMPLE')).toMatchObject({
      code: 0,
      stderr: `warning: ${warning}\n`,
      json: { warnings: [warning] },
    });
    expect(await json(['exceptions', 'check'])).toMatchObject({
      code: 0,
      json: { findings: [{ severity: 'warning', finding: warning }], comparedWithAudits: true },
    });
  });

  it('adds the exception with a notice where the results of the audits cannot be read', async ({
    givenCli,
  }) => {
    const { sandbox, json } = await givenCli();
    const effect = { type: 'error', code: 'AccessDeniedException', status: 400, message: 'no' } as const;
    sandbox.faults.inject({ service: 'dynamodb', operation: 'Scan', times: 1, effect });
    const added = await json([...ON_PAYMENTS, '--for', '1d', '--id', 'AKIAIOSFODNN7EXAMPLE']);
    expect(added).toMatchObject({ code: 0, json: { warnings: [], exception: { state: 'active' } } });
    expect(added.stderr).toContain('could not be compared with what the latest audits saw');
  });

  it('keeps the exception and reports it when the re-audit could not be queued', async ({ givenCli }) => {
    const { sandbox, json } = await givenCli();
    const effect = { type: 'error', code: 'AccessDenied', status: 403, message: 'no' } as const;
    sandbox.faults.inject({ service: 'sqs', operation: 'GetQueueUrl', times: 1, effect });
    expect(await json([...ON_PAYMENTS, '--for', '1d'])).toMatchObject({
      code: 1,
      json: { reauditQueued: false, exception: { state: 'active' } },
    });
  });

  it.for([
    ['an end in the past', ['--organization', '--until', '2020-01-01T00:00:00Z', ...KEY], 'is in the past'],
    ['an unknown account', ['-a', 'nobody', '--for', '1d', ...KEY], 'no member account named "nobody"'],
  ] as const)('refuses %s', async ([_what, args, text], { givenCli }) => {
    const { run, calls } = await givenCli();
    const { code, stdout, stderr } = await run(['exceptions', 'add', ...args]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(text);
    expect(calls()).not.toContain('dynamodb:PutItem');
  });
});

describe.concurrent('exceptions revoke', () => {
  it('revokes the exception and queues the re-audit; a second run changes nothing', async ({ givenCli }) => {
    const cli = await givenCli();
    const { json } = await cli.json([...ON_PAYMENTS, '--for', '1d']);
    const id = String(Reflect.get(Object(Reflect.get(Object(json), 'exception')), 'id'));
    const revoke = ['exceptions', 'revoke', 'account#333333333333', id, '--yes'];
    expect(await cli.run(revoke.slice(0, -1))).toMatchObject({
      code: 5,
      stdout: '',
      stderr: expect.stringContaining('Declined: the exception stays active.'),
    });
    expect(await cli.json(revoke)).toMatchObject({
      code: 0,
      json: { result: 'revoked', reauditQueued: true },
    });
    expect(await cli.json(revoke)).toMatchObject({ code: 0, json: { result: 'already-ended' } });
    expect(await queued(cli)).toHaveLength(2);
    expect(await ledgerOf(cli.sandbox, '333333333333')).toMatchObject([
      { change: 'added' },
      { change: 'revoked', operator: { by: ME } },
    ]);
  });

  it('fails when the exception does not exist', async ({ givenCli }) => {
    const { run } = await givenCli();
    const { code, stdout } = await run(['exceptions', 'revoke', 'organization', 'nothing']);
    expect(code).toBe(1);
    expect(stdout).toContain('There is no exception nothing of organization.');
  });

  it('asks for an invalid row to be corrected', async ({ givenCli }) => {
    const cli = await givenCli();
    await putRow(cli, 'by-hand');
    const { code, stderr } = await cli.run(['exceptions', 'revoke', 'account#333333333333', 'by-hand']);
    expect(code).toBe(2);
    expect(stderr).toContain('credentials');
  });
});

describe.concurrent('exceptions list and check', () => {
  it('list the active exceptions, the first to expire at the top', async ({ givenCli }) => {
    const { run, json } = await givenCli();
    for (const end of [['--permanent'], ['--for', '30d'], ['--for', '2d']])
      await run([...ON_PAYMENTS, ...end, '--yes']);
    const listed = await json(['exceptions', 'list']);
    expect(listed).toMatchObject({
      code: 0,
      json: { exceptions: [{ permanent: false }, { permanent: false }, { permanent: true }], malformed: [] },
    });
    expect(await json(['exceptions', 'list', '--expiring', '7d'])).toMatchObject({
      json: { exceptions: [{ permanent: false }] },
    });
    const { stdout } = await run(['exceptions', 'list', '-o', 'csv']);
    expect(stdout.split('\r\n')).toHaveLength(5);
  });

  it('show ended exceptions only with --all', async ({ givenCli }) => {
    const { run, json } = await givenCli();
    await run(['recover', '-a', 'reporting', '--for', '1h', '--reason', 'x', '--yes']);
    await run(['relock', '-a', 'reporting']);
    expect(await json(['exceptions', 'list'])).toMatchObject({ json: { exceptions: [] } });
    expect(await json(['exceptions', 'list', '--all'])).toMatchObject({
      json: { exceptions: [{ state: 'revoked', credentials: ['login-profile', 'mfa-device'] }] },
    });
  });

  it('name the issues of a row made by hand', async ({ givenCli }) => {
    const cli = await givenCli();
    expect(await cli.json(['exceptions', 'check'])).toMatchObject({ code: 0, json: { rows: 0 } });
    await putRow(cli, 'by-hand', { reason: { S: 'because' } });
    const checked = await cli.json(['exceptions', 'check']);
    expect(checked).toMatchObject({
      code: 1,
      json: { rows: 1, malformed: [{ scope: 'account#333333333333', id: 'by-hand' }] },
    });
    expect(checked.stdout).toContain('approvedBy');
    const { stdout } = await cli.run(['exceptions', 'list']);
    expect(stdout).toContain('account#333333333333 by-hand: deletions in its scope wait\n');
    await putRow(cli, 'misspelt', { scope: { S: 'Account#333333333333' } });
    expect((await cli.run(['exceptions', 'check'])).stdout).toContain(
      'Account#333333333333 misspelt: its scope is misspelt, so it approves and protects nothing\n',
    );
  });

  it('are not revoked while their row does not parse, and named with each issue', async ({ givenCli }) => {
    const cli = await givenCli();
    await putRow(cli, 'by-hand', { reason: { S: 'because' } });
    expect(await cli.run(['exceptions', 'revoke', 'account#333333333333', 'by-hand', '--yes'])).toMatchObject(
      {
        code: 2,
        stdout: '',
        stderr: ['credentials', 'approvedBy']
          .map((name) => `error: exception by-hand of account#333333333333: ${name}: is missing\n`)
          .join(''),
      },
    );
  });

  it('name an id in a row made by hand that can never match', async ({ givenCli }) => {
    const cli = await givenCli();
    await cli.sandbox.client(DynamoDBClient).send(
      new PutItemCommand({
        TableName: TABLES.exceptions.name,
        Item: {
          scope: { S: 'organization' },
          id: { S: 'by-hand' },
          credentials: { SS: ['access-key'] },
          credentialIds: { SS: ['GAHT12345678'] },
          reason: { S: 'because' },
          approvedBy: { S: 'security-lead' },
          permanent: { BOOL: true },
        },
      }),
    );
    const { code, stdout } = await cli.run(['exceptions', 'check']);
    expect(code).toBe(1);
    expect(stdout).toContain('organization by-hand: deletions in its scope wait');
    expect(stdout).toContain('credentialIds.0: cannot be the id of an access key');
  });

  it('let a row with an id that can never match be revoked, once that is confirmed', async ({ givenCli }) => {
    const cli = await givenCli();
    await putRow(cli, 'by-hand', {
      credentials: { SS: ['access-key'] },
      credentialIds: { SS: ['akiaiosfodnn7example'] },
      reason: { S: 'because' },
      approvedBy: { S: 'security-lead' },
      permanent: { BOOL: true },
    });
    const revoke = ['exceptions', 'revoke', 'account#333333333333', 'by-hand'];
    expect(await cli.run(revoke)).not.toMatchObject({ code: 0 });
    expect(await cli.run([...revoke, '--yes'])).toMatchObject({ code: 0 });
    expect(await cli.json(['exceptions', 'check'])).toMatchObject({ code: 0, json: { malformed: [] } });
  });

  it('neutralize a reason with control characters or a spreadsheet formula', async ({ givenCli }) => {
    const { run } = await givenCli();
    const reason = '=HYPERLINK("x")\u001b[31m\u202e';
    await run([
      'exceptions',
      'add',
      '--organization',
      '-c',
      'access-key',
      '--for',
      '1d',
      '--reason',
      reason,
      '--yes',
    ]);
    const { stdout: table } = await run(['exceptions', 'list']);
    expect(table).toContain('=HYPERLINK("x")[31m');
    for (const character of ['\u001b', '\u202e']) expect(table).not.toContain(character);
    const { stdout: csv } = await run(['exceptions', 'list', '-o', 'csv']);
    expect(csv).toContain(`"'=HYPERLINK(""x"")[31m"`);
  });

  it('give advice where rootguard has no tables', async ({ givenCli }) => {
    const { run } = await givenCli();
    const { code, stderr } = await run(['exceptions', 'list', '--exceptions-table', 'another']);
    expect(code).toBe(1);
    expect(stderr).toMatch(/ResourceNotFoundException/);
    expect(stderr).toMatch(/no such table: rootguard is deployed elsewhere, or not at all/);
    expect(stderr).toMatch(/next step: .*home account/);
  });
});
