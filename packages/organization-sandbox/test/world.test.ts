import { describe, expect, test } from 'vitest';
import { TEST_NOW } from '../src/testing/test-sandbox.ts';
import { DEFAULT_WORLD } from '../src/world/default-world.ts';
import { Organization } from '../src/world/organization.ts';
import { parseWorld } from '../src/world/parse-world.ts';

const MANAGEMENT = '111111111111';
const MEMBER = '333333333333';

function issuesIn(organization: object, ...members: object[]) {
  const reading = parseWorld({
    organization: { managementAccountId: MANAGEMENT, ...organization },
    accounts: [{ id: MANAGEMENT }, { id: MEMBER }, ...members],
  });
  return reading.type === 'invalid' ? reading.issues.map(({ path, message }) => `${path}: ${message}`) : [];
}

const unit = (id: string, parent: string) => ({ id: `ou-sbox-${id}0001`, parent });

describe('a world file', () => {
  test('needs only the management account', () => {
    const reading = parseWorld({
      organization: { managementAccountId: MANAGEMENT },
      accounts: [{ id: MANAGEMENT }],
    });
    if (reading.type === 'invalid') throw new Error('the smallest world was refused');
    const organization = new Organization(reading.world, TEST_NOW);
    expect(organization.homeAccountId).toBe(MANAGEMENT);
    expect([...organization.features]).toEqual(['RootCredentialsManagement', 'RootSessions']);
    expect(organization.accounts.get(MANAGEMENT)?.root.credentials.password).toBeUndefined();
  });

  test('has every issue of form reported together, by path', () => {
    const reading = parseWorld({
      organization: { managementAccountId: '1', featurs: [] },
      accounts: [{ id: MANAGEMENT, root: { accessKeys: [{ id: 'AKIA1', status: 'On' }] }, state: 'OPEN' }],
    });
    const paths = reading.type === 'invalid' ? reading.issues.map(({ path }) => path) : [];
    expect(paths).toEqual([
      'organization.managementAccountId',
      'organization.featurs',
      'accounts[0].state',
      'accounts[0].root.accessKeys[0].id',
      'accounts[0].root.accessKeys[0].status',
    ]);
  });

  test('has each unknown key reported, and too many credentials beside an issue of one of them', () => {
    expect(
      issuesIn(
        { featurs: [], trusted: [] },
        { id: '444444444444', root: { accessKeys: [{}, {}, { state: 'Active', age: 3 }] } },
      ),
    ).toEqual([
      'organization.featurs: unknown key',
      'organization.trusted: unknown key',
      'accounts[2].root.accessKeys[2].state: unknown key',
      'accounts[2].root.accessKeys[2].age: unknown key',
      'accounts[2].root.accessKeys: a root user has at most 2 access keys',
    ]);
  });

  test.each([
    ['a list for an object', { root: [] }, 'root'],
    ['a list for a password', { root: { password: [] } }, 'root.password'],
    ['a day that the calendar does not have', { joinedTimestamp: '2026-02-30T00:00:00Z' }, 'joinedTimestamp'],
    ['a time without a zone', { joinedTimestamp: '2026-02-03T00:00:00' }, 'joinedTimestamp'],
  ])('must not have %s', (_what, member, path) => {
    expect(issuesIn({}, { id: '444444444444', ...member })).toEqual([
      expect.stringMatching(`^accounts\\[2\\]\\.${path}: `),
    ]);
  });

  test.each([
    ['a certificate id under 24 characters', { signingCertificates: [{ id: 'CERT3333EXAMPLE' }] }],
    ['a certificate id over 128 characters', { signingCertificates: [{ id: 'C'.repeat(129) }] }],
    ['a certificate id with a hyphen', { signingCertificates: [{ id: 'CERT-333333333333EXAMPLE0' }] }],
    ['an access key id under 16 characters', { accessKeys: [{ id: 'AKIAROOT3333' }] }],
    ['a serial number under 9 characters', { mfaDevices: [{ serialNumber: 'GAHT1234' }] }],
    ['a serial number with a blank', { mfaDevices: [{ serialNumber: 'GAHT 12345678' }] }],
  ])('must not have %s, which is no valid id in IAM', (_what, root) => {
    const [kind] = Object.keys(root);
    expect(issuesIn({}, { id: '444444444444', root })).toEqual([
      expect.stringMatching(`^accounts\\[2\\]\\.root\\.${kind}\\[0\\]\\.\\w+: expected `),
    ]);
  });

  test('must not have names that Organizations refuses', () => {
    expect(issuesIn({ trustedServices: ['a service'] }, { id: '444444444444', name: 'café' })).toEqual([
      'organization.trustedServices[0]: expected a service such as iam.amazonaws.com',
      'accounts[2].name: expected 1 to 50 characters of ASCII',
    ]);
  });

  test('may have an apostrophe in an e-mail address', () => {
    expect(issuesIn({}, { id: '444444444444', email: "o'brien@example.com" })).toEqual([]);
  });

  test.each([null, [], 'x', 7])('must be an object, not %j', (json) => {
    expect(parseWorld(json)).toMatchObject({ type: 'invalid', issues: [{ path: '(document)' }] });
  });

  test.each([
    [
      'two accounts with one id',
      issuesIn({}, { id: MEMBER }),
      'accounts[2].id: 333333333333 is a duplicate of accounts[1].id',
    ],
    [
      'two accounts with one e-mail address',
      issuesIn(
        {},
        { id: '444444444444', email: 'a@example.com' },
        { id: '555555555555', email: 'a@example.com' },
      ),
      'accounts[3].email: a@example.com is a duplicate of accounts[2].email',
    ],
    [
      'one access key in two accounts',
      issuesIn(
        {},
        { id: '444444444444', root: { accessKeys: [{ id: 'AKIAROOT444444444444' }] } },
        { id: '555555555555', root: { accessKeys: [{ id: 'AKIAROOT444444444444' }] } },
      ),
      'accounts[3].root.accessKeys[0].id: AKIAROOT444444444444 is a duplicate of accounts[2].root.accessKeys[0].id',
    ],
    [
      'three access keys',
      issuesIn({}, { id: '444444444444', root: { accessKeys: [{}, {}, {}] } }),
      'accounts[2].root.accessKeys: a root user has at most 2 access keys',
    ],
    [
      'an account in an unknown unit',
      issuesIn({}, { id: '444444444444', parent: 'ou-sbox-none0001' }),
      'accounts[2].parent: ou-sbox-none0001 is not among the organizational units',
    ],
    [
      'a unit in an unknown unit',
      issuesIn({ organizationalUnits: [unit('work', 'ou-sbox-none0001')] }),
      'organization.organizationalUnits[0].parent: ou-sbox-none0001 is not among the organizational units',
    ],
    [
      'units in a circle',
      issuesIn({ organizationalUnits: [unit('aaaa', 'ou-sbox-bbbb0001'), unit('bbbb', 'ou-sbox-aaaa0001')] }),
      'organization.organizationalUnits[0].parent: ou-sbox-aaaa0001 contains itself',
    ],
    [
      'a management account that is missing',
      issuesIn({ managementAccountId: '999999999999' }),
      'organization.managementAccountId: 999999999999 is not among the accounts',
    ],
    [
      'a delegated administrator that is no account',
      issuesIn({ delegatedAdministrators: { 'iam.amazonaws.com': ['999999999999'] } }),
      'organization.delegatedAdministrators.iam.amazonaws.com[0]: 999999999999 is not among the accounts',
    ],
    [
      'the management account as a delegated administrator',
      issuesIn({ delegatedAdministrators: { 'iam.amazonaws.com': [MANAGEMENT] } }),
      'organization.delegatedAdministrators.iam.amazonaws.com[0]: the management account cannot be a delegated administrator',
    ],
  ])('must not have %s', (_what, issues, expected) => {
    expect(issues).toContain(expected);
  });

  test('is valid in the default world, which has accounts with every kind of root credential', () => {
    const reading = parseWorld(DEFAULT_WORLD);
    if (reading.type === 'invalid') throw new Error(JSON.stringify(reading.issues));
    const { accounts } = reading.world;
    const has = (kind: 'password' | 'accessKeys' | 'signingCertificates' | 'mfaDevices') =>
      accounts.filter(({ root }) => [root?.[kind]].flat().filter(Boolean).length > 0).length;
    expect(accounts.length).toBeGreaterThanOrEqual(16);
    expect(has('password')).toBeGreaterThan(2);
    expect(has('accessKeys')).toBeGreaterThan(1);
    expect(has('signingCertificates')).toBeGreaterThan(1);
    expect(has('mfaDevices')).toBeGreaterThan(2);
    expect(accounts.some(({ joinedMethod }) => joinedMethod === 'INVITED')).toBe(true);
    expect(accounts.some(({ state }) => state === 'SUSPENDED')).toBe(true);
  });
});

describe('the organization of a world file', () => {
  test('has the root as parent of accounts with a parent r-… or none', () => {
    const reading = parseWorld({
      organization: {
        managementAccountId: MANAGEMENT,
        organizationalUnits: [{ id: 'ou-ab12-work0001', parent: 'r-ab12' }, unit('prod', 'ou-ab12-work0001')],
      },
      accounts: [
        { id: MANAGEMENT },
        { id: MEMBER, parent: 'ou-sbox-prod0001' },
        { id: '444444444444', parent: 'r-ab12' },
      ],
    });
    if (reading.type === 'invalid') throw new Error(JSON.stringify(reading.issues));
    const organization = new Organization(reading.world, TEST_NOW);
    const path = (id: string) => organization.ancestors(organization.accounts.get(id)?.parent ?? '');
    expect(path(MANAGEMENT)).toEqual(['r-ab12']);
    expect(path('444444444444')).toEqual(['r-ab12']);
    expect(path(MEMBER)).toEqual(['r-ab12', 'ou-ab12-work0001', 'ou-sbox-prod0001']);
  });
});
