import { describe, expect, it } from 'vitest';
import {
  type AnswerDependencies,
  answersOfOptions,
  askForAnswers,
} from '../../../../src/cli/init/answers.ts';
import type { InitValues } from '../../../../src/cli/init/options.ts';
import { openConversation } from '../../../../src/cli/terminal/conversation.ts';
import { parseAccountId, parseOrganizationalUnitId } from '../../../../src/domain/account.ts';
import type { AccountLookup } from '../../../../src/guardrail/ports/organization.ts';
import { givenAccount } from '../../../support/builders.ts';
import { failure, readable, unreadable } from '../../guardrail/doctor/readings.ts';
import { givenTerminal } from '../terminal-double.ts';

const MANAGEMENT = parseAccountId('111111111111');
const SECURITY = parseAccountId('222222222222');
const WORKLOADS = parseOrganizationalUnitId('ou-sbox-work0001');

const NO_OPTIONS: InitValues = {
  home: undefined,
  organizationRoot: undefined,
  units: [],
  emails: [],
  homeProfile: undefined,
  managementProfile: undefined,
  stackSetsAccount: undefined,
  controlTowerRegion: undefined,
  sessionRegions: [],
  namePrefix: undefined,
  tags: [],
  logRetentionDays: undefined,
  permissionsBoundary: undefined,
  keyArn: undefined,
  out: 'rootguard.json',
  force: false,
  yes: false,
};

interface Given {
  readonly values?: Partial<InitValues>;
  readonly caller?: string;
  readonly profile?: string;
  readonly discovered?: Partial<AnswerDependencies['discovered']>;
  readonly lookup?: AccountLookup;
}

function given({ values = {}, caller = SECURITY, profile, discovered = {}, lookup }: Given = {}) {
  const said: string[] = [];
  const accounts = [
    { id: MANAGEMENT, name: 'management' },
    { id: SECURITY, name: 'security' },
  ];
  const describeAccount = async (id: string): Promise<AccountLookup> => {
    if (id === MANAGEMENT) return { type: 'management-account' };
    if (id !== SECURITY) return { type: 'not-in-organization', failure };
    return lookup ?? { type: 'member', account: givenAccount({ id, name: 'security' }) };
  };
  const deps: AnswerDependencies = {
    ports: {
      directory: { describe: describeAccount, describeUncached: describeAccount },
      unitFinder: { listByName: async () => new Map([['workloads', [WORKLOADS]]]) },
      target: {
        organizationId: 'o-sandbox0001',
        managementAccountId: MANAGEMENT,
        managementAccountName: 'management',
        homeAccountId: parseAccountId(caller),
        partition: 'aws',
        region: 'us-east-1',
        caller: {
          account: parseAccountId(caller),
          arn: `arn:aws:iam::${caller}:role/admin`,
          partition: 'aws',
          answeredAt: undefined,
        },
      },
    },
    discovered: {
      rootId: readable('r-sbox'),
      accounts: readable({ accounts, isComplete: true }),
      rootAccess: {
        trustedAccess: readable(true),
        features: { type: 'readable', enabled: [] },
        delegatedAdministrators: readable([SECURITY]),
      },
      stackSetsAdministrators: readable([]),
      controlTower: { type: 'not-in-use' },
      trails: readable([]),
      ...discovered,
    },
    values: { ...NO_OPTIONS, ...values },
    profile,
    say: (line) => said.push(line),
  };
  return { deps, said };
}

async function ask(answers: readonly string[], options: Given = {}) {
  const { deps } = given(options);
  const { terminal, type, hangUp, seen } = givenTerminal();
  const conversation = openConversation(terminal, new AbortController().signal);
  type(answers.map((answer) => `${answer}\n`).join(''));
  hangUp();
  const answered = await askForAnswers(conversation, deps);
  conversation.close();
  return { answered, asked: seen.stderr };
}

describe('the questions of init', () => {
  it('have the delegated administrator, the root and the own profile as defaults', async () => {
    const { answered, asked } = await ask(['', '', '', '', ''], { profile: 'security' });
    expect(answered).toEqual({
      home: SECURITY,
      coverage: ['r-sbox'],
      emails: [],
      homeProfile: 'security',
      managementProfile: undefined,
    });
    expect(asked).toContain('by id or name [222222222222]: ');
    expect(asked).toContain('covers all [r-sbox]: ');
    expect(asked).toContain(
      'Profile of the AWS CLI for the home account 222222222222 (optional) [security]: ',
    );
  });

  it('take names, lists and profiles', async () => {
    const answers = ['security', 'workloads, r-sbox', 'a@example.com,b@example.com', 'sec', 'payer'];
    expect((await ask(answers)).answered).toEqual({
      home: SECURITY,
      coverage: [WORKLOADS, 'r-sbox'],
      emails: ['a@example.com', 'b@example.com'],
      homeProfile: 'sec',
      managementProfile: 'payer',
    });
  });

  it('are asked again until the answer can be used', async () => {
    const answers = ['securty', '999999999999', 'security', 'nowhere', 'r-sbox', 'nobody', '', '', ''];
    const { answered, asked } = await ask(answers);
    expect(answered).toMatchObject({ home: SECURITY, coverage: ['r-sbox'], emails: [] });
    expect(asked).toContain('  the organization has no account named "securty" (did you mean "security"?)\n');
    expect(asked).toContain('  account 999999999999 is not in the organization\n');
    expect(asked).toContain('  the organization has no organizational unit named "nowhere"\n');
    expect(asked).toContain('  "nobody" is no e-mail address\n');
  });

  it('need one profile where the management account is home', async () => {
    const { answered, asked } = await ask([MANAGEMENT, 'r-sbox', '', 'payer']);
    expect(answered).toMatchObject({ home: MANAGEMENT, homeProfile: 'payer', managementProfile: 'payer' });
    expect(asked).toContain('Profile of the AWS CLI for the management account 111111111111');
  });

  it('are not asked where options answer them', async () => {
    const values = {
      home: 'security',
      units: ['workloads'],
      emails: ['a@example.com'],
      homeProfile: 'sec',
      managementProfile: 'payer',
    };
    const { answered, asked } = await ask([], { values });
    expect(answered).toMatchObject({ home: SECURITY, coverage: [WORKLOADS], homeProfile: 'sec' });
    expect(asked).toBe('');
  });

  it('name the option whose answer is refused', async () => {
    await expect(ask([], { values: { home: 'nobody' } })).rejects.toMatchObject({
      issues: ['--home: the organization has no account named "nobody"'],
    });
  });

  it.each([0, 1, 2, 3, 4])('end with the input: after %i answers nothing is decided', async (count) => {
    const { answered } = await ask(['security', 'r-sbox', '', 'sec', ''].slice(0, count));
    expect(answered).toBeUndefined();
  });

  it('have no default home where several accounts are delegated, and no default root where it cannot be read', async () => {
    const rootAccess = {
      trustedAccess: unreadable,
      features: unreadable,
      delegatedAdministrators: readable([SECURITY, MANAGEMENT]),
    };
    const { asked } = await ask(['', 'security', ''], { discovered: { rootAccess, rootId: unreadable } });
    expect(asked).toContain('by id or name: ');
    expect(asked).toContain('covers all: ');
    expect(asked).toContain('  name at least one unit, or the root\n');
  });
});

describe('the options of init', () => {
  it('are enough without a terminal', async () => {
    const { deps } = given({
      values: { home: SECURITY, organizationRoot: 'r-sbox' },
      caller: MANAGEMENT,
      profile: 'payer',
    });
    expect(await answersOfOptions(deps)).toEqual({
      home: SECURITY,
      coverage: ['r-sbox'],
      emails: [],
      homeProfile: undefined,
      managementProfile: 'payer',
    });
  });

  it('are refused with every issue at once', async () => {
    const { deps } = given({ values: { home: 'nobody', organizationRoot: 'r-other' } });
    await expect(answersOfOptions(deps)).rejects.toMatchObject({
      code: 'invalid-command-line',
      issues: [
        '--home: the organization has no account named "nobody"',
        '--organization-root: r-other is not the root of the organization, which is r-sbox',
      ],
    });
    const units = given({ values: { home: SECURITY, units: ['nowhere'] } });
    await expect(answersOfOptions(units.deps)).rejects.toMatchObject({
      issues: ['--ou: the organization has no organizational unit named "nowhere"'],
    });
  });

  it.each([
    [
      'is in none',
      [],
      [
        'The home account 222222222222 is in none of the covered units: its own root credentials are found by sweeps only.',
      ],
    ],
    ['is in one', [WORKLOADS], []],
  ])('tell whether the home account is covered: it %s of the units', async (_, organizationalUnits, told) => {
    const account = givenAccount({ id: SECURITY, organizationalUnits });
    const values = { home: SECURITY, units: ['workloads'] };
    const { deps, said } = given({ values, lookup: { type: 'member', account } });
    await answersOfOptions(deps);
    expect(said).toEqual(told);
  });

  it('that could not be checked are told', async () => {
    const { deps, said } = given({
      values: { home: SECURITY, organizationRoot: 'r-any1' },
      lookup: { type: 'unreadable', failure },
      discovered: { rootId: unreadable },
    });
    expect(await answersOfOptions(deps)).toMatchObject({ home: SECURITY, coverage: ['r-any1'] });
    expect(said).toEqual([
      'Not checked that 222222222222 is in the organization: sts:AssumeRoot: AccessDenied: no',
      'Not checked that the organization has r-any1: sts:AssumeRoot: AccessDenied: no',
    ]);
  });
});
