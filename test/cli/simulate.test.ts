import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { WorldInput } from 'organization-sandbox/world/schema.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeAuditRequest } from '../../src/events/own-messages.ts';
import { givenException, givenExceptionRow } from '../support/builders.ts';
import { givenCli, member, runCli, worldOf } from './cli.ts';
import { PAYMENTS, recordsOf } from './record-fixtures.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rootguard-simulate-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function file(name: string, content: unknown): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

const UNIT = 'ou-sbox-work0001';

/** As CloudTrail's event history shows it. */
function recordOf(fields: Readonly<Record<string, unknown>> = {}) {
  return {
    eventVersion: '1.11',
    userIdentity: { type: 'Root', arn: `arn:aws:iam::${PAYMENTS}:root`, accountId: PAYMENTS },
    eventTime: '2026-11-24T12:00:00Z',
    eventSource: 'iam.amazonaws.com',
    eventName: 'CreateAccessKey',
    awsRegion: 'us-east-1',
    sourceIPAddress: '192.0.2.1',
    requestParameters: null,
    eventID: 'e-1',
    recipientAccountId: PAYMENTS,
    ...fields,
  };
}

const ROOT_CREDENTIALS = {
  password: { createdAt: '2025-01-01T00:00:00Z' },
  accessKeys: [{ id: 'AKIAROOT333333333333', createdAt: '2026-11-24T11:59:00Z' }],
  mfaDevices: [{ serialNumber: `arn:aws:iam::${PAYMENTS}:mfa/authapp`, enabledAt: '2025-01-01T00:05:00Z' }],
};

const worldWith = (account: Partial<WorldInput['accounts'][number]> = {}, organization = {}) =>
  worldOf([member(PAYMENTS, 'payments', { parent: UNIT, root: ROOT_CREDENTIALS, ...account })], {
    organizationalUnits: [{ id: UNIT, name: 'workloads' }],
    ...organization,
  });

describe('simulate --offline', () => {
  async function simulate(
    given: { event?: unknown; world?: unknown; exceptions?: unknown },
    ...more: readonly string[]
  ) {
    const args = ['simulate', await file('event.json', given.event ?? recordOf())];
    args.push('--offline', await file('world.json', given.world ?? worldWith()));
    if (given.exceptions) args.push('--exceptions', await file('exceptions.json', given.exceptions));
    const run = await runCli([...args, '-o', 'json', ...more]);
    return { ...run, json: run.stdout === '' ? undefined : JSON.parse(run.stdout) };
  }

  it('withholds in observe mode and removes in enforce mode, with the reasons', async () => {
    const observe = await simulate({});
    expect(observe).toMatchObject({
      code: 0,
      stderr: '',
      json: {
        mode: 'observe',
        outcome: {
          type: 'guard',
          account: PAYMENTS,
          triggers: [{ account: PAYMENTS, kind: 'access-key', event: { name: 'CreateAccessKey' } }],
          simulation: {
            type: 'decided',
            account: { name: 'payments', organizationalUnits: [UNIT] },
            decisions: [
              { credential: { kind: 'login-profile' }, action: 'withhold', reason: 'observe-mode' },
              { credential: { kind: 'access-key' }, action: 'withhold' },
              { credential: { kind: 'mfa-device' }, action: 'withhold' },
            ],
          },
        },
      },
    });
    const { json } = await simulate({}, '--mode', 'enforce');
    expect(json.outcome.simulation.decisions).toMatchObject([
      { action: 'remove', reason: 'unapproved' },
      { action: 'remove' },
      { action: 'remove' },
    ]);
  });

  it('reads exceptions from a file and the time from --at', async () => {
    const exceptions = [
      givenExceptionRow({ scope: `ou#${UNIT}`, expiresAt: '2026-12-01T00:00:00Z' }),
      givenExceptionRow({ scope: 'account#999999999999', credentials: ['access-key'] }),
    ];
    const decisions = async (at: string) => {
      const { json } = await simulate({ exceptions }, '--mode', 'enforce', '--at', at);
      return json.outcome.simulation.decisions.map(({ action }: { action: string }) => action);
    };
    expect(await decisions('2026-11-24T12:00:00Z')).toEqual(['keep', 'remove', 'keep']);
    expect(await decisions('2026-12-01T00:00:00Z')).toEqual(['remove', 'remove', 'remove']);
  });

  it('withholds where an exception cannot be read', async () => {
    const exceptions = [givenExceptionRow({ expiresAt: 'tomorrow' })];
    const { json } = await simulate({ exceptions }, '--mode', 'enforce');
    expect(json.outcome.simulation).toMatchObject({
      decisions: [{ reason: 'exception-malformed' }, {}, {}],
      malformedExceptions: [{ id: 'break-glass', issues: [expect.stringContaining('expiresAt')] }],
    });
  });

  describe('accepts rows in DynamoDB JSON', () => {
    const row = {
      scope: { S: `account#${PAYMENTS}` },
      id: { S: 'typed' },
      credentials: { SS: ['access-key'] },
      credentialIds: { L: [{ S: 'AKIAROOT333333333333' }] },
      reason: { S: 'drill' },
      approvedBy: { S: 'security-lead' },
      permanent: { BOOL: true },
      note: { M: { pages: { N: '3' }, seen: { NULL: true } } },
    };

    it.each([
      ['in an array', [row]],
      ['as a scan prints them', { Items: [row], Count: 1, ScannedCount: 1, ConsumedCapacity: null }],
    ])('%s', async (_how, exceptions) => {
      const { json } = await simulate({ exceptions }, '--mode', 'enforce');
      expect(json.outcome.simulation.decisions).toMatchObject([
        { action: 'remove' },
        { action: 'keep', exceptionId: 'typed' },
        { action: 'remove' },
      ]);
    });

    it.each([
      ['a row that is typed in part', [{ ...row, permanent: true }], '0.permanent: expected a typed value'],
      ['a value that is not of its type', [{ ...row, reason: { S: 7 } }], '0.reason: expected a typed value'],
      ['a list with a plain item', [{ ...row, credentialIds: { L: ['AKIA'] } }], '0.credentialIds: expected'],
      ['a scan that is not complete', { Items: [row], NextToken: 'x' }, 'there are more rows'],
      ['a single row', row, 'expected an array of rows'],
    ])('refuses %s', async (_what, exceptions, text) => {
      const { code, stdout, stderr } = await simulate({ exceptions });
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toContain(text);
    });

    it('reports a row that concerns no account', async () => {
      const { code, stderr } = await simulate({ exceptions: [{ ...row, scope: { S: 'acount#3' } }] });
      expect(code).toBe(0);
      expect(stderr).toContain('a row concerns no account, as its scope cannot be read: scope: must be');
    });
  });

  it.each([
    ['a feature that is off', worldWith({}, { features: [] }), 'root-credentials-management-off'],
    ['trusted access that is off', worldWith({}, { trustedServices: [] }), 'trusted-access-off'],
    ['a service control policy', worldWith({ deniedByScp: ['iam:Get*'] }), 'denied-by-scp'],
    [
      'a service control policy on a listing',
      worldWith({ deniedByScp: ['iam:ListMFADevices'] }),
      'denied-by-scp',
    ],
  ])('reports an account as unknown with %s', async (_, world, reason) => {
    expect(await simulate({ world }, '--mode', 'enforce')).toMatchObject({
      code: 4,
      json: { outcome: { simulation: { type: 'unknown', failure: { reason } } } },
    });
  });

  it.each([
    [
      'of somebody else',
      recordOf({ userIdentity: { type: 'IAMUser' } }),
      { type: 'ignore', reason: 'not-root' },
    ],
    ['that failed', recordOf({ errorCode: 'AccessDenied' }), { type: 'ignore', reason: 'call-failed' }],
    ['that is not watched', recordOf({ eventName: 'ListUsers' }), { type: 'ignore', reason: 'not-watched' }],
    ['without its time', recordOf({ eventTime: 'noon' }), { type: 'dead-letter', path: 'detail.eventTime' }],
    ['that is no JSON', '{', { type: 'dead-letter', path: 'body' }],
    [
      'in the management account',
      recordOf({ recipientAccountId: '111111111111' }),
      { simulation: { type: 'rejected', reason: 'management-account' } },
    ],
    [
      'outside of the organization',
      recordOf({ recipientAccountId: '999999999999' }),
      { simulation: { type: 'rejected', reason: 'not-in-organization' } },
    ],
    [
      'that weakens the guardrail',
      recordOf({ eventName: 'DisableOrganizationsRootSessions' }),
      { type: 'report-weakening', trigger: { weakening: 'root-sessions-disabled' } },
    ],
    [
      'of rootguard itself',
      writeAuditRequest({ account: PAYMENTS, why: 'operator', requestedAt: new Date(), event: undefined }),
      { triggers: [{ type: 'audit-requested' }], simulation: { type: 'decided' } },
    ],
    ['in its envelope', { source: 'aws.iam', account: PAYMENTS, detail: recordOf() }, { type: 'guard' }],
  ])('shows the effect of an event %s', async (_, event, outcome) => {
    expect(await simulate({ event })).toMatchObject({ code: 0, json: { outcome } });
  });

  it('skips an account that is not active', async () => {
    expect(await simulate({ world: worldWith({ state: 'SUSPENDED' }) })).toMatchObject({
      code: 0,
      json: { outcome: { simulation: { type: 'skipped', account: { state: 'SUSPENDED' } } } },
    });
  });

  it('prints text and CSV too', async () => {
    const event = await file('event.json', recordOf());
    const world = await file('world.json', worldWith());
    const args = ['simulate', event, '--offline', world, '--mode', 'enforce'];
    const { stdout } = await runCli(args);
    expect(stdout).toContain('No active exception approves it.');
    expect(stdout).toContain('(payments), in enforce mode. 3 of 3 root credentials would be removed.');
    expect(stdout).toContain('Nothing was changed.');
    const csv = (await runCli([...args, '-o', 'csv'])).stdout.trimEnd().split('\r\n');
    expect(csv).toEqual([
      'outcome,account,kind,id,action,reason,exceptionId',
      `decided,${PAYMENTS},login-profile,login-profile,remove,unapproved,`,
      `decided,${PAYMENTS},access-key,AKIAROOT333333333333,remove,unapproved,`,
      expect.stringContaining('mfa-device'),
    ]);
  });

  it('names every issue of a world file', async () => {
    const { code, stderr } = await simulate({ world: { organization: {}, accounts: [{ id: '12' }] } });
    expect(code).toBe(2);
    expect(stderr).toContain('organization.managementAccountId');
    expect(stderr).toContain('accounts.0.id: expected 12 digits');
  });

  it('does not pass over policies of the organization in a world file', async () => {
    const policy = {
      id: 'p-example001',
      name: 'deny-root',
      type: 'SERVICE_CONTROL_POLICY',
      content: { Version: '2012-10-17', Statement: { Effect: 'Deny', Action: '*', Resource: '*' } },
      targets: [PAYMENTS],
    };
    const { code, stderr } = await simulate({ world: { ...worldWith(), policies: [policy] } });
    expect(code).toBe(2);
    expect(stderr).toContain('policies: a simulation does not evaluate them');
    expect((await simulate({ world: { ...worldWith(), policies: [], trails: [] } })).code).toBe(0);
  });

  it('accepts exceptions as an array only', async () => {
    expect(await simulate({ exceptions: { rows: [] } })).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('expected an array of rows'),
    });
  });

  it.each([
    [['simulate'], '<file>: is missing'],
    [['simulate', '/nonexistent.json'], 'ENOENT'],
    [['simulate', 'x', '--at', 'now'], '--at: got "now"'],
    [['simulate', 'x', '--mode', 'delete'], '--mode: got "delete", expected observe, enforce'],
    [['simulate', 'x', '--offline', ''], '--offline: got ""'],
    [['simulate', 'x', '--exceptions', ''], '--exceptions: got ""'],
  ])('%j is refused as a command line', async (args, issue) => {
    expect(await runCli(args)).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining(issue),
    });
  });
});

describe('simulate', () => {
  it('reads the current organization and exceptions, and changes nothing', async () => {
    const { sandbox, json, calls } = await givenCli(worldWith());
    await recordsOf(sandbox).exceptions.add(givenException({ expiresAt: undefined, permanent: true }));
    const event = await file('event.json', recordOf());
    expect(await json(['simulate', event, '--mode', 'enforce'])).toMatchObject({
      code: 0,
      json: {
        outcome: {
          simulation: {
            decisions: [
              { action: 'keep', exceptionId: 'break-glass' },
              { action: 'remove' },
              { action: 'keep', reason: 'guards-excepted-password' },
            ],
            breaker: 'closed',
          },
        },
      },
    });
    expect(calls(PAYMENTS).filter((call) => /Delete|Deactivate|Create/.test(call))).toEqual([]);
  });

  it('reads exceptions from the table unless it is offline', async () => {
    const { run } = await givenCli(worldWith());
    const event = await file('event.json', recordOf());
    expect(await run(['simulate', event, '--exceptions', event])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('goes with --offline only'),
    });
  });
});
