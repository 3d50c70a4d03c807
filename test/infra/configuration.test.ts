import { describe, expect, it } from 'vitest';
import cdkJson from '../../cdk.json' with { type: 'json' };
import { ConfigurationError, parseConfiguration } from '../../infra/configuration.ts';
import { EXAMPLE, HOME, MANAGEMENT } from './synthesis.ts';

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

  it('rejects a mode override for the management account', () => {
    const modeOverrides = { accounts: { [MANAGEMENT]: 'enforce' } };
    expect(issuesOf({ ...EXAMPLE, modeOverrides })).toEqual([
      `modeOverrides.accounts.${MANAGEMENT}: is the management account, which is never a target`,
    ]);
  });

  it.each([
    ['for all', { mode: 'enforce' }, true],
    ['for an account', { modeOverrides: { accounts: { [HOME]: 'enforce' } } }, true],
    ['for a unit', { modeOverrides: { organizationalUnits: { 'ou-ab12-cdef3456': 'enforce' } } }, true],
    ['nowhere', { modeOverrides: { accounts: { [HOME]: 'observe' } } }, false],
  ])('tells whether any account is in enforce mode: %s', (_, settings, enforcesAnywhere) => {
    expect(parseConfiguration({ ...EXAMPLE, ...settings })).toMatchObject({ enforcesAnywhere });
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
