import { describe, expect, it } from 'vitest';
import cdkJson from '../../../cdk.json' with { type: 'json' };
import { parseConfiguration } from '../../../src/installation/configuration.ts';
import { ConfigurationError } from '../../../src/installation/configuration-error.ts';

const MANAGEMENT = '111111111111';
const HOME = '222222222222';
const EXAMPLE = {
  organizationId: 'o-exampleorgid',
  managementAccountId: MANAGEMENT,
  homeAccountId: HOME,
  coveredOrganizationalUnits: ['r-exam'],
};
const KEY = 'arn:aws:kms:us-east-1:222222222222:key/1234abcd-12ab-34cd-56ef-1234567890ab';

describe('the configuration', () => {
  it('in cdk.json is valid', () => {
    expect(() => parseConfiguration(cdkJson.context.rootguard)).not.toThrow();
  });

  it('requires four values only', () => {
    expect(parseConfiguration(EXAMPLE)).toMatchObject({
      mode: 'observe',
      enforcesAnywhere: false,
      homeIsManagement: false,
      stackSetsAccountId: MANAGEMENT,
      partition: 'aws',
      region: 'us-east-1',
      maxAccountsPerHour: 10,
      invitedGraceHours: 0,
      fullSweepEveryHours: 24,
      watchEveryMinutes: 5,
      turnOnRootAccess: false,
    });
    for (const missing of Object.keys(EXAMPLE)) {
      expect(issuesOf({ ...EXAMPLE, [missing]: undefined })).toEqual([
        expect.stringMatching(`^${missing}: `),
      ]);
      const others = Object.fromEntries(Object.entries(EXAMPLE).filter(([name]) => name !== missing));
      expect(issuesOf(others)).toEqual([`${missing}: is missing`]);
    }
  });

  it('reports all issues with their paths at once', () => {
    const invalid = {
      ...EXAMPLE,
      organizationId: 'exampleorgid',
      homeAccountId: '2222',
      mode: 'delete',
      modeOverrides: { accounts: { '33': 'enforce' } },
      coveredOrganizationalUnits: [],
      notifications: { emails: ['nobody'], slak: {} },
      maxAccountPerHour: 3,
    };
    expect(issuesOf(invalid)).toEqual([
      expect.stringMatching(/^organizationId: must look like/),
      expect.stringMatching(/^homeAccountId: must be 12 digits/),
      expect.stringMatching(/^mode: /),
      expect.stringMatching(/^modeOverrides\.accounts\.33: /),
      expect.stringMatching(/^coveredOrganizationalUnits: /),
      expect.stringMatching(/^notifications\.emails\.0: must be an e-mail address/),
      'notifications: rootguard does not know slak',
      'rootguard: rootguard does not know maxAccountPerHour',
    ]);
  });

  it('reports all unknown keys of an object together with the other issues', () => {
    const region = 'us-gov-west-1';
    expect(issuesOf({ ...EXAMPLE, region, notifications: { mail: [], slak: {} } })).toEqual([
      'notifications: rootguard does not know mail, slak',
      `region: ${region} is not in the partition aws`,
    ]);
  });

  it.each([
    ['notifications', { notifications: [] }],
    ['modeOverrides.accounts', { modeOverrides: { accounts: [] } }],
  ])('rejects a list for %s', (path, settings) => {
    expect(issuesOf({ ...EXAMPLE, ...settings })).toEqual([expect.stringMatching(`^${path}: `)]);
  });

  it.each([
    ['aws', 'us-gov-west-1'],
    ['aws-us-gov', 'us-east-1'],
    ['aws-cn', 'us-east-1'],
  ])('rejects a Region that is not in the partition %s: %s', (partition, region) => {
    expect(issuesOf({ ...EXAMPLE, partition, region })).toEqual([
      `region: ${region} is not in the partition ${partition}`,
    ]);
  });

  it('is reported when missing', () => {
    expect(issuesOf(undefined)).toEqual([expect.stringMatching(/^rootguard: /)]);
  });

  it('rejects more organizational units than StackSets takes, and says which to name instead', () => {
    const units = Array.from({ length: 51 }, (_, at) => `ou-exam-${String(at).padStart(8, '0')}`);
    expect(issuesOf({ ...EXAMPLE, coveredOrganizationalUnits: units })).toEqual([
      expect.stringMatching(
        /^coveredOrganizationalUnits: must be at most 50: name the units above them, or the organization's root, which cover all accounts below/,
      ),
    ]);
    expect(issuesOf({ ...EXAMPLE, coveredOrganizationalUnits: units.slice(1) })).toEqual([]);
  });

  it('rejects units that are named twice', () => {
    const [one, two] = ['ou-exam-00000001', 'ou-exam-00000002'];
    expect(issuesOf({ ...EXAMPLE, coveredOrganizationalUnits: [one, two, one, one] })).toEqual([
      'coveredOrganizationalUnits: names ou-exam-00000001 more than once',
    ]);
    expect(issuesOf({ ...EXAMPLE, coveredOrganizationalUnits: [one, two, one, two] })).toEqual([
      'coveredOrganizationalUnits: names ou-exam-00000001, ou-exam-00000002 more than once',
    ]);
  });

  it('watches no further Region by default, and each of those that are named', () => {
    expect(parseConfiguration(EXAMPLE).sessionRegions).toEqual([]);
    const sessionRegions = ['eu-central-1', 'ap-southeast-2'];
    expect(parseConfiguration({ ...EXAMPLE, sessionRegions }).sessionRegions).toEqual(sessionRegions);
    const inChina = { partition: 'aws-cn', region: 'cn-north-1', sessionRegions: ['cn-northwest-1'] };
    expect(parseConfiguration({ ...EXAMPLE, ...inChina }).sessionRegions).toEqual(['cn-northwest-1']);
  });

  it.each([
    [['eu'], 'sessionRegions.0: must look like us-east-1, got "eu"'],
    [['cn-north-1'], 'sessionRegions: cn-north-1 is not in the partition aws'],
    [['us-east-1'], 'sessionRegions: us-east-1 is watched anyway: all of rootguard is in it'],
    [['eu-west-1', 'eu-west-1', 'eu-west-1'], 'sessionRegions: eu-west-1 is named more than once'],
  ])('refuses the further Regions %j', (sessionRegions, issue) => {
    expect(issuesOf({ ...EXAMPLE, sessionRegions })).toEqual([issue]);
  });

  it('takes a vault for backups by its name, and one for copies by its ARN', () => {
    const vault = 'arn:aws:backup:eu-west-1:333333333333:backup-vault:evidence';
    expect(parseConfiguration({ ...EXAMPLE, backup: { vault: 'evidence' } }).backup).toEqual({
      vault: 'evidence',
      keepDays: 35,
    });
    expect(issuesOf({ ...EXAMPLE, backup: { vault: 'evidence', copyTo: vault } })).toEqual([]);
    expect(issuesOf({ ...EXAMPLE, backup: { vault, copyTo: 'evidence', keepDays: 0 } })).toEqual([
      expect.stringMatching(/^backup\.vault: must be 2 to 50/),
      expect.stringMatching(/^backup\.keepDays: /),
      expect.stringMatching(/^backup\.copyTo: must be the ARN/),
    ]);
  });

  it('rejects a mode override for the management account', () => {
    const modeOverrides = { accounts: { [MANAGEMENT]: 'enforce' } };
    expect(issuesOf({ ...EXAMPLE, modeOverrides })).toEqual([
      `modeOverrides.accounts.${MANAGEMENT}: is the management account, which is never a target`,
    ]);
  });

  it('rejects more overrides than the environment of a Lambda function has room for', () => {
    const overrides = (units: number) => ({
      organizationalUnits: Object.fromEntries(
        Array.from({ length: units }, (_, at) => [`ou-ab12-${String(at).padStart(8, '0')}`, 'enforce']),
      ),
    });
    expect(issuesOf({ ...EXAMPLE, modeOverrides: overrides(77) })).toEqual([]);
    expect(issuesOf({ ...EXAMPLE, modeOverrides: overrides(78) })).toHaveLength(1);
    const coveredOrganizationalUnits = Object.keys(overrides(50).organizationalUnits);
    expect(issuesOf({ ...EXAMPLE, coveredOrganizationalUnits, modeOverrides: overrides(51) })).toEqual([]);
    expect(issuesOf({ ...EXAMPLE, coveredOrganizationalUnits, modeOverrides: overrides(52) })).toEqual([
      expect.stringMatching(/^modeOverrides: .* beside the covered units, about 51 units;/),
    ]);
    expect(issuesOf({ ...EXAMPLE, modeOverrides: overrides(100) })).toEqual([
      expect.stringMatching(/^modeOverrides: has \d+ bytes, .*; set the others by rootguard mode once/),
    ]);
  });

  describe('rejects more roles than the environment of a Lambda function has room for', () => {
    const roles = (count: number) =>
      Array.from({ length: count }, (_, at) => `arn:aws:iam::222222222222:role/pipelines/team-${1000 + at}`);
    const names = (count: number) => roles(count).map((arn) => arn.slice(arn.indexOf('/') + 1));

    it('of those that deploy', () => {
      expect(issuesOf({ ...EXAMPLE, deployerRoles: roles(30) })).toEqual([]);
      expect(issuesOf({ ...EXAMPLE, deployerRoles: roles(60) })).toEqual([
        expect.stringMatching(
          /^deployerRoles: has \d+ bytes, .* has room for \d+ beside sessionPrincipals: name fewer roles, or patterns/,
        ),
      ]);
    });

    it('of those that open root sessions', () => {
      expect(issuesOf({ ...EXAMPLE, sessionPrincipals: roles(30) })).toEqual([]);
      expect(issuesOf({ ...EXAMPLE, sessionPrincipals: roles(60) })).toEqual([
        expect.stringMatching(/^sessionPrincipals: has \d+ bytes, .* beside deployerRoles: name fewer roles/),
      ]);
    });

    it('of operators, who open root sessions unless others do', () => {
      expect(issuesOf({ ...EXAMPLE, operatorRoles: names(60) })).toEqual([
        expect.stringMatching(/^operatorRoles: has \d+ bytes, .*; or name those .* as sessionPrincipals/),
      ]);
      expect(issuesOf({ ...EXAMPLE, operatorRoles: names(60), sessionPrincipals: roles(2) })).toEqual([]);
    });

    it('of both together', () => {
      expect(issuesOf({ ...EXAMPLE, deployerRoles: roles(25), sessionPrincipals: roles(30) })).toEqual([
        expect.stringMatching(/^sessionPrincipals: /),
      ]);
    });
  });

  it('rejects more operators than the policy of a queue has room for', () => {
    const operatorRoles = Array.from({ length: 200 }, (_, at) => `security/responder-${1000 + at}`);
    expect(issuesOf({ ...EXAMPLE, operatorRoles, sessionPrincipals: [] })).toEqual([
      expect.stringMatching(
        /^operatorRoles: has \d+ bytes as ARNs, and the policy of a queue has room for \d+:/,
      ),
    ]);
  });

  it('rejects covered units whose ids the environment of a Lambda function has no room for', () => {
    const longUnits = (count: number) =>
      Array.from({ length: count }, (_, at) => `ou-${'a'.repeat(32)}-${String(at).padStart(32, '0')}`);
    expect(issuesOf({ ...EXAMPLE, coveredOrganizationalUnits: longUnits(37) })).toEqual([]);
    expect(issuesOf({ ...EXAMPLE, coveredOrganizationalUnits: longUnits(38) })).toEqual([
      expect.stringMatching(/^coveredOrganizationalUnits: has \d+ bytes, .*: name the units above them/),
    ]);
  });

  it.each([
    ['for all', { mode: 'enforce' }, true],
    ['for an account', { modeOverrides: { accounts: { [HOME]: 'enforce' } } }, true],
    ['for a unit', { modeOverrides: { organizationalUnits: { 'ou-ab12-cdef3456': 'enforce' } } }, true],
    ['nowhere', { modeOverrides: { accounts: { [HOME]: 'observe' } } }, false],
  ])('tells whether any account is in enforce mode: %s', (_, settings, enforcesAnywhere) => {
    expect(parseConfiguration({ ...EXAMPLE, ...settings })).toMatchObject({
      enforcesAnywhere,
      allowEnforcement: enforcesAnywhere,
    });
  });

  it('allows enforcement from the start where it says so', () => {
    expect(parseConfiguration({ ...EXAMPLE, allowEnforcement: true })).toMatchObject({
      enforcesAnywhere: false,
      allowEnforcement: true,
    });
  });

  it.each([{ mode: 'enforce' }, { modeOverrides: { accounts: { [HOME]: 'enforce' } } }])(
    'rejects enforcement that it does not allow: %j',
    (settings) => {
      expect(issuesOf({ ...EXAMPLE, ...settings, allowEnforcement: false })).toEqual([
        'allowEnforcement: is false, yet mode or an override is enforce',
      ]);
    },
  );

  it('may forbid enforcement, so that no setting at run time can enforce', () => {
    expect(parseConfiguration({ ...EXAMPLE, allowEnforcement: false })).toMatchObject({
      mode: 'observe',
      allowEnforcement: false,
    });
  });

  it('tells whether the home account is the management account, which then owns the StackSet', () => {
    const inManagement = { ...EXAMPLE, homeAccountId: MANAGEMENT };
    expect(parseConfiguration(inManagement)).toMatchObject({
      homeIsManagement: true,
      stackSetsAccountId: MANAGEMENT,
    });
  });

  it('is refused by an error with a code, and a line for each issue', () => {
    expect(() => parseConfiguration({ ...EXAMPLE, homeAccountId: '2222', runbookUrl: '' })).toThrow(
      expect.objectContaining({
        code: 'invalid-configuration',
        message: [
          'The configuration (cdk.json, context.rootguard) cannot be used:',
          'homeAccountId: must be 12 digits, got "2222"',
          'runbookUrl: must not be empty, got ""',
        ].join('\n  - '),
      }),
    );
  });

  it('has defaults for what an organization may demand of a deployment', () => {
    expect(parseConfiguration(EXAMPLE)).toMatchObject({
      namePrefix: 'rootguard',
      tags: {},
      logRetentionDays: 365,
      customerManagedKey: false,
    });
  });

  it.each([
    ['rootguard', 'RootguardOperator'],
    ['acme-roots', 'Acme-rootsOperator'],
  ])('lets the operators of %s send messages to the queues', (namePrefix, operator) => {
    expect(parseConfiguration({ ...EXAMPLE, namePrefix }).operatorRoles).toEqual([
      operator,
      `aws-reserved/sso.amazonaws.com/*AWSReservedSSO_${operator}_*`,
    ]);
    const operatorRoles = ['security/responder'];
    expect(parseConfiguration({ ...EXAMPLE, namePrefix, operatorRoles })).toMatchObject({ operatorRoles });
  });

  it('takes the largest and smallest limits', () => {
    const limits = { invitedGraceHours: 2160, maxAccountsPerHour: 20_000 };
    expect(parseConfiguration({ ...EXAMPLE, ...limits })).toMatchObject(limits);
    expect(issuesOf({ ...EXAMPLE, invitedGraceHours: 0, maxAccountsPerHour: 0 })).toEqual([]);
  });

  it('takes what an organization demands of a deployment', () => {
    const demanded = {
      namePrefix: 'rootguard-2',
      tags: { 'cost-center': '4711', Owner: 'Security Team', Empty: '' },
      logRetentionDays: 731,
      permissionsBoundary: 'boundaries/ServiceBoundary',
      keyArn: KEY,
      homeProfile: 'home',
      managementProfile: 'management',
    };
    expect(parseConfiguration({ ...EXAMPLE, ...demanded })).toMatchObject(demanded);
  });

  it.each([
    ['namePrefix', 'Rootguard'],
    ['namePrefix', 'rootguard-'],
    ['namePrefix', 'rootguard-home'],
    ['namePrefix', 'a'.repeat(21)],
    ['namePrefix', ''],
    ['logRetentionDays', 364],
    ['invitedGraceHours', -1],
    ['invitedGraceHours', 0.5],
    ['invitedGraceHours', 2161],
    ['maxAccountsPerHour', -1],
    ['maxAccountsPerHour', 20_001],
    ['modeOverrides.accounts.33', { accounts: { '33': 'observe' } }],
    ['modeOverrides.organizationalUnits.ou-1', { organizationalUnits: { 'ou-1': 'observe' } }],
    ['modeOverrides.accounts.333333333333', { accounts: { '333333333333': 'off' } }],
    ['allowEnforcement', 'no'],
    ['permissionsBoundary', 'arn:aws:iam::222222222222:role/Boundary'],
    ['permissionsBoundary', 'a/'],
    ['keyArn', 'arn:aws:kms:us-east-1:222222222222:alias/rootguard'],
    ['homeProfile', ''],
    ['tags', JSON.parse('{ "__proto__": "x" }')],
    ['tags', { constructor: 'x' }],
    ['tags.aws:cost', { 'aws:cost': '1' }],
    ['tags.AWS:cost', { 'AWS:cost': '1' }],
    ['tags.cost;', { 'cost;': '1' }],
    ['tags.cost', { cost: 'a'.repeat(257) }],
    ['tags', Object.fromEntries(Array.from({ length: 46 }, (_, at) => [`tag${at}`, 'x']))],
  ])('rejects for %s: %j', (path, value) => {
    const [name = ''] = path.split('.');
    expect(issuesOf({ ...EXAMPLE, [name]: value })).toEqual([expect.stringContaining(`${path}: `)]);
  });

  it('rejects tags that differ in case only, of which IAM takes one', () => {
    expect(issuesOf({ ...EXAMPLE, tags: { team: 'a', Team: 'b', Application: 'c' } })).toEqual([
      'tags.Team: differs from the tag team in case only, which IAM refuses',
      'tags.Application: differs from the tag application in case only, which IAM refuses',
    ]);
  });

  it('lets the own tag of rootguard be set', () => {
    expect(issuesOf({ ...EXAMPLE, tags: { application: 'guardrails' } })).toEqual([]);
  });

  it('rejects two keys, and a key in another Region', () => {
    expect(issuesOf({ ...EXAMPLE, keyArn: KEY, customerManagedKey: true })).toEqual([
      'keyArn: excludes customerManagedKey, which makes a key of its own',
    ]);
    expect(issuesOf({ ...EXAMPLE, keyArn: KEY.replace('us-east-1', 'eu-west-1') })).toEqual([
      'keyArn: is a key in eu-west-1; all of rootguard is in us-east-1',
    ]);
  });

  it('shows what was seen beside what is allowed', () => {
    expect(issuesOf({ ...EXAMPLE, homeAccountId: '2222', runbookUrl: '' })).toEqual([
      'homeAccountId: must be 12 digits, got "2222"',
      'runbookUrl: must not be empty, got ""',
    ]);
    expect(issuesOf({ ...EXAMPLE, organizationId: 'o'.repeat(500) })).toEqual([
      `organizationId: must look like o-exampleorgid, got "${'o'.repeat(79)}…`,
    ]);
  });

  it('may name its schema, which is for editors only', () => {
    const withSchema = { $schema: './rootguard.schema.json', ...EXAMPLE };
    expect(parseConfiguration(withSchema)).toEqual(parseConfiguration(EXAMPLE));
  });
});

function issuesOf(context: unknown): readonly string[] {
  try {
    parseConfiguration(context);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.issues;
    throw error;
  }
  return [];
}
