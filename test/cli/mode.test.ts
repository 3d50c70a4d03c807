import { describe, expect } from 'vitest';
import { accountsWithModes } from '../support/many-modes.ts';
import { type CliOnSandbox, it } from './cli.ts';
import { ledgerOf } from './ledger.ts';
import { deleteTable, putItem, recordDeployment } from './mode-fixtures.ts';

const OPERATOR = 'arn:aws:sts::222222222222:assumed-role/sandbox-admin/session';
const WORKLOADS = 'ou-sbox-work0001';

/** Units, and which accounts of them have root credentials, are those of the sandbox's own world. */
async function givenDeployment(
  givenCli: () => Promise<CliOnSandbox>,
  canEnforce = true,
): Promise<CliOnSandbox> {
  const cli = await givenCli();
  await recordDeployment(cli, { mode: 'observe', canEnforce });
  return cli;
}

const because = (...args: readonly string[]) => [
  'mode',
  ...args,
  '--reason',
  'rollout',
  '--ticket',
  'SEC-20',
];

describe.concurrent('mode show', () => {
  it('shows what was deployed as version 0, until somebody changes it', async ({ givenCli }) => {
    const { json, run } = await givenDeployment(givenCli);
    expect(await json(['mode', 'show'])).toMatchObject({
      code: 0,
      json: {
        version: 0,
        mode: 'observe',
        overrides: { organizationalUnits: {}, accounts: {} },
        invitedGraceHours: 0,
        maxAccountsPerHour: 10,
        canEnforce: true,
        source: 'deployment',
      },
    });
    expect((await run(['mode'])).stdout).toContain('the configuration of the deployment applies');
  });

  it('says that it shows its own configuration where no watch has run', async ({ givenCli }) => {
    const { json } = await givenCli();
    const shown = await json(['mode', 'show'], { ROOTGUARD_MODE: 'enforce' });
    expect(shown).toMatchObject({ code: 0, json: { mode: 'enforce', canEnforce: true, source: 'assumed' } });
  });

  it('names each attribute of settings that do not parse', async ({ givenCli }) => {
    const cli = await givenDeployment(givenCli);
    await putItem(cli, 'settings', { name: 'policy', version: 3, mode: 'Enforce' });
    const shown = await cli.json(['mode', 'show']);
    expect(shown).toMatchObject({ code: 3, json: { version: null, mode: 'observe', source: 'malformed' } });
    expect(shown.json).toMatchObject({
      issues: expect.arrayContaining(['mode: must be observe or enforce', 'overrides: is missing']),
    });
  });
});

describe.concurrent('an older deployment, without a settings table', () => {
  it.for([['show'], ['observe', '--reason', 'test']])(
    'is named as such by rootguard mode %s',
    async (args, { givenCli }) => {
      const cli = await givenCli();
      await deleteTable(cli, 'settings');
      const { code, stderr } = await cli.run(['mode', ...args]);
      expect(code).toBe(2);
      expect(stderr).toContain(
        'account 222222222222 has the exceptions table and no table rootguard-settings',
      );
      expect(stderr).toContain('Deploy this version');
      expect(stderr).not.toContain('not at all');
    },
  );

  it.for([['show'], ['observe', '--reason', 'test']])(
    'is nothing that rootguard mode %s claims of a table whose name was typed wrongly',
    async (args, { givenCli }) => {
      const { run } = await givenCli();
      const { code, stderr } = await run(['mode', ...args, '--settings-table', 'rootguard-setings']);
      expect(code).toBe(1);
      expect(stderr).toContain('table rootguard-setings');
      expect(stderr).toContain('name it: --exceptions-table');
      expect(stderr).not.toContain('Deploy this version');
    },
  );

  it('is nothing that is claimed where there are no tables at all', async ({ givenCli }) => {
    const { run } = await givenCli();
    const missing = ['--settings-table', 'none', '--exceptions-table', 'none'];
    const { stderr } = await run(['mode', 'show', ...missing]);
    expect(stderr).toContain('rootguard is deployed elsewhere, or not at all');
    expect(stderr).not.toContain('Deploy this version');
  });
});

describe.concurrent('mode enforce', () => {
  it('shows what would be removed, and changes nothing without a confirmation', async ({ givenCli }) => {
    const cli = await givenDeployment(givenCli);
    const declined = await cli.run(because('enforce', '--ou', WORKLOADS));
    expect(declined.code).toBe(5);
    expect(declined.stderr).toContain(`mode of ${WORKLOADS}: none -> enforce`);
    expect(declined.stderr).toMatch(/\d+ credentials? in \d+ accounts? would be removed\./);
    expect(await cli.json(['mode', 'show'])).toMatchObject({ json: { version: 0 } });
    expect(await ledgerOf(cli.sandbox, 'organization')).toEqual([]);
  });

  it('has the plan of enforce --dry-run in the scope', async ({ givenCli }) => {
    const cli = await givenDeployment(givenCli);
    const planned = await cli.json(because('enforce', '--ou', WORKLOADS, '--dry-run'));
    const enforced = await cli.json(['enforce', '--dry-run', '--ou', WORKLOADS]);
    expect(planned).toMatchObject({ code: 0, json: { result: 'dry-run', version: 0 } });
    expect(removalsIn(planned.json, 'planned')).toEqual(removalsIn(enforced.json, 'accounts'));
    expect(removalsIn(planned.json, 'planned').length).toBeGreaterThan(0);
  });

  it('is stored with who ordered it, recorded before and after, and notified', async ({ givenCli }) => {
    const cli = await givenDeployment(givenCli);
    const changed = await cli.json([...because('enforce', '--ou', WORKLOADS), '--yes']);
    expect(changed).toMatchObject({
      code: 0,
      json: {
        result: 'changed',
        version: 1,
        mode: 'observe',
        overrides: { organizationalUnits: { [WORKLOADS]: 'enforce' }, accounts: {} },
        changedBy: OPERATOR,
        reason: 'rollout',
        notified: true,
        reauditQueued: true,
      },
    });
    const entries = await ledgerOf(cli.sandbox, 'organization');
    expect(entries).toMatchObject([
      {
        type: 'settings-change',
        result: 'started',
        version: 1,
        operator: { by: OPERATOR, ticket: 'SEC-20' },
      },
      { type: 'settings-change', result: 'changed', version: 1 },
      { type: 'notification', key: 'settings-changed' },
    ]);
    expect(await cli.json(because('enforce', '--ou', WORKLOADS))).toMatchObject({
      code: 0,
      json: { result: 'unchanged', version: 1 },
    });
  });

  it('refuses settings that could be stored and not recorded, before anything is audited', async ({
    givenCli,
  }) => {
    const cli = await givenDeployment(givenCli);
    const largest = { ...accountsWithModes(9_000), organizationalUnits: {} };
    const item = { name: 'policy', version: 1, mode: 'observe', overrides: largest };
    await putItem(cli, 'settings', { ...item, invitedGraceHours: 0, maxAccountsPerHour: 10 });
    const tooMany = await cli.run([...because('enforce', '--account', 'payments'), '--dry-run']);
    expect(tooMany.code).toBe(2);
    expect(tooMany.stderr).toContain('error: overrides: must take at most 180000 bytes');
    const tooLong = await cli.run([
      'mode',
      'set',
      '--max-accounts-per-hour',
      '20',
      '--reason',
      'x'.repeat(10_001),
      '--yes',
    ]);
    expect(tooLong.code).toBe(2);
    expect(tooLong.stderr).toContain('error: reason and ticket: must take at most 10000 bytes together');
    expect(await ledgerOf(cli.sandbox, 'organization')).toEqual([]);
    expect(cli.calls('333333333333')).not.toContain('sts:AssumeRoot');
  });

  it('refuses where the deployment cannot delete, and says what to set', async ({ givenCli }) => {
    const cli = await givenDeployment(givenCli, false);
    const refused = await cli.run([...because('enforce'), '--yes']);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('cannot delete anything');
    expect(refused.stderr).toContain('allowEnforcement');
    expect(await cli.json(['mode', 'show'])).toMatchObject({ json: { version: 0, canEnforce: false } });
  });

  it('refuses before a watch has recorded what it would replace', async ({ givenCli }) => {
    const cli = await givenCli();
    const refused = await cli.run([...because('enforce'), '--yes'], { ROOTGUARD_MODE: 'enforce' });
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('no watch has recorded');
  });

  it('refuses a unit that does not exist, and one that nothing is named', async ({ givenCli }) => {
    const cli = await givenDeployment(givenCli);
    const byId = await cli.run([...because('enforce', '--ou', 'ou-sbox-nope0001'), '--yes']);
    const byName = await cli.run([...because('observe', '--ou', 'workload'), '--yes']);
    expect([byId.code, byName.code]).toEqual([2, 2]);
    expect(byId.stderr).toContain('no organizational unit ou-sbox-nope0001');
    expect(byName.stderr).toContain('did you mean "workloads"?');
    expect(await cli.json(['mode', 'show'])).toMatchObject({ json: { version: 0 } });
  });
});

describe.concurrent('mode observe, inherit and set', () => {
  it('give an account its own mode, and take it out again', async ({ givenCli }) => {
    const cli = await givenDeployment(givenCli);
    await cli.run([...because('enforce'), '--yes']);
    const observed = await cli.json([...because('observe', '--account', 'payments'), '--yes']);
    expect(observed).toMatchObject({
      json: { version: 2, mode: 'enforce', overrides: { accounts: { '333333333333': 'observe' } } },
    });
    const planned = await cli.json([...because('inherit', '--account', '333333333333'), '--dry-run']);
    expect(removalsIn(planned.json, 'planned').map(({ accountId }) => accountId)).toEqual(['333333333333']);
    const inherited = await cli.json([...because('inherit', '--account', '333333333333'), '--yes']);
    expect(inherited).toMatchObject({ json: { version: 3, overrides: { accounts: {} } } });
    const again = await cli.run([...because('inherit', '--account', '333333333333'), '--yes']);
    expect(again).toMatchObject({ code: 2, stderr: expect.stringContaining('has no mode of its own') });
  });

  it('set grace and limit', async ({ givenCli }) => {
    const cli = await givenDeployment(givenCli);
    const set = ['set', '--invited-grace', '36h', '--max-accounts-per-hour', '20'];
    expect(await cli.json([...because(...set), '--yes'])).toMatchObject({
      code: 0,
      json: { version: 1, invitedGraceHours: 36, maxAccountsPerHour: 20, planned: [] },
    });
    expect(await cli.json([...because('set', '--invited-grace', '0'), '--yes'])).toMatchObject({
      code: 0,
      json: { version: 2, invitedGraceHours: 0, maxAccountsPerHour: 20 },
    });
  });

  it('name every issue of the command line', async ({ givenCli }) => {
    const cli = await givenDeployment(givenCli);
    const tooLong = await cli.run([
      'mode',
      'set',
      '--invited-grace',
      '200d',
      '--max-accounts-per-hour',
      'many',
    ]);
    expect(tooLong.code).toBe(2);
    expect(tooLong.stderr).toContain('--invited-grace');
    expect(tooLong.stderr).toContain('--max-accounts-per-hour');
    expect(tooLong.stderr).toContain('--reason');
    expect((await cli.run(because('set'))).stderr).toContain('--invited-grace and --max-accounts-per-hour');
    expect((await cli.run(because('inherit'))).stderr).toContain('--ou and --account');
  });

  it('do not edit settings that do not parse, which observe mode everywhere replaces', async ({
    givenCli,
  }) => {
    const cli = await givenDeployment(givenCli);
    await putItem(cli, 'settings', { name: 'policy', version: 3, mode: 'enforce', maxAccountsPerHour: '20' });
    const refused = await cli.run([...because('observe', '--account', 'payments'), '--yes']);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('maxAccountsPerHour: expected number, got string');
    expect(await cli.json([...because('observe'), '--yes'])).toMatchObject({
      code: 0,
      json: { version: 4, mode: 'observe', overrides: { organizationalUnits: {}, accounts: {} } },
    });
  });
});

interface Planned {
  readonly accountId: string;
  readonly credentials: readonly { readonly kind: string; readonly id: string; readonly action: string }[];
}

function removalsIn(json: unknown, key: string) {
  const accounts: readonly Planned[] = Reflect.get(Object(json), key);
  return accounts
    .map(({ accountId, credentials }) => ({
      accountId,
      removed: credentials.filter(({ action }) => action === 'remove').map(({ kind, id }) => `${kind} ${id}`),
    }))
    .filter(({ removed }) => removed.length > 0);
}
