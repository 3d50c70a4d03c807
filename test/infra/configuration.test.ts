import { describe, expect, it } from 'vitest';
import cdkJson from '../../cdk.json' with { type: 'json' };
import { ConfigurationError, parseConfiguration } from '../../infra/configuration.ts';
import { EXAMPLE, HOME, MANAGEMENT } from './synthesis.ts';

describe('the configuration', () => {
  it('of cdk.json can be used', () => {
    expect(() => parseConfiguration(cdkJson.context.rootguard)).not.toThrow();
  });

  it('needs four values and no more', () => {
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
      expect(faultsOf({ ...EXAMPLE, [missing]: undefined })).toEqual([
        expect.stringMatching(`^${missing}: `),
      ]);
    }
  });

  it('names every fault with its path at once', () => {
    const faulty = {
      ...EXAMPLE,
      organizationId: 'exampleorgid',
      homeAccountId: '2222',
      mode: 'delete',
      modeOverrides: { accounts: { '33': 'enforce' } },
      coveredOrganizationalUnits: [],
      notifications: { emails: ['nobody'], slak: {} },
      maxAccountPerHour: 3,
    };
    expect(faultsOf(faulty)).toEqual([
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

  it('names all unknown keys of a place together, and what else is wrong', () => {
    const region = 'us-gov-west-1';
    expect(faultsOf({ ...EXAMPLE, region, notifications: { mail: [], slak: {} } })).toEqual([
      'notifications: rootguard does not know mail, slak',
      `region: ${region} is not in the partition aws`,
    ]);
  });

  it.each([
    ['notifications', { notifications: [] }],
    ['modeOverrides.accounts', { modeOverrides: { accounts: [] } }],
  ])('does not take a list for %s', (path, settings) => {
    expect(faultsOf({ ...EXAMPLE, ...settings })).toEqual([expect.stringMatching(`^${path}: `)]);
  });

  it.each([
    ['aws', 'us-gov-west-1'],
    ['aws-us-gov', 'us-east-1'],
    ['aws-cn', 'us-east-1'],
  ])('does not take the Region of another partition than %s: %s', (partition, region) => {
    expect(faultsOf({ ...EXAMPLE, partition, region })).toEqual([
      `region: ${region} is not in the partition ${partition}`,
    ]);
  });

  it('says so when there is none', () => {
    expect(faultsOf(undefined)).toEqual([expect.stringMatching(/^rootguard: /)]);
  });

  it('does not let the management account be a target', () => {
    const modeOverrides = { accounts: { [MANAGEMENT]: 'enforce' } };
    expect(faultsOf({ ...EXAMPLE, modeOverrides })).toEqual([
      `modeOverrides.accounts.${MANAGEMENT}: is the management account, which is never a target`,
    ]);
  });

  it.each([
    ['for all', { mode: 'enforce' }, true],
    ['for an account', { modeOverrides: { accounts: { [HOME]: 'enforce' } } }, true],
    ['for a unit', { modeOverrides: { organizationalUnits: { 'ou-ab12-cdef3456': 'enforce' } } }, true],
    ['nowhere', { modeOverrides: { accounts: { [HOME]: 'observe' } } }, false],
  ])('knows that it enforces %s', (_, settings, enforcesAnywhere) => {
    expect(parseConfiguration({ ...EXAMPLE, ...settings })).toMatchObject({ enforcesAnywhere });
  });
});

function faultsOf(context: unknown): readonly string[] {
  try {
    parseConfiguration(context);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.issues;
    throw error;
  }
  return [];
}
