import { describe, expect } from 'vitest';
import { type GivenCli, it, member, worldOf } from './cli.ts';

const PASSWORD = { password: { createdAt: '2025-01-01T00:00:00Z' } };
const KEYS = {
  accessKeys: [
    { id: 'AKIAROOT333333333333', createdAt: '2024-03-01T00:00:00Z', lastUsedAt: '2026-10-20T08:00:00Z' },
    { id: 'AKIAROOT333333333334', createdAt: '2024-03-02T00:00:00Z', status: 'Inactive' as const },
  ],
};

const WORLD = worldOf([
  member('333333333333', 'payments', { root: { ...PASSWORD, ...KEYS } }),
  member('333333333334', 'reporting'),
  member('333333333335', 'old', { state: 'SUSPENDED', root: PASSWORD }),
]);

describe.concurrent('audit', () => {
  it('reports every account of the organization with the details of each credential', async ({
    givenCli,
  }) => {
    const { json } = await givenCli(WORLD);
    const audit = await json(['audit']);
    expect(audit.code).toBe(3);
    expect(audit.stderr).toBe('');
    expect(audit.json).toEqual({
      organizationId: 'o-sandbox0001',
      exceptions: 'read',
      auditedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      summary: { accounts: 5, compliant: 2, excepted: 0, violating: 1, unknown: 0, skipped: 2 },
      accounts: [
        {
          accountId: '111111111111',
          name: 'management',
          state: 'skipped',
          reason: 'management-account',
          credentials: [],
        },
        { accountId: '222222222222', name: 'home', state: 'compliant', reason: null, credentials: [] },
        {
          accountId: '333333333333',
          name: 'payments',
          state: 'violating',
          reason: null,
          credentials: [
            {
              kind: 'login-profile',
              id: 'login-profile',
              createdAt: '2025-01-01T00:00:00.000Z',
              lastUsedAt: null,
              action: 'remove',
              exceptionId: null,
              reason: 'unapproved',
            },
            {
              kind: 'access-key',
              id: 'AKIAROOT333333333333',
              createdAt: '2024-03-01T00:00:00.000Z',
              lastUsedAt: '2026-10-20T08:00:00.000Z',
              status: 'Active',
              action: 'remove',
              exceptionId: null,
              reason: 'unapproved',
            },
            {
              kind: 'access-key',
              id: 'AKIAROOT333333333334',
              createdAt: '2024-03-02T00:00:00.000Z',
              lastUsedAt: null,
              status: 'Inactive',
              action: 'remove',
              exceptionId: null,
              reason: 'unapproved',
            },
          ],
        },
        { accountId: '333333333334', name: 'reporting', state: 'compliant', reason: null, credentials: [] },
        {
          accountId: '333333333335',
          name: 'old',
          state: 'skipped',
          reason: 'not-active',
          detail: 'SUSPENDED',
          credentials: [],
        },
      ],
    });
  });

  it('changes nothing: no removal, no record, no notification', async ({ givenCli }) => {
    const { run, calls } = await givenCli(WORLD);
    await run(['audit']);
    const changing = /:(Delete|Put|Update|Create|Publish|SendMessage|Deactivate)/;
    expect(
      calls()
        .slice(calls().indexOf('sts:GetCallerIdentity'))
        .filter((call) => changing.test(call)),
    ).toEqual([]);
  });

  it('makes four calls for a compliant account', async ({ givenCli }) => {
    const { run, calls } = await givenCli(WORLD);
    await run(['audit']);
    expect(calls('333333333334').toSorted()).toEqual([
      'iam:GetAccountSummary',
      'iam:ListAccessKeys',
      'iam:ListSigningCertificates',
      'sts:AssumeRoot',
    ]);
  });

  it('prints a table, and counts the accounts without root credentials', async ({ givenCli }) => {
    const { run } = await givenCli(WORLD);
    const { code, stdout } = await run(['audit']);
    expect(code).toBe(3);
    expect(stdout).toMatch(
      /333333333333 payments .* violating .* access-key AKIAROOT333333333333 .* 2024-03-01, used 2026-10-20 /,
    );
    expect(stdout).toMatch(/AKIAROOT333333333334 \(inactive\) .* never used/);
    expect(stdout).toContain('5 accounts: 2 compliant, 0 excepted, 1 violating, 0 unknown, 2 skipped');
    expect(stdout).not.toContain('reporting');
    expect(stdout).not.toContain('\u001b');
  });

  it('writes a row of CSV for each credential and for each account without any', async ({ givenCli }) => {
    const { run } = await givenCli(WORLD);
    const { stdout } = await run(['audit', '-o', 'csv']);
    const rows = stdout.split('\r\n');
    expect(rows[0]).toBe(
      'accountId,name,state,accountReason,kind,id,createdAt,lastUsedAt,action,exceptionId,reason,result',
    );
    expect(rows).toContain('333333333334,reporting,compliant,,,,,,,,,');
    expect(rows.filter((row) => row.startsWith('333333333333,'))).toHaveLength(3);
  });

  it('exits 0 when every account is compliant', async ({ givenCli }) => {
    const { json } = await givenCli(worldOf([member('333333333334', 'reporting')]));
    expect(await json(['audit'])).toMatchObject({ code: 0, json: { summary: { compliant: 2, skipped: 1 } } });
  });

  it('exits 0 when every credential is approved', async ({ givenCli }) => {
    const { run, json } = await givenCli(worldOf([member('333333333333', 'payments', { root: PASSWORD })]));
    const approved = [
      '--account',
      'payments',
      '--credential',
      'login-profile',
      '--permanent',
      '--yes',
      '--reason',
      'agreed',
    ];
    expect(await run(['exceptions', 'add', ...approved])).toMatchObject({ code: 0 });
    expect(await json(['audit', '-a', 'payments'])).toMatchObject({
      code: 0,
      json: {
        summary: { excepted: 1 },
        accounts: [{ credentials: [{ action: 'keep', reason: 'excepted' }] }],
      },
    });
  });
});

describe.concurrent('audit of some accounts', () => {
  const TREE = worldOf(
    [
      member('333333333333', 'payments', { parent: 'ou-sbox-work0001' }),
      member('333333333334', 'twin', { parent: 'ou-sbox-prod0001' }),
      member('333333333335', 'twin'),
    ],
    {
      organizationalUnits: [
        { id: 'ou-sbox-work0001', name: 'workloads', parent: 'r-sbox' },
        { id: 'ou-sbox-prod0001', name: 'production', parent: 'ou-sbox-work0001' },
      ],
    },
  );

  it('accepts ids, names and organizational units together and audits each account once', async ({
    givenCli,
  }) => {
    const { json } = await givenCli(TREE);
    const { json: document } = await json([
      'audit',
      ...['-a', 'home', '-a', '333333333333', '--ou', 'ou-sbox-work0001'],
    ]);
    expect(document).toMatchObject({
      accounts: [{ name: 'home' }, { accountId: '333333333333' }, { accountId: '333333333334' }],
    });
  });

  it('accepts organizational units by name and includes those below them', async ({ givenCli }) => {
    const { json, run } = await givenCli(TREE);
    const named = await json(['audit', '--ou', 'workloads']);
    expect(named).toMatchObject({ code: 0 });
    const ids = ({ json: document }: typeof named) =>
      (document as { accounts: { accountId: string }[] }).accounts.map(({ accountId }) => accountId);
    expect(ids(named)).toContain('333333333333');
    expect(ids(named)).toEqual(ids(await json(['audit', '--ou', 'ou-sbox-work0001'])));
    const { code, stdout, stderr } = await run(['audit', '--ou', 'nowhere']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('the organization has no organizational unit named "nowhere"');
  });

  it('does not list the organization for an id', async ({ givenCli }) => {
    const { run, calls } = await givenCli(TREE);
    expect(await run(['audit', '-a', '333333333333'])).toMatchObject({ code: 0 });
    expect(calls()).not.toContain('organizations:ListAccounts');
  });

  it.for([
    ['a name that two accounts have', 'twin', '333333333334, 333333333335'],
    ['a name that no account has', 'nobody', 'no member account named "nobody"'],
    ['an account outside the organization', '999999999999', '999999999999 is not in the organization'],
  ] as const)('refuses %s', async ([_what, account, text], { givenCli }) => {
    const { run } = await givenCli(TREE);
    const { code, stdout, stderr } = await run(['audit', '-a', account]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(text);
  });

  it('refuses an organizational unit that does not exist', async ({ givenCli }) => {
    const { run } = await givenCli(TREE);
    const { code, stdout, stderr } = await run(['audit', '--ou', 'ou-sbox-nowhere1']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('--ou: the organization has no organizational unit ou-sbox-nowhere1');
    expect(stderr).toContain('aws organizations list-organizational-units-for-parent');
  });

  it('names every account and organizational unit that is unknown at once', async ({ givenCli }) => {
    const { run } = await givenCli(TREE);
    const words = [
      '--account',
      'paymets',
      '--account',
      'twn',
      '--ou',
      'worklods',
      '--ou',
      'ou-sbox-nowhere1',
    ];
    const { code, stdout, stderr } = await run(['enforce', ...words]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr.trimEnd().split('\n')).toEqual([
      expect.stringMatching(/^error: --account: .* named "paymets" \(did you mean "payments"\?\)$/),
      expect.stringMatching(/^error: --account: .* named "twn" \(did you mean "twin"\?\)$/),
      expect.stringMatching(/^error: --ou: .* named "worklods" \(did you mean "workloads"\?\)$/),
      expect.stringMatching(/^error: --ou: .* no organizational unit ou-sbox-nowhere1;/),
    ]);
  });

  it('skips the management account', async ({ givenCli }) => {
    const { json, calls } = await givenCli(TREE);
    expect(await json(['audit', '-a', '111111111111'])).toMatchObject({
      code: 0,
      json: { accounts: [{ state: 'skipped', reason: 'management-account' }] },
    });
    expect(calls()).not.toContain('sts:AssumeRoot');
  });
});

describe.concurrent('an account that cannot be read', () => {
  const OTHERS = worldOf([
    member('333333333333', 'payments', { root: PASSWORD }),
    member('333333333334', 'closed-off', { root: PASSWORD, deniedByScp: ['iam:GetAccountSummary'] }),
  ]);

  it('is unknown, with the cause and the next step, and the others are audited', async ({ givenCli }) => {
    const { run } = await givenCli(OTHERS);
    const { code, stdout } = await run(['audit']);
    expect(code).toBe(3);
    expect(stdout).toMatch(/333333333334 closed-off .* unknown/);
    expect(stdout).toMatch(/iam:GetAccountSummary failed in account 333333333334 \(closed-off\)/);
    expect(stdout).toMatch(/AWS says: .*AccessDenied.*service control policy.*request id [-0-9a-f]{36}/);
    expect(stdout).toMatch(/likely cause: A service control policy/);
    expect(stdout).toMatch(/next step: .*aws:AssumedRoot/);
    expect(stdout).toMatch(/333333333333 payments .* violating/);
  });

  it('makes the audit exit 4 where no violation is known', async ({ givenCli }) => {
    const { json } = await givenCli(OTHERS);
    expect(await json(['audit', '-a', 'closed-off'])).toMatchObject({
      code: 4,
      json: {
        summary: { unknown: 1 },
        accounts: [{ state: 'unknown', reason: 'denied-by-scp', failure: { code: 'AccessDenied' } }],
      },
    });
  });

  it('is unknown while its exceptions cannot be read', async ({ givenCli }) => {
    const { sandbox, json } = await givenCli(OTHERS);
    const effect = {
      type: 'error',
      code: 'AccessDeniedException',
      status: 400,
      message: 'not yours',
    } as const;
    sandbox.faults.inject({ service: 'dynamodb', operation: 'Query', times: 50, effect });
    expect(await json(['audit', '-a', 'payments'])).toMatchObject({
      code: 4,
      json: { accounts: [{ reason: 'exceptions-unreadable', credentials: [{ action: 'withhold' }] }] },
    });
    expect(await json(['audit', '-a', 'payments', '--without-exceptions'])).toMatchObject({ code: 3 });
  });

  it('does not include an account that AWS throttled for a while', async ({ givenCli }) => {
    const { sandbox, json, calls } = await givenCli(OTHERS);
    const effect = { type: 'error', code: 'Throttling', status: 400, message: 'Rate exceeded' } as const;
    sandbox.faults.inject({ service: 'sts', operation: 'AssumeRoot', times: 2, effect });
    expect(await json(['audit', '-a', 'home'])).toMatchObject({
      code: 0,
      json: { summary: { compliant: 1 } },
    });
    expect(calls().filter((call) => call === 'sts:AssumeRoot')).toHaveLength(3);
  });
});

describe.concurrent('an audit whose listing of the organization fails midway', () => {
  const MANY = worldOf(
    Array.from({ length: 60 }, (_, at) => member(String(330_000_000_000 + at), `member-${at}`)),
  );

  async function givenBreakingOff(givenCli: GivenCli) {
    const cli = await givenCli(MANY);
    const listing = { service: 'organizations', operation: 'ListAccounts' };
    const message = 'You do not have permissions';
    cli.sandbox.faults.inject({ ...listing, times: 2, effect: { type: 'latency', milliseconds: 1 } });
    const effect = { type: 'error', code: 'AccessDeniedException', status: 400, message } as const;
    cli.sandbox.faults.inject({ ...listing, times: 1, effect });
    return cli;
  }

  it('fails, with a JSON document that is not closed', async ({ givenCli }) => {
    const { run } = await givenBreakingOff(givenCli);
    const { code, stdout, stderr } = await run(['audit', '-o', 'json']);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^error: organizations:ListAccounts failed/);
    expect(stdout).toContain('"accountId": "330000000000"');
    expect(() => JSON.parse(stdout)).toThrow(SyntaxError);
  });

  it('fails, with CSV that says so in its last row', async ({ givenCli }) => {
    const { run } = await givenBreakingOff(givenCli);
    const { code, stdout } = await run(['audit', '-o', 'csv']);
    expect(code).toBe(1);
    expect(stdout.split('\r\n').at(-2)).toMatch(/^,.*,unknown,listing-failed,/);
  });

  it('fails without a table', async ({ givenCli }) => {
    const { run } = await givenBreakingOff(givenCli);
    expect(await run(['audit'])).toMatchObject({ code: 1, stdout: '' });
  });
});

describe.concurrent('an audit that AWS refuses at the start', () => {
  it('names the cause and the next step', async ({ givenCli }) => {
    const { sandbox, run } = await givenCli();
    const message = 'You do not have permissions';
    const effect = { type: 'error', code: 'AccessDeniedException', status: 400, message } as const;
    sandbox.faults.inject({ service: 'organizations', operation: 'ListAccounts', times: 1, effect });
    const { code, stdout, stderr } = await run(['audit']);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^error: organizations:ListAccounts failed/);
    expect(stderr).toMatch(/AWS says: .*AccessDeniedException: You do not have permissions \(request id /);
    expect(stderr).toMatch(/next step: .*register-delegated-administrator/);
  });

  it('reports that there are no AWS credentials', async ({ givenCli }) => {
    const { run } = await givenCli();
    const { code, stderr } = await run(['audit'], { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' });
    expect(code).toBe(1);
    expect(stderr).toContain('There are no AWS credentials here.');
  });

  it('reports that the profile does not exist', async ({ givenCli }) => {
    const { run } = await givenCli();
    const keys = { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' };
    const { code, stderr } = await run(['audit', '--profile', 'nobody'], keys);
    expect(code).toBe(1);
    expect(stderr).toContain('with profile nobody');
  });

  it('reports a cause that all accounts share once', async ({ givenCli }) => {
    const { sandbox, run } = await givenCli();
    sandbox.organization.features.clear();
    const { code, stdout } = await run(['audit']);
    expect(code).toBe(4);
    expect(stdout.match(/enable-organizations-root-credentials-management/g)).toHaveLength(1);
    expect(stdout).toMatch(/the same in: .*310000000001 \(data-lake\)/);
  });
});

describe.concurrent('audit --record', () => {
  const RECORDED = worldOf([
    member('333333333333', 'payments', { root: KEYS }),
    member('333333333334', 'closed-off', { deniedByScp: ['iam:GetAccountSummary'] }),
  ]);

  it('writes what it saw to posture and ledger, and says how much', async ({ givenCli }) => {
    const { json, sandbox } = await givenCli(RECORDED);
    const done = await json(['audit', '--record', '--ticket', 'SEC-7']);
    expect(done).toMatchObject({ code: 3, stderr: 'Recorded 2 of 4 accounts in posture and ledger.\n' });
    expect(done.json).toMatchObject({
      exceptions: 'read',
      accounts: [
        { name: 'management' },
        { name: 'home', recording: 'recorded' },
        { name: 'payments', recording: 'recorded' },
        { name: 'closed-off', state: 'unknown', recording: 'nothing-seen' },
      ],
    });
    expect(await json(['report'])).toMatchObject({
      json: { summary: { accounts: 4, compliant: 1, violating: 1, unknown: 1, skipped: 1 } },
    });
    const history = await json(['history', '--account', 'payments']);
    expect(JSON.stringify(history.json)).toContain('SEC-7');
    expect(JSON.stringify(history.json)).toContain('rootguard audit --record');
    expect(sandbox.sns.published()).toEqual([]);
  });

  it('shows the audit although the record is refused, and fails', async ({ givenCli }) => {
    const { sandbox, json } = await givenCli(RECORDED);
    const message = 'not yours';
    const effect = { type: 'error', code: 'AccessDeniedException', status: 400, message } as const;
    sandbox.faults.inject({ service: 'dynamodb', operation: 'PutItem', times: 50, effect });
    const { code, stderr, json: document } = await json(['audit', '--record', '-a', 'payments']);
    expect(code).toBe(1);
    expect(stderr).toContain('1 could not be recorded, the first because:');
    expect(stderr).toContain('dynamodb:PutItem of table rootguard-ledger failed');
    expect(document).toMatchObject({ accounts: [{ state: 'violating', recording: 'failed' }] });
  });

  it('needs the tables', async ({ givenCli }) => {
    const { run } = await givenCli(RECORDED);
    const missing = await run(['audit', '--record', '--exceptions-table', 'nope']);
    expect(missing).toMatchObject({ code: 1, stdout: '' });
    expect(missing.stderr).toContain('dynamodb:Query of table nope failed');
    const both = await run(['audit', '--record', '--without-exceptions']);
    expect(both).toMatchObject({ code: 2, stdout: '' });
    expect(both.stderr).toContain('--record: excludes --without-exceptions');
  });
});
