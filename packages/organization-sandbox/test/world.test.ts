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
  test('has managed policies that are policies', () => {
    const document = { Version: '2012-10-17', Statement: [{ Effect: 'Maybe', Action: '*', Resource: '*' }] };
    const services = { managedPolicies: ['Name', { name: 'Boundary', document }] };
    expect(issuesIn({}, { id: '444444444444', services })).toEqual([
      expect.stringContaining('accounts[2].services.managedPolicies[1].document.Statement[0].Effect: '),
    ]);
  });

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

describe('policies of a world file', () => {
  const deny = { Version: '2012-10-17', Statement: [{ Effect: 'Deny', Action: 'iam:*', Resource: '*' }] };
  const policy = {
    id: 'p-example001',
    name: 'no-iam',
    type: 'SERVICE_CONTROL_POLICY',
    content: deny,
    targets: ['r-sbox', 'ou-sbox-work0001', MEMBER],
  };
  const resourcePolicy = {
    ...policy,
    id: 'p-example002',
    type: 'RESOURCE_CONTROL_POLICY',
    content: { Statement: [{ Effect: 'Deny', Principal: '*', Action: 'sqs:*', Resource: '*' }] },
  };

  const issuesOf = (policies: unknown, accounts: object[] = []) => {
    const reading = parseWorld({
      organization: { managementAccountId: MANAGEMENT, organizationalUnits: [unit('work', 'r-sbox')] },
      accounts: [{ id: MANAGEMENT }, { id: MEMBER }, ...accounts],
      policies,
    });
    return reading.type === 'invalid' ? reading.issues.map(({ path, message }) => `${path}: ${message}`) : [];
  };

  test('are attached to the root, to units and to accounts', () => {
    expect(issuesOf([policy, resourcePolicy])).toEqual([]);
  });

  test('have every issue of their content reported with the others, by path', () => {
    expect(
      issuesOf([
        {
          ...policy,
          id: 'example',
          content: {
            Version: '2012',
            Statement: [
              { Effect: 'Deny', Action: 'iam', Resource: '*' },
              { Effect: 'Denied', Action: '*', Resource: '*', Principal: '*' },
              { Effect: 'Deny', Action: '*', Resource: '*', Condition: { StringEqual: { a: 'b' } } },
            ],
          },
        },
        { ...policy, type: 'TAG_POLICY', targets: ['workloads'] },
        { ...policy, content: 'deny' },
        { id: 'p-example003', name: '', targets: [] },
      ]),
    ).toEqual([
      'policies[0].id: expected an id such as p-examplepolicyid',
      'policies[0].content.Version: Invalid type: Expected ("2012-10-17" | "2008-10-17") but received "2012"',
      'policies[0].content.Statement[0].Action: expected actions such as iam:DeleteLoginProfile',
      'policies[0].content.Statement[1].Effect: Invalid type: Expected ("Allow" | "Deny") but received "Denied"',
      'policies[0].content.Statement[1].Principal: unknown key',
      'policies[0].content.Statement[2].Condition.StringEqual: the sandbox does not know the condition operator StringEqual',
      expect.stringMatching(/^policies\[1\]\.type: /),
      'policies[1].targets[0]: expected the root (r-ab12), an organizational unit (ou-ab12-cdef3456) or an account of 12 digits',
      'policies[2].content: Invalid type: Expected Object but received "deny"',
      'policies[3].name: must not be empty',
      'policies[3].type: is missing',
      'policies[3].content: is missing',
    ]);
  });

  test('must not be longer than AWS accepts', () => {
    const long = (characters: number) => ({ ...deny.Statement[0], Sid: 'x'.repeat(characters) });
    expect(issuesOf([{ ...policy, content: { ...deny, Statement: [long(10_241)] } }])).toEqual([
      expect.stringMatching(/^policies\[0\]\.content: has 103\d\d characters; .* at most 10240$/),
    ]);
    const content = { ...resourcePolicy.content.Statement[0], Sid: 'x'.repeat(5121) };
    expect(issuesOf([{ ...resourcePolicy, content: { Statement: [content] } }])).toEqual([
      expect.stringMatching(/at most 5120$/),
    ]);
  });

  test.each([
    [
      { Effect: 'Allow', Principal: '*', Action: 'sqs:*', Resource: '*' },
      'Effect',
      'a resource control policy can only deny',
    ],
    [
      { Effect: 'Deny', Principal: 'me', Action: 'sqs:*', Resource: '*' },
      'Principal',
      'the principal must be "*"; use conditions',
    ],
    [
      { Effect: 'Deny', Principal: '*', Action: 'iam:*', Resource: '*' },
      'Action',
      'expected actions of services that resource control policies support',
    ],
    [
      { Effect: 'Deny', Principal: '*', Action: '*', Resource: '*' },
      'Action',
      'expected actions of services that resource control policies support',
    ],
    [
      { Effect: 'Deny', Principal: '*', NotAction: 'sqs:*', Resource: '*' },
      'NotAction',
      'a resource control policy has no NotAction',
    ],
  ])('that control resources are not %j', (statement, member, message) => {
    expect(issuesOf([{ ...resourcePolicy, content: { Statement: [statement] } }])).toContain(
      `policies[0].content.Statement[0].${member}: ${message}`,
    );
  });

  test('name targets that exist, each once', () => {
    expect(issuesOf([{ ...policy, targets: ['ou-sbox-none0001', '999999999999', MEMBER, MEMBER] }])).toEqual([
      `policies[0].targets[3]: ${MEMBER} is a duplicate of policies[0].targets[2]`,
      'policies[0].targets[0]: ou-sbox-none0001 is not among the organizational units',
      'policies[0].targets[1]: 999999999999 is not among the accounts',
    ]);
  });

  test('have ids of their own, and names of their own among their type', () => {
    expect(
      issuesOf(
        [
          policy,
          { ...policy, targets: [] },
          { ...resourcePolicy, name: 'no-iam' },
          { ...policy, id: 'p-FullAWSAccess', name: 'full' },
          { ...policy, id: 'p-denied444444444444', name: 'denied' },
        ],
        [{ id: '444444444444', deniedByScp: ['iam:*'] }],
      ),
    ).toEqual([
      'policies[1].id: p-example001 is a duplicate of policies[0].id',
      'policies[4].id: p-denied444444444444 is a duplicate of accounts[2].deniedByScp',
      'policies[3].id: p-FullAWSAccess is a policy of AWS, and is attached everywhere',
      'policies[1].name: no-iam is a duplicate of policies[0].name',
    ]);
  });

  test('are not more at one target than AWS accepts', () => {
    const policies = (count: number) =>
      Array.from({ length: count }, (_, index) => ({
        ...policy,
        id: `p-example${100 + index}`,
        name: `policy-${index}`,
        targets: [MEMBER],
      }));
    expect(issuesOf(policies(9))).toEqual([]);
    expect(issuesOf(policies(10))).toEqual([
      `policies: ${MEMBER} has 11 policies of type SERVICE_CONTROL_POLICY, AWS's own included; at most 10 can be attached`,
    ]);
  });

  test('define the id of the root if nothing else does', () => {
    const reading = parseWorld({
      organization: { managementAccountId: MANAGEMENT },
      accounts: [{ id: MANAGEMENT }],
      policies: [{ ...policy, targets: ['r-ab12'] }],
    });
    if (reading.type === 'invalid') throw new Error('the world was refused');
    expect(new Organization(reading.world, TEST_NOW).rootId).toBe('r-ab12');
  });
});

describe('trails of a world file', () => {
  const issuesOf = (...trails: object[]) => {
    const reading = parseWorld({
      organization: { managementAccountId: MANAGEMENT },
      accounts: [{ id: MANAGEMENT }, { id: MEMBER }],
      trails,
    });
    return reading.type === 'invalid' ? reading.issues.map(({ path, message }) => `${path}: ${message}`) : [];
  };
  const trail = { account: MANAGEMENT, name: 'organization', organization: true };

  test('are of the organization or of one account, and can be none', () => {
    expect(issuesOf()).toEqual([]);
    expect(
      issuesOf(trail, { account: MEMBER, name: 'own', multiRegion: false, homeRegion: 'eu-west-1' }),
    ).toEqual([]);
  });

  test('have every issue reported, by path', () => {
    expect(
      issuesOf(
        { account: '1', name: 'a..b', homeRegion: 'Ireland', readWrite: 'Both', kind: 'x' },
        { ...trail, logging: 'yes' },
      ),
    ).toEqual([
      'trails[0].account: expected 12 digits',
      'trails[0].name: expected 3 to 128 letters, digits, and single periods, hyphens or underscores',
      'trails[0].homeRegion: expected a Region such as us-east-1',
      expect.stringMatching(/^trails\[0\]\.readWrite: /),
      'trails[0].kind: unknown key',
      expect.stringMatching(/^trails\[1\]\.logging: /),
    ]);
  });

  test('belong to accounts that exist, those of the organization to the management account, and differ', () => {
    expect(
      issuesOf(trail, trail, { ...trail, account: MEMBER }, { account: '999999999999', name: 'own' }),
    ).toEqual([
      `trails[2].account: a trail of the organization belongs to the management account, not to ${MEMBER}`,
      'trails[3].account: 999999999999 is not among the accounts',
      `trails[1]: ${MANAGEMENT} us-east-1 organization is a duplicate of trails[0]`,
    ]);
  });
});
