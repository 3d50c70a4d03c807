import { describe, expect, it } from 'vitest';
import { parseAccountId } from '../../../../src/domain/account.ts';
import type { CredentialKind } from '../../../../src/domain/credentials.ts';
import { AwsCallError } from '../../../../src/domain/errors.ts';
import type { RootAuditor } from '../../../../src/guardrail/ports/root-sessions.ts';
import { checkCanaryAccount } from '../../../../src/guardrail/preflight/canary-account-check.ts';
import {
  checkManagementNames,
  checkNames,
  checkStackSetName,
} from '../../../../src/guardrail/preflight/name-checks.ts';
import { checkStackSetsAccess } from '../../../../src/guardrail/preflight/organization-checks.ts';
import {
  checkBootstrap,
  checkConcurrency,
  checkUnitCount,
  checkUnits,
} from '../../../../src/guardrail/preflight/quota-checks.ts';
import { checkGuardDuty, checkRootAlarms } from '../../../../src/guardrail/preflight/root-alarm-checks.ts';
import { givenAccount } from '../../../support/builders.ts';
import { failure, readable, unreadable } from '../doctor/readings.ts';
import { givenInspector, TRAIL } from './inspectors.ts';
import { PLAN } from './plan.ts';

const HOME = parseAccountId('222222222222');
const REGION = 'us-east-1';

const CANARY = parseAccountId('333333333333');
const WITH_CANARY = { ...PLAN, canaryAccountId: CANARY };

describe('the check of the names of the canary', () => {
  it('finds a stack that can only be deleted', async () => {
    const inspector = givenInspector({
      readStack: async (name) =>
        readable(name === 'rootguard-canary' ? { status: 'ROLLBACK_COMPLETE', outputs: {} } : undefined),
    });
    expect(await checkNames(inspector, WITH_CANARY)).toMatchObject({
      status: 'problem',
      detail: 'the stack rootguard-canary is in the state ROLLBACK_COMPLETE',
    });
    expect(await checkNames(inspector, PLAN)).toMatchObject({ status: 'ok' });
  });

  it('finds a role of its name without its stack, and only there', async () => {
    const hasResource = async (type: string, name: string) =>
      readable(type === 'role' && name === 'rootguard-canary');
    const inspector = givenInspector({ hasResource });
    expect(await checkNames(inspector, WITH_CANARY)).toMatchObject({
      status: 'problem',
      detail: 'exist without a stack of rootguard: role rootguard-canary',
      advice: expect.stringContaining('namePrefix'),
    });
    expect(await checkNames(inspector, PLAN)).toMatchObject({ status: 'ok' });
    const deployed = givenInspector({
      hasResource,
      readStack: async () => readable({ status: 'CREATE_COMPLETE', outputs: {} }),
    });
    expect(await checkNames(deployed, WITH_CANARY)).toMatchObject({
      status: 'ok',
      detail: expect.stringContaining('rootguard-canary (CREATE_COMPLETE)'),
    });
  });

  it('leaves tables of an earlier installation to be found beside a canary', async () => {
    const inspector = givenInspector({
      hasResource: async (type) => readable(type === 'table'),
      readStack: async (name) =>
        readable(name === 'rootguard-canary' ? { status: 'CREATE_COMPLETE', outputs: {} } : undefined),
    });
    expect(await checkNames(inspector, WITH_CANARY)).toMatchObject({ status: 'problem' });
  });
});

describe('the check of names in the management account', () => {
  it('is ok where nothing has one of them, and where rootguard is deployed', async () => {
    expect(await checkManagementNames(givenInspector(), PLAN)).toMatchObject({ status: 'ok' });
    const deployed = givenInspector({
      hasResource: async () => readable(true),
      readStack: async () => readable({ status: 'UPDATE_COMPLETE', outputs: {} }),
    });
    expect(await checkManagementNames(deployed, PLAN)).toMatchObject({
      status: 'ok',
      detail: 'rootguard is deployed here: rootguard-management (UPDATE_COMPLETE)',
    });
  });

  it('finds topics and the role that are there without the stack', async () => {
    const inspector = givenInspector({ hasResource: async () => readable(true) });
    expect(await checkManagementNames(inspector, PLAN)).toMatchObject({
      status: 'problem',
      detail:
        'exist without a stack of rootguard: topic rootguard-notifications, topic rootguard-watchdog, role rootguard-management-root',
    });
    const homeIsManagement = { ...PLAN, homeAccountId: PLAN.managementAccountId };
    expect(await checkManagementNames(inspector, homeIsManagement)).toMatchObject({ status: 'ok' });
  });

  it('finds a stack that has to be deleted first', async () => {
    const inspector = givenInspector({
      readStack: async () => readable({ status: 'CREATE_FAILED', outputs: {} }),
    });
    expect(await checkManagementNames(inspector, PLAN)).toMatchObject({
      status: 'problem',
      advice: expect.stringContaining('delete-stack --stack-name rootguard-management'),
    });
  });
});

describe("the check of the canary's account", () => {
  const listed = [givenAccount({ id: CANARY, name: 'canary' })];
  const finding = (present: readonly CredentialKind[]): RootAuditor => ({
    openAuditSession: async () => ({
      type: 'opened',
      session: {
        readSummary: async () => ({ type: 'readable', present: new Set(present) }),
        readInventory: () => Promise.reject(new Error('not part of preflight')),
        readKeyLastUsed: () => Promise.reject(new Error('not part of preflight')),
      },
    }),
  });
  const refusing: RootAuditor = { openAuditSession: async () => ({ type: 'refused', failure: failure }) };

  it('is ok where there is no canary, and where its account has nothing', async () => {
    expect(await checkCanaryAccount(refusing, [], undefined)).toMatchObject({ status: 'ok' });
    expect(await checkCanaryAccount(finding([]), listed, CANARY)).toMatchObject({ status: 'ok' });
  });

  it.each([
    ['is no member account', []],
    ['is in the state SUSPENDED', [givenAccount({ id: CANARY, state: 'SUSPENDED' })]],
  ])('finds an account that %s', async (detail, members) => {
    expect(await checkCanaryAccount(finding([]), members, CANARY)).toMatchObject({
      status: 'problem',
      detail: `${CANARY} ${detail}`,
    });
  });

  it('finds root credentials in it', async () => {
    expect(await checkCanaryAccount(finding(['mfa-device']), listed, CANARY)).toMatchObject({
      status: 'problem',
      detail: `${CANARY} has root credentials: mfa-device`,
    });
  });

  it('is unknown where no session can be opened, and where the summary cannot be read', async () => {
    const unreadableSummary: RootAuditor = {
      openAuditSession: async (account) => {
        const opened = await finding([]).openAuditSession(account);
        if (opened.type === 'refused') return opened;
        const readSummary = async () => ({ type: 'unreadable', failure: failure }) as const;
        return { ...opened, session: { ...opened.session, readSummary } };
      },
    };
    for (const auditor of [refusing, unreadableSummary]) {
      expect(await checkCanaryAccount(auditor, listed, CANARY)).toMatchObject({ status: 'unknown' });
    }
  });
});

describe('the check of names', () => {
  it('is ok where nothing has one of them', async () => {
    expect(await checkNames(givenInspector(), PLAN)).toMatchObject({ status: 'ok' });
  });

  it('is ok where rootguard is deployed, as these are its own', async () => {
    const inspector = givenInspector({
      readStack: async () => readable({ status: 'UPDATE_COMPLETE', outputs: {} }),
      hasResource: async () => readable(true),
    });
    expect(await checkNames(inspector, PLAN)).toMatchObject({
      status: 'ok',
      detail: expect.stringContaining('rootguard-home (UPDATE_COMPLETE)'),
    });
  });

  it.each(['ROLLBACK_COMPLETE', 'DELETE_FAILED'])(
    'finds a stack in %s, which has to be deleted first',
    async (status) => {
      const inspector = givenInspector({
        readStack: async (name) => readable(name === 'rootguard-home' ? { status, outputs: {} } : undefined),
      });
      expect(await checkNames(inspector, PLAN)).toMatchObject({
        status: 'problem',
        detail: `the stack rootguard-home is in the state ${status}`,
        advice: expect.stringContaining('aws cloudformation delete-stack --stack-name rootguard-home'),
      });
    },
  );

  it('finds a stack whose update could not be undone, which is continued and not deleted', async () => {
    const status = 'UPDATE_ROLLBACK_FAILED';
    const inspector = givenInspector({
      readStack: async (name) => readable(name === 'rootguard-data' ? { status, outputs: {} } : undefined),
    });
    const check = await checkNames(inspector, PLAN);
    expect(check).toMatchObject({
      status: 'problem',
      advice: expect.stringContaining(
        'aws cloudformation continue-update-rollback --stack-name rootguard-data',
      ),
    });
    expect(check.advice).not.toContain('delete-stack');
  });

  it('says how to take over the tables of an earlier installation', async () => {
    const inspector = givenInspector({ hasResource: async (type) => readable(type === 'table') });
    expect(await checkNames(inspector, PLAN)).toMatchObject({
      status: 'problem',
      detail: 'exist without a stack of rootguard: table rootguard-ledger, table rootguard-posture',
      advice: expect.stringContaining('--import-existing-resources'),
    });
  });

  it('says how to take them over without the CDK', async () => {
    const inspector = givenInspector({ hasResource: async (type) => readable(type === 'table') });
    const check = await checkNames(inspector, { ...PLAN, usesCdk: false });
    expect(check.advice?.split('\n').slice(1)).toEqual([
      'aws cloudformation create-change-set --stack-name rootguard-data --change-set-name import --region us-east-1 --change-set-type CREATE --import-existing-resources \\',
      '  --template-body file://DIRECTORY_OF_TEMPLATES/data.template.json',
      'aws cloudformation wait change-set-create-complete --stack-name rootguard-data --change-set-name import --region us-east-1',
      'aws cloudformation execute-change-set --stack-name rootguard-data --change-set-name import --region us-east-1',
    ]);
  });

  const withStackInState = (stack: string, status: string) => async (name: string) =>
    readable(name === stack ? { status, outputs: {} } : undefined);

  it('names what the home stack would create where only the data stack is deployed', async () => {
    const inspector = givenInspector({
      readStack: withStackInState('rootguard-data', 'CREATE_COMPLETE'),
      hasResource: async () => readable(true),
    });
    expect(await checkNames(inspector, PLAN)).toMatchObject({
      status: 'problem',
      detail:
        'exist without a stack of rootguard: queue rootguard-triggers, event bus rootguard, managed policy RootguardOperator, chat configuration rootguard, topic rootguard-notifications, role rootguard-home-consumer',
    });
  });

  it('takes the tables for those of a home stack of an earlier version', async () => {
    const inspector = givenInspector({
      readStack: withStackInState('rootguard-home', 'UPDATE_COMPLETE'),
      hasResource: async () => readable(true),
    });
    expect(await checkNames(inspector, PLAN)).toMatchObject({ status: 'ok' });
  });

  it('takes a stack that only has a change set for none', async () => {
    const inspector = givenInspector({
      readStack: withStackInState('rootguard-home', 'REVIEW_IN_PROGRESS'),
      hasResource: async (type) => readable(type === 'queue'),
    });
    expect(await checkNames(inspector, PLAN)).toMatchObject({
      status: 'problem',
      detail: 'exist without a stack of rootguard: queue rootguard-triggers',
    });
  });

  describe('with tables of an earlier installation that have a key', () => {
    const KEY = 'arn:aws:kms:us-east-1:222222222222:key/1234abcd-12ab-34cd-56ef-1234567890ab';
    const OTHER = 'arn:aws:kms:us-east-1:222222222222:key/99999999-12ab-34cd-56ef-1234567890ab';
    const answers = {
      hasResource: async (type: string) => readable(type === 'table'),
      readTableKey: async () => readable(KEY),
    };

    it.each([
      ['makes a new key', { makesKey: true }, 'the configuration makes a new key'],
      ['has another key', { keyArn: OTHER }, `the configuration has ${OTHER}`],
      ['has no key', {}, 'the configuration has no key'],
    ])(
      'is a problem where the configuration %s, with which they could not be read',
      async (_, key, detail) => {
        expect(await checkNames(givenInspector(answers), { ...PLAN, ...key })).toMatchObject({
          status: 'problem',
          detail: expect.stringMatching(new RegExp(`table rootguard-ledger with ${KEY}.*${detail}`)),
          advice: expect.stringContaining(`set keyArn to ${KEY}`),
        });
      },
    );

    it('says how to take them over where the configuration has their key', async () => {
      const check = await checkNames(givenInspector(answers), { ...PLAN, keyArn: KEY });
      expect(check.advice).toContain('--import-existing-resources');
    });

    it('finds them also while the home stack of a version without a data stack has them', async () => {
      const stacks = (deployed: readonly string[]) =>
        givenInspector({
          ...answers,
          readStack: async (name) =>
            readable(deployed.includes(name) ? { status: 'UPDATE_COMPLETE', outputs: {} } : undefined),
        });
      const plan = { ...PLAN, makesKey: true };
      expect(await checkNames(stacks(['rootguard-home']), plan)).toMatchObject({ status: 'problem' });
      expect(await checkNames(stacks(['rootguard-data', 'rootguard-home']), plan)).toMatchObject({
        status: 'ok',
      });
    });

    it('names no key where the tables have different ones', async () => {
      const readTableKey = async (name: string) => readable(name === 'rootguard-ledger' ? KEY : OTHER);
      const check = await checkNames(givenInspector({ ...answers, readTableKey }), { ...PLAN, keyArn: KEY });
      expect(check).toMatchObject({ status: 'problem', advice: expect.stringContaining('different keys') });
    });
  });

  it('names everything else that is taken', async () => {
    const inspector = givenInspector({ hasResource: async (type) => readable(type !== 'table') });
    expect(await checkNames(inspector, PLAN)).toMatchObject({
      status: 'problem',
      detail:
        'exist without a stack of rootguard: queue rootguard-triggers, event bus rootguard, managed policy RootguardOperator, chat configuration rootguard, topic rootguard-notifications, role rootguard-home-consumer',
      advice: expect.stringContaining('namePrefix'),
    });
  });

  it('names tables beside as many other things that are taken', async () => {
    const names = { ...PLAN.names, tables: ['rootguard-ledger'] };
    const inspector = givenInspector({
      hasResource: async (type) => readable(type === 'table' || type === 'queue'),
    });
    expect(await checkNames(inspector, { ...PLAN, names })).toMatchObject({
      status: 'problem',
      detail: 'exist without a stack of rootguard: table rootguard-ledger, queue rootguard-triggers',
      advice: expect.stringContaining('namePrefix'),
    });
  });

  it('fails with what AWS refused', async () => {
    const inspector = givenInspector({ hasResource: async () => unreadable });
    await expect(checkNames(inspector, PLAN)).rejects.toThrow(AwsCallError);
  });
});

describe("the check of the StackSet's name", () => {
  it.each([
    ['there is none', undefined, undefined, 'ok'],
    ["a stack of rootguard's has it", {}, { status: 'CREATE_COMPLETE', outputs: {} }, 'ok'],
    ['its template has a version of rootguard', { Version: '0.1.0' }, undefined, 'ok'],
    ['nobody knows whose it is', {}, undefined, 'problem'],
  ] as const)('has the right status where %s', async (_, outputs, stack, status) => {
    const inspector = givenInspector({
      readStackSet: async () => readable(outputs && { outputs: readable(outputs) }),
      readStack: async () => readable(stack),
    });
    expect(await checkStackSetName(inspector, 'rootguard-members', REGION)).toMatchObject({ status });
  });
});

describe('the check of trusted access for StackSets', () => {
  it.each([
    [readable('ENABLED'), 'ok'],
    [readable('DISABLED'), 'problem'],
    [unreadable, 'unknown'],
  ] as const)('answers %j with %s', async (reading, status) => {
    const check = await checkStackSetsAccess(
      givenInspector({ readStackSetsAccess: async () => reading }),
      REGION,
    );
    expect(check.status).toBe(status);
    if (status === 'problem') expect(check.advice).toContain('activate-organizations-access');
  });
});

describe("the check of Lambda's concurrency", () => {
  it.each([
    [1000, 0, 'ok'],
    [20, 0, 'ok'],
    [19, 0, 'warning'],
    [10, 0, 'warning'],
    [109, 9, 'ok'],
    [108, 9, 'problem'],
    [10, 9, 'problem'],
  ] as const)(
    'with %i not reserved and %i to be reserved is %s',
    async (unreserved, reservedConcurrency, status) => {
      const inspector = givenInspector({
        readConcurrency: async () => readable({ limit: 1000, unreserved }),
      });
      const check = await checkConcurrency(inspector, { ...PLAN, reservedConcurrency });
      expect(check.status).toBe(status);
      expect(check.advice?.includes('request-service-quota-increase') ?? false).toBe(status !== 'ok');
    },
  );

  it.each([
    [10, 10, 0, 1000],
    [1000, 50, 9, 1059],
  ] as const)(
    'with a limit of %i, of which %i are not reserved, and %i to be reserved asks for %i',
    async (limit, unreserved, reservedConcurrency, desired) => {
      const inspector = givenInspector({ readConcurrency: async () => readable({ limit, unreserved }) });
      const check = await checkConcurrency(inspector, { ...PLAN, reservedConcurrency });
      expect(check.advice).toContain(`--desired-value ${desired} --region us-east-1`);
    },
  );

  it.each([
    ['9', 100, 9, 'ok'],
    ['9', 99, 9, 'problem'],
    ['9', 11, 0, 'ok'],
    [undefined, 100, 9, 'problem'],
    ['many', 100, 9, 'problem'],
  ] as const)(
    'of a deployment that reserves %s, with %i more that are not reserved and %i to be reserved, is %s',
    async (reserved, unreserved, reservedConcurrency, status) => {
      const outputs = reserved === undefined ? {} : { ReservedConcurrency: reserved };
      const inspector = givenInspector({
        readConcurrency: async () => readable({ limit: 1000, unreserved }),
        readStack: async (name) =>
          readable(name === PLAN.names.homeStack ? { status: 'UPDATE_COMPLETE', outputs } : undefined),
      });
      expect(await checkConcurrency(inspector, { ...PLAN, reservedConcurrency })).toMatchObject({ status });
    },
  );

  it.each(['readConcurrency', 'readStack'] as const)('is unknown where AWS refuses %s', async (reading) => {
    const inspector = givenInspector({
      readConcurrency: async () => readable({ limit: 1000, unreserved: 1000 }),
      [reading]: async () => unreadable,
    });
    expect(await checkConcurrency(inspector, PLAN)).toMatchObject({ status: 'unknown' });
  });
});

describe('the check of the number of units', () => {
  const units = (count: number) =>
    Array.from({ length: count }, (_, index) => `ou-ab12-${10_000_000 + index}`);
  it.each([
    [0, 'skipped'],
    [1, 'ok'],
    [50, 'ok'],
    [51, 'problem'],
  ] as const)('with %i units is %s', (count, status) => {
    expect(checkUnitCount({ ...PLAN, coveredUnits: units(count) })).toMatchObject({ status });
  });
});

describe('the check of the covered units', () => {
  const unit = 'ou-ab12-cdef3456';
  const other = 'ou-ab12-cdef9999';
  const member = givenAccount({ organizationalUnits: [unit] });

  it('is ok for units that accounts are in, and for the root', () => {
    const coveredUnits = [unit, 'r-ab12'];
    const above = givenAccount({ organizationalUnits: [other, unit] });
    for (const members of [[member], [givenAccount(), above]]) {
      expect(checkUnits({ ...PLAN, coveredUnits }, () => members)).toMatchObject({ status: 'ok' });
    }
  });

  it('finds a unit without accounts also beside the root', () => {
    const coveredUnits = ['r-ab12', other];
    expect(checkUnits({ ...PLAN, coveredUnits }, () => [member])).toMatchObject({ status: 'unknown' });
  });

  it('looks for no accounts where the units are too many, or not known', () => {
    const refuse = () => expect.unreachable();
    const many = Array.from({ length: 51 }, (_, at) => `ou-ab12-${String(at).padStart(8, '0')}`);
    expect(checkUnits({ ...PLAN, coveredUnits: many }, refuse)).toMatchObject({ status: 'problem' });
    expect(checkUnits({ ...PLAN, coveredUnits: [] }, refuse)).toMatchObject({ status: 'skipped' });
  });

  it('does not find a unit where the accounts cannot be listed, and needs none of them for the root', () => {
    const refuse = () => {
      throw new AwsCallError(failure);
    };
    expect(() => checkUnits({ ...PLAN, coveredUnits: [unit] }, refuse)).toThrow(AwsCallError);
    expect(checkUnits({ ...PLAN, coveredUnits: ['r-ab12'] }, refuse)).toMatchObject({ status: 'ok' });
  });

  it('names the unit that no account is in, as its id may be misspelt', () => {
    const check = checkUnits({ ...PLAN, coveredUnits: [unit, other] }, () => [member]);
    expect(check).toMatchObject({
      status: 'unknown',
      detail: `no account is in ${other}`,
      advice: expect.stringContaining(`--organizational-unit-id ${other}`),
    });
  });
});

describe('the check of the bootstrap', () => {
  const withStack = (outputs: Readonly<Record<string, string>> | undefined) =>
    givenInspector({
      readStack: async () => readable(outputs && { status: 'CREATE_COMPLETE', outputs }),
    });
  it.each([
    [{ BootstrapVersion: '28' }, 'ok', 'version 28'],
    [{ BootstrapVersion: '6' }, 'ok', 'version 6'],
    [{ BootstrapVersion: '5' }, 'problem', 'the version of the bootstrap is 5'],
    [{}, 'problem', 'the version of the bootstrap is not known'],
    [undefined, 'problem', 'there is no stack CDKToolkit-rootguard in us-east-1'],
  ] as const)('with the outputs %j is %s', async (outputs, status, detail) => {
    expect(await checkBootstrap(withStack(outputs), HOME, PLAN)).toMatchObject({ status, detail });
  });

  it('names every other stack that is deployed with its role, as whoever may update it acts as that role', async () => {
    const role = 'arn:aws:iam::222222222222:role/cdk-rootguard-cfn-exec-role-222222222222-us-east-1';
    const stacksOf = (stacks: readonly string[]) =>
      givenInspector({
        readStack: async () => readable({ status: 'CREATE_COMPLETE', outputs: { BootstrapVersion: '28' } }),
        readStacksOfRole: async (arn) => readable(arn === role ? stacks : []),
      });
    expect(
      await checkBootstrap(stacksOf(['billing', 'rootguard-data', 'rootguard-home']), HOME, PLAN),
    ).toMatchObject({
      status: 'warning',
      detail: expect.stringMatching(/: billing$/),
      advice: expect.stringContaining(role),
    });
    expect(
      await checkBootstrap(stacksOf(['rootguard-canary', 'rootguard-data', 'rootguard-home']), HOME, PLAN),
    ).toMatchObject({ status: 'ok' });
    const refusing = { ...stacksOf([]), readStacksOfRole: async () => unreadable };
    expect(await checkBootstrap(refusing, HOME, PLAN)).toMatchObject({ status: 'unknown' });
  });

  it('is skipped for templates, and unknown where AWS refuses', async () => {
    expect(await checkBootstrap(withStack(undefined), HOME, { ...PLAN, usesCdk: false })).toMatchObject({
      status: 'skipped',
    });
    const refusing = givenInspector({ readStack: async () => unreadable });
    expect(await checkBootstrap(refusing, HOME, PLAN)).toMatchObject({ status: 'unknown' });
  });
});

const in1 = (inspector: ReturnType<typeof givenInspector>) => ({ account: '111111111111', inspector });
const in2 = (inspector: ReturnType<typeof givenInspector>) => ({ account: '222222222222', inspector });

describe('the check of alarms on the root user', () => {
  const logGroup = { name: 'trail', region: 'eu-west-1' };
  const trails = async () =>
    readable([
      { ...TRAIL, logGroup },
      { ...TRAIL, logGroup },
    ]);

  it('is ok where there is none, and says that others cannot be seen', async () => {
    expect(await checkRootAlarms([in1(givenInspector())], [], 'rootguard-')).toMatchObject({
      status: 'ok',
      detail: expect.stringContaining('cannot be seen from here'),
    });
  });

  it('names the metric filters and rules that audits may set off, with the filter that leaves them out', async () => {
    const inspector = givenInspector({
      readTrails: trails,
      readMetricFilters: async () =>
        readable([
          {
            name: 'cis-1.7',
            pattern: '{ $.userIdentity.type = "Root" && $.userIdentity.invokedBy NOT EXISTS }',
          },
          {
            name: 'exempted',
            pattern: '{ $.userIdentity.type = Root && $.userIdentity.sessionContext.assumedRoot NOT EXISTS }',
          },
          { name: 'other', pattern: '{ $.eventName = ConsoleLogin }' },
        ]),
      readRootUserRules: async () => readable(['root-alarm']),
    });
    expect(await checkRootAlarms([in1(givenInspector()), in2(inspector)], [], 'rootguard-')).toMatchObject({
      status: 'warning',
      detail:
        'each audit may set off: rule root-alarm in 222222222222, metric filter cis-1.7 of trail in 222222222222',
      advice: expect.stringContaining('$.userIdentity.sessionContext.assumedRoot NOT EXISTS'),
    });
  });

  it.each([
    '{ $.userIdentity.type="Root" }',
    '{ $.userIdentity.type =  "Root" }',
    '{ $.userIdentity.type = Root }',
    '{ $.useridentity.type = "root" }',
  ])('knows the metric filter %s', async (pattern) => {
    const readMetricFilters = async () => readable([{ name: 'mine', pattern }]);
    const inspector = givenInspector({ readTrails: trails, readMetricFilters });
    expect(await checkRootAlarms([in1(inspector)], [], 'rootguard-')).toMatchObject({ status: 'warning' });
  });

  it('names the accounts in which there is none', async () => {
    const none = [in1(givenInspector()), in2(givenInspector())];
    expect((await checkRootAlarms(none, [], 'rootguard-')).detail).toContain('111111111111 and 222222222222');
    expect((await checkGuardDuty(none, [], REGION)).detail).toContain('111111111111 and 222222222222');
  });

  it.each([
    ['trails', { readTrails: async () => unreadable }],
    ['rules', { readRootUserRules: async () => unreadable }],
    ['metric filters', { readTrails: trails, readMetricFilters: async () => unreadable }],
  ] as const)('is unknown where the %s cannot be read', async (_, answers) => {
    expect(await checkRootAlarms([in1(givenInspector(answers))], [], 'rootguard-')).toMatchObject({
      status: 'unknown',
    });
  });
});

describe('the check of GuardDuty', () => {
  it.each([
    [readable(true), 'warning'],
    [readable(false), 'ok'],
    [unreadable, 'unknown'],
  ] as const)('answers %j with %s', async (reading, status) => {
    const other = givenInspector({ hasGuardDuty: async () => reading });
    expect(await checkGuardDuty([in1(givenInspector()), in2(other)], [], REGION)).toMatchObject({ status });
  });

  it('names the accounts in which it is enabled', async () => {
    const enabled = givenInspector({ hasGuardDuty: async () => readable(true) });
    expect((await checkGuardDuty([in1(enabled), in2(enabled)], [], REGION)).detail).toContain(
      'enabled in 111111111111 and 222222222222,',
    );
  });
});
