import { describe, expect, it } from 'vitest';
import { parseAccountId } from '../../../../src/domain/account.ts';
import { AwsCallError } from '../../../../src/domain/errors.ts';
import type { AuditSession } from '../../../../src/guardrail/ports/root-sessions.ts';
import { CHECKS, type Check, type PreflightCheckId } from '../../../../src/guardrail/preflight/check.ts';
import { unseenAccounts, unusableOf } from '../../../../src/guardrail/preflight/missing-credentials.ts';
import type { PreflightPlan } from '../../../../src/guardrail/preflight/plan.ts';
import {
  type AccountReads,
  type PreflightDependencies,
  preflight,
} from '../../../../src/guardrail/preflight/preflight.ts';
import { ACCOUNT, givenAccount } from '../../../support/builders.ts';
import { failure, readable, unreadable } from '../doctor/readings.ts';
import { givenInspector } from './inspectors.ts';
import { givenPolicies } from './organization-policies-double.ts';
import { PLAN } from './plan.ts';

const MANAGEMENT = parseAccountId('111111111111');
const HOME = parseAccountId('222222222222');

const session: AuditSession = {
  readSummary: async () => ({ type: 'readable', present: new Set() }),
  readInventory: () => Promise.reject(new Error('not part of preflight')),
  readKeyLastUsed: () => Promise.reject(new Error('not part of preflight')),
};

/** Credentials of an account in an organization without any problem. */
function givenReads(
  account: AccountReads['account'],
  changed: Partial<AccountReads> = {},
): AccountReads & { probed: string[] } {
  const probed: string[] = [];
  return {
    probed,
    account,
    inspector: givenInspector(),
    rootAccess: {
      readTrustedAccess: async () => readable(true),
      readFeatures: async () => ({
        type: 'readable',
        enabled: ['RootCredentialsManagement', 'RootSessions'],
      }),
      readDelegatedAdministrators: async () => readable([HOME]),
    },
    lister: {
      listAccounts: async () => ({
        type: 'page',
        accounts: [givenAccount({ id: HOME, name: 'home' }), givenAccount({ name: 'payments' })],
        next: undefined,
      }),
    },
    policies: givenPolicies({ policies: [] }).policies,
    simulator: {
      simulate: async ({ actions }) => new Map(actions.map((action) => [action, 'allowed' as const])),
    },
    auditor: {
      openAuditSession: async (id) => {
        probed.push(id);
        return { type: 'opened', session };
      },
    },
    ...changed,
  };
}

async function checksOf(
  accounts: PreflightDependencies['accounts'],
  plan: Partial<PreflightPlan> = {},
  unusable: PreflightDependencies['unusable'] = {},
) {
  const checks = await preflight({
    plan: { ...PLAN, ...plan },
    accounts,
    probeIn: undefined,
    unusable,
    onStep: () => {},
  });
  expect(checks.map(({ id }) => id)).toEqual(Object.keys(CHECKS));
  return {
    checks,
    check: (id: PreflightCheckId) => checks.find((one) => one.id === id),
    ids: (status: Check['status']) => checks.filter((one) => one.status === status).map(({ id }) => id),
  };
}

describe('preflight', () => {
  it('makes every check with credentials of both accounts, and finds nothing where nothing is wrong', async () => {
    const home = givenReads(HOME);
    const { checks } = await checksOf([givenReads(MANAGEMENT), home]);
    expect(checks.filter(({ status }) => status !== 'ok')).toEqual([]);
    expect(home.probed).toEqual([ACCOUNT]);
  });

  it('reads the root access features once with credentials of one account', async () => {
    let count = 0;
    const { rootAccess } = givenReads(MANAGEMENT);
    const readTrustedAccess = () => {
      count += 1;
      return rootAccess.readTrustedAccess();
    };
    await checksOf([givenReads(MANAGEMENT, { rootAccess: { ...rootAccess, readTrustedAccess } })]);
    expect(count).toBe(1);
  });

  it('skips what it has no credentials for, and says how to give them', async () => {
    const withManagement = await checksOf([givenReads(MANAGEMENT)]);
    expect(withManagement.ids('skipped')).toEqual(['names', 'lambda-concurrency', 'bootstrap']);
    expect(withManagement.check('names')?.advice).toBe(
      `Give credentials of the home account ${HOME}: --home-profile NAME.`,
    );
    const withHome = await checksOf([givenReads(HOME)]);
    expect(withHome.ids('skipped')).toEqual(['stack-sets-access', 'management-names', 'stack-set-name']);
    expect(withHome.check('stack-sets-access')?.advice).toContain('--profile NAME');
  });

  const EXPIRED = { detail: 'the profile p cannot be used: expired', advice: 'Sign in again.' };

  it.each([
    [
      'the home account',
      [givenReads(MANAGEMENT)],
      { home: EXPIRED },
      {},
      ['names', 'lambda-concurrency', 'bootstrap', 'root-usage-alarms', 'guardduty'],
    ],
    [
      'the home account, which owns the StackSet too',
      [givenReads(MANAGEMENT)],
      { home: EXPIRED },
      { stackSetsAccountId: HOME },
      ['names', 'stack-set-name', 'lambda-concurrency', 'bootstrap', 'root-usage-alarms', 'guardduty'],
    ],
    [
      'the management account',
      [givenReads(HOME)],
      { management: EXPIRED },
      {},
      ['stack-sets-access', 'management-names', 'stack-set-name', 'root-usage-alarms', 'guardduty'],
    ],
    [
      'the home account, which is the management account',
      [givenReads(ACCOUNT)],
      { management: EXPIRED, home: EXPIRED },
      { homeAccountId: MANAGEMENT },
      [
        ...['stack-sets-access', 'names', 'management-names', 'stack-set-name', 'lambda-concurrency'],
        'bootstrap',
        ...['root-usage-alarms', 'guardduty'],
      ],
    ],
    [
      'a home account that they alone would name',
      [givenReads(MANAGEMENT)],
      { home: EXPIRED },
      { homeAccountId: undefined },
      [
        'delegated-administrator',
        ...['policies-stack-sets', 'policies-forwarding', 'policies-root-session', 'policies-deployment'],
        ...['policies-service', 'policies-canary', 'names', 'lambda-concurrency', 'bootstrap'],
        ...['root-usage-alarms', 'guardduty'],
      ],
    ],
  ] as const)(
    'knows nothing of what only unusable credentials of %s would show',
    async (_, accounts, unusable, plan, unknown) => {
      const { checks, ids } = await checksOf([...accounts], plan, unusable);
      expect(ids('unknown')).toEqual(unknown);
      expect(ids('skipped')).toEqual([]);
      for (const { detail, advice } of checks.filter(({ status }) => status === 'unknown')) {
        expect(detail).toContain(EXPIRED.detail);
        expect(advice).toContain(EXPIRED.advice);
      }
    },
  );

  it('needs no credentials to know that templates need no bootstrap', async () => {
    const { check } = await checksOf([givenReads(MANAGEMENT)], { usesCdk: false }, { home: EXPIRED });
    expect(check('names')?.status).toBe('unknown');
    expect(check('bootstrap')?.status).toBe('skipped');
  });

  it('needs no credentials of an account that others show', async () => {
    const { checks } = await checksOf(
      [givenReads(MANAGEMENT)],
      { homeAccountId: MANAGEMENT },
      { home: EXPIRED },
    );
    expect(checks.filter(({ status }) => status !== 'ok')).toEqual([]);
  });

  it('names what it has found in one account, and that the other is not known', async () => {
    const inspector = givenInspector({ hasGuardDuty: async () => readable(true) });
    const { check } = await checksOf([givenReads(MANAGEMENT, { inspector })], {}, { home: EXPIRED });
    expect(check('guardduty')).toMatchObject({
      status: 'warning',
      detail: expect.stringMatching(`enabled in ${MANAGEMENT}, .*; ${HOME} is not known: ${EXPIRED.detail}$`),
    });
  });

  it('asks which the home account is where nobody has said so', async () => {
    const { ids, check } = await checksOf([givenReads(MANAGEMENT)], { homeAccountId: undefined });
    expect(ids('skipped')).toEqual([
      'delegated-administrator',
      'policies-stack-sets',
      'policies-forwarding',
      'policies-root-session',
      'policies-deployment',
      'policies-service',
      'policies-canary',
      'names',
      'lambda-concurrency',
      'bootstrap',
    ]);
    for (const id of ['delegated-administrator', 'policies-service', 'names'] as const) {
      expect(check(id)?.advice).toContain('--home ACCOUNT');
    }
  });

  it('makes the checks of both accounts where the home account is the management account', async () => {
    const { checks, check } = await checksOf([givenReads(MANAGEMENT)], { homeAccountId: MANAGEMENT });
    expect(checks.filter(({ status }) => status !== 'ok')).toEqual([]);
    expect(check('policies-service')?.detail).toBe(
      'service control policies never bind the management account',
    );
  });

  it('works with credentials of a third account, as far as that may read the organization', async () => {
    const { ids } = await checksOf([givenReads(ACCOUNT)]);
    expect(ids('skipped')).toEqual([
      'stack-sets-access',
      'names',
      'management-names',
      'stack-set-name',
      'lambda-concurrency',
      'bootstrap',
    ]);
  });

  it('says what could not be found out where AWS refuses the organization', async () => {
    const refuse = () => Promise.reject(new AwsCallError(failure));
    const reads = givenReads(MANAGEMENT, { lister: { listAccounts: refuse } });
    const { ids, check } = await checksOf([reads]);
    expect(ids('unknown')).toEqual([
      'policies-stack-sets',
      'policies-forwarding',
      'policies-root-session',
      'policies-deployment',
      'policies-service',
      'resource-control-policies',
    ]);
    expect(check('policies-service')?.failure).toBe(failure);
    expect(check('root-session')?.status).toBe('skipped');
  });

  it('says so where the simulator refuses, and makes the other checks', async () => {
    const simulator = { simulate: () => Promise.reject(new AwsCallError(failure)) };
    const { ids } = await checksOf([givenReads(MANAGEMENT, { simulator }), givenReads(HOME)]);
    expect(ids('unknown')).toEqual([
      'policies-stack-sets',
      'policies-forwarding',
      'policies-root-session',
      'policies-deployment',
      'policies-service',
    ]);
  });

  it('does not mind that RootSessions is off, which rootguard does not need', async () => {
    const { rootAccess } = givenReads(MANAGEMENT);
    const readFeatures = async () => ({ type: 'readable', enabled: ['RootCredentialsManagement'] }) as const;
    const off = await checksOf([givenReads(MANAGEMENT, { rootAccess: { ...rootAccess, readFeatures } })]);
    expect(off.check('root-sessions')).toMatchObject({
      status: 'ok',
      detail: expect.stringMatching(/^off, and not needed/),
    });
    const unknown = { ...rootAccess, readFeatures: async () => unreadable };
    const refused = await checksOf([givenReads(MANAGEMENT, { rootAccess: unknown })]);
    expect(refused.check('root-sessions')?.status).toBe('unknown');
  });

  it('tries the root session in the account that was named', async () => {
    const home = givenReads(HOME);
    const probeIn = { id: MANAGEMENT, name: 'named' };
    await preflight({ plan: PLAN, accounts: [home], probeIn, onStep: () => {} });
    expect(home.probed).toEqual([MANAGEMENT]);
  });

  it('tries the root session in no account that is closed', async () => {
    const lister: AccountReads['lister'] = {
      listAccounts: async () => ({
        type: 'page',
        accounts: [givenAccount({ id: '444444444444', state: 'SUSPENDED' }), givenAccount()],
        next: undefined,
      }),
    };
    const management = givenReads(MANAGEMENT, { lister });
    await checksOf([management]);
    expect(management.probed).toEqual([ACCOUNT]);
  });

  it.each([
    [MANAGEMENT, 'there is no organization trail'],
    [HOME, 'this account sees no organization trail'],
  ])('knows in %s what it means that no trail is seen there', async (account, detail) => {
    const inspector = givenInspector({ readTrails: async () => readable([]) });
    const { check } = await checksOf([givenReads(account, { inspector })]);
    expect(check('trail')?.detail).toContain(detail);
  });

  it('finds the accounts of the covered units, at any depth', async () => {
    const [above, unit] = ['ou-sbox-above001', 'ou-sbox-unit0001'];
    const lister: AccountReads['lister'] = {
      listAccounts: async () => ({
        type: 'page',
        accounts: [
          givenAccount({ id: HOME, name: 'home' }),
          givenAccount({ organizationalUnits: [above, unit] }),
          givenAccount({ id: '444444444444', organizationalUnits: [above] }),
        ],
        next: undefined,
      }),
    };
    const forwarding = async (...coveredUnits: readonly string[]) => {
      const { check } = await checksOf([givenReads(MANAGEMENT, { lister })], { coveredUnits });
      return [check('policies-forwarding')?.detail, check('organizational-units')?.status];
    };
    const inAccounts = (count: string) => expect.stringContaining(`in ${count}, on`);
    expect(await forwarding(unit)).toEqual([inAccounts('1 account'), 'ok']);
    expect(await forwarding(above)).toEqual([inAccounts('2 accounts'), 'ok']);
    expect(await forwarding('ou-sbox-else0001', unit)).toEqual([inAccounts('1 account'), 'unknown']);
    expect(await forwarding('r-sbox')).toEqual([inAccounts('3 accounts'), 'ok']);
    expect(await forwarding()).toEqual([inAccounts('3 accounts'), 'skipped']);
  });

  it('needs no account that is closed, and finds a home account that is none of the members', async () => {
    const lister: AccountReads['lister'] = {
      listAccounts: async () => ({
        type: 'page',
        accounts: [givenAccount({ state: 'SUSPENDED' })],
        next: undefined,
      }),
    };
    const { check } = await checksOf([givenReads(MANAGEMENT, { lister })]);
    expect(check('policies-stack-sets')).toMatchObject({
      status: 'ok',
      detail: 'there is no account in which it could',
    });
    expect(check('policies-service')).toMatchObject({
      status: 'unknown',
      detail: `${HOME} is no active member account`,
    });
  });

  it('simulates what is deployed for covered accounts only, and root sessions for all', async () => {
    const { check } = await checksOf([givenReads(MANAGEMENT)], { coveredUnits: ['ou-sbox-else0001'] });
    expect(check('policies-forwarding')?.detail).toBe('there is no account in which it could');
    expect(check('policies-root-session')?.detail).toContain('in 2 accounts');
  });

  it('reports a reading that ends with an error of rootguard under its own check, and makes the others', async () => {
    const broken = () => Promise.reject(new TypeError('broken'));
    const inspector = givenInspector({ readTrails: broken, hasGuardDuty: broken, readRootUserRules: broken });
    const auditor = { openAuditSession: broken };
    const { ids, check } = await checksOf([givenReads(MANAGEMENT, { inspector, auditor })]);
    expect(ids('unknown')).toEqual(['trail', 'root-usage-alarms', 'guardduty', 'root-session']);
    expect(check('guardduty')?.detail).toBe('the check failed: TypeError: broken');
    expect(check('trail-logging')?.status).toBe('skipped');
  });
});

describe('credentials that cannot be used', () => {
  const management = { detail: 'the profile m cannot be used: expired', advice: 'Sign in again.' };
  const home = { detail: 'the profile h cannot be used: there is none', advice: 'Name another.' };

  it('are those of the account that they were named for, and of no other', () => {
    const of = (account: typeof HOME | undefined) => unusableOf(PLAN, { management, home }, account);
    expect([MANAGEMENT, HOME, ACCOUNT, undefined].map(of)).toEqual([management, home, undefined, undefined]);
    expect(unusableOf(PLAN, { home }, MANAGEMENT)).toBeUndefined();
    expect(unusableOf(PLAN, { management }, HOME)).toBeUndefined();
  });

  it('of a home account that is the management account are either', () => {
    const plan = { ...PLAN, homeAccountId: MANAGEMENT };
    expect(unusableOf(plan, { home }, MANAGEMENT)).toBe(home);
    expect(unusableOf(plan, { management, home }, MANAGEMENT)).toBe(management);
  });

  it('leave unseen what no other credentials show', () => {
    const unusable = { management, home };
    expect(unseenAccounts(PLAN, unusable, [])).toEqual([
      { account: MANAGEMENT, ...management },
      { account: HOME, ...home },
    ]);
    expect(unseenAccounts(PLAN, unusable, [MANAGEMENT])).toEqual([{ account: HOME, ...home }]);
  });
});
