import { describe, expect } from 'vitest';
import { it, member, runCli, worldOf } from './cli.ts';

const MANAGEMENT = { AWS_ACCESS_KEY_ID: '111111111111' };
const MEMBER = { AWS_ACCESS_KEY_ID: '333333333333' };
const ACCOUNTS = [member('333333333333', 'payments')];

const everythingOff = worldOf(ACCOUNTS, { trustedServices: [], features: [], delegatedAdministrators: {} });

describe.concurrent('status', () => {
  it('shows what is enabled, from the home account', async ({ givenCli }) => {
    const { run, json } = await givenCli(worldOf(ACCOUNTS));
    expect(await json(['status'])).toMatchObject({
      code: 0,
      json: {
        organizationId: 'o-sandbox0001',
        trustedAccess: true,
        features: ['RootCredentialsManagement', 'RootSessions'],
        delegatedAdministrators: ['222222222222'],
        failures: [],
      },
    });
    expect((await run(['status', '-o', 'csv'])).stdout).toBe(
      'what,state\r\ntrusted access for IAM,on\r\nRootCredentialsManagement,on\r\nRootSessions,on\r\ndelegated administrators for IAM,222222222222\r\n',
    );
    expect((await run(['status'])).stdout).toContain('Asked from 222222222222, a member account.');
  });

  it('exits 1 when something is disabled', async ({ givenCli }) => {
    const { json } = await givenCli(worldOf(ACCOUNTS, { features: ['RootSessions'] }));
    expect(await json(['status'])).toMatchObject({ code: 1, json: { features: ['RootSessions'] } });
  });

  it('exits 1 when trusted access is disabled, although the features cannot be read then', async ({
    givenCli,
  }) => {
    const { json } = await givenCli(everythingOff);
    expect(await json(['status'], MANAGEMENT)).toMatchObject({
      code: 1,
      json: { trustedAccess: false, features: null, failures: [{ reason: 'trusted-access-off' }] },
    });
  });

  it('exits 4 where the account is not authorized, and names it', async ({ givenCli }) => {
    const { run } = await givenCli(worldOf(ACCOUNTS));
    const { code, stdout } = await run(['status'], MEMBER);
    expect(code).toBe(4);
    expect(stdout).toContain('could not be read');
    expect(stdout).toContain('neither the management account nor a delegated administrator');
  });
});

describe.concurrent('enable', () => {
  it('shows the changes and makes them in the order that AWS accepts', async ({ givenCli }) => {
    const { run, json, calls } = await givenCli(everythingOff);
    const { code, stdout, stderr } = await run(['enable', '--delegate', '222222222222'], MANAGEMENT);
    expect(code).toBe(0);
    expect(stderr.trimEnd().split('\n')).toEqual([
      expect.stringContaining('about to enable trusted access for IAM'),
      expect.stringContaining('about to enable RootCredentialsManagement'),
      expect.stringContaining('about to enable RootSessions'),
      expect.stringContaining('about to register account 222222222222'),
    ]);
    expect(stdout).toContain('done: register account 222222222222');
    expect(calls().filter((call) => /Enable|Register/.test(call))).toEqual([
      'organizations:EnableAWSServiceAccess',
      'iam:EnableOrganizationsRootCredentialsManagement',
      'iam:EnableOrganizationsRootSessions',
      'organizations:RegisterDelegatedAdministrator',
    ]);
    expect((await json(['status'])).code).toBe(0);
  });

  it('changes nothing when everything is enabled', async ({ givenCli }) => {
    const { json, calls } = await givenCli(worldOf(ACCOUNTS));
    expect(await json(['enable', '--delegate', '222222222222'], MANAGEMENT)).toMatchObject({
      code: 0,
      stderr: '',
      json: { steps: [], trustedAccess: true },
    });
    expect(calls().filter((call) => /:(Enable|Register)/.test(call))).toEqual([]);
  });

  it('refuses before any change where AWS would refuse a later one', async ({ givenCli }) => {
    const { run, calls } = await givenCli(worldOf(ACCOUNTS, { features: [] }));
    const { code, stderr } = await run(['enable']);
    expect(code).toBe(2);
    expect(stderr).toContain('from the management account 111111111111 only');
    expect(calls().filter((call) => call.includes('Enable'))).toEqual([]);
  });

  it('stops at the step that AWS refuses, and lists the steps not tried', async ({ givenCli }) => {
    const { sandbox, json, run } = await givenCli(everythingOff);
    sandbox.faults.inject({
      service: 'iam',
      operation: 'EnableOrganizationsRootCredentialsManagement',
      times: 1,
      effect: {
        type: 'error',
        code: 'AccessDenied',
        status: 403,
        message: 'with an explicit deny in an identity-based policy',
      },
    });
    const refused = await json(['enable'], MANAGEMENT);
    expect(refused).toMatchObject({
      code: 1,
      json: {
        steps: [
          { result: 'changed' },
          { result: 'refused', failure: { code: 'AccessDenied', requestId: expect.any(String) } },
          { result: 'skipped' },
        ],
        trustedAccess: true,
        features: [],
      },
    });
    const again = await run(['enable'], MANAGEMENT);
    expect(again).toMatchObject({ code: 0, stdout: expect.stringContaining('done: enable RootSessions') });
  });

  it('refuses an invalid account id', async () => {
    expect(await runCli(['enable', '--delegate', '12'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--delegate: got "12", expected 12 digits'),
    });
  });
});

describe.concurrent('disable', () => {
  it('shows what stops working, and needs --yes where there is no terminal to ask on', async ({
    givenCli,
  }) => {
    const { run, calls } = await givenCli(worldOf(ACCOUNTS));
    const { code, stdout, stderr } = await run(['disable']);
    expect(code).toBe(5);
    expect(stderr).toContain('every account becomes unknown');
    expect(stderr).toContain('give --yes');
    expect(stdout).toContain('Nothing was changed.');
    expect(calls().filter((call) => call.includes('Disable'))).toEqual([]);
  });

  it('disables both features and nothing else', async ({ givenCli }) => {
    const { json, calls } = await givenCli(worldOf(ACCOUNTS));
    expect(await json(['disable', '--yes'])).toMatchObject({
      code: 0,
      json: {
        steps: [
          { step: { type: 'disable-feature', feature: 'RootCredentialsManagement' }, result: 'changed' },
          { step: { type: 'disable-feature', feature: 'RootSessions' }, result: 'changed' },
        ],
        features: [],
        trustedAccess: true,
        delegatedAdministrators: ['222222222222'],
      },
    });
    expect(calls().filter((call) => call.includes('Disable'))).toHaveLength(2);
    expect(await json(['disable'])).toMatchObject({ code: 0, json: { steps: [] } });
  });

  it('fails where the account is not authorized', async ({ givenCli }) => {
    const { run } = await givenCli(worldOf(ACCOUNTS));
    const { code, stdout } = await run(['disable', '--yes'], MEMBER);
    expect(code).toBe(1);
    expect(stdout).toContain('refused: disable RootCredentialsManagement');
    expect(stdout).toContain('not tried: disable RootSessions');
  });
});
