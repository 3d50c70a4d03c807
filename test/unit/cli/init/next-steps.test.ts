import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type NextStepsInput, nextSteps } from '../../../../src/cli/init/next-steps.ts';
import { parseConfiguration } from '../../../../src/installation/configuration.ts';

const FIELDS = {
  organizationId: 'o-exampleorgid',
  managementAccountId: '111111111111',
  homeAccountId: '222222222222',
  coveredOrganizationalUnits: ['r-exam'],
  homeProfile: 'security',
  managementProfile: 'payer',
};

function commands(fields: object = {}, input: Partial<NextStepsInput> = {}): readonly string[] {
  const steps = nextSteps({
    configuration: parseConfiguration({ ...FIELDS, ...fields }),
    file: 'rootguard.json',
    isCheckout: true,
    program: 'node bin/rootguard.mjs',
    elsewhere: undefined,
    needsEnabling: false,
    ...input,
  });
  return steps.map(({ command }) => command);
}

describe('the commands after init', () => {
  it('deploy each stack of a checkout with the profile of its account', () => {
    expect(commands({}, { needsEnabling: true })).toEqual([
      'node bin/rootguard.mjs preflight',
      'node bin/rootguard.mjs enable --delegate 222222222222',
      'npx cdk bootstrap --qualifier rootguard --toolkit-stack-name CDKToolkit-rootguard aws://222222222222/us-east-1 --profile security',
      'npx cdk deploy rootguard-data --profile security',
      'npx cdk deploy rootguard-home --profile security',
      'npx cdk deploy rootguard-management --profile payer',
      'npx cdk deploy rootguard-members --profile payer',
      'node bin/rootguard.mjs doctor',
    ]);
  });

  it('deploy the StackSet from the home account where that owns it, and the home Region of AWS Control Tower', () => {
    const fields = { stackSetsAccountId: '222222222222', controlTowerRegion: 'eu-central-1' };
    expect(commands(fields).slice(-3)).toEqual([
      'npx cdk deploy rootguard-members --profile security',
      'npx cdk deploy rootguard-control-tower --profile payer',
      'node bin/rootguard.mjs doctor',
    ]);
    expect(commands({ controlTowerRegion: 'us-east-1' }).join('\n')).not.toContain('control-tower');
  });

  it('deploy to further Regions last, home first, as its queue is what the others use', () => {
    expect(commands({ sessionRegions: ['eu-west-1', 'eu-central-1'] }).slice(-6, -1)).toEqual([
      'npx cdk deploy rootguard-sessions-eu-west-1 --profile security',
      'npx cdk deploy rootguard-management-sessions-eu-west-1 --profile payer',
      'npx cdk deploy rootguard-sessions-eu-central-1 --profile security',
      'npx cdk deploy rootguard-management-sessions-eu-central-1 --profile payer',
      'npx cdk deploy rootguard-members-sessions --profile payer',
    ]);
  });

  it('delegate nothing, and deploy no management stack, where the management account is home', () => {
    const all = commands({ homeAccountId: '111111111111' }, { needsEnabling: true });
    expect(all).toContain('node bin/rootguard.mjs enable');
    expect(all.join('\n')).not.toContain('rootguard-management');
  });

  it('write templates where rootguard is installed as a package', () => {
    expect(commands({}, { isCheckout: false, program: 'rootguard' })).toEqual([
      'rootguard preflight --templates',
      'rootguard template --out templates',
      'rootguard doctor',
    ]);
  });

  it('go to the checkout first where that is not the working directory, and name the file by its whole path', () => {
    const all = commands({}, { elsewhere: '/opt/rootguard', file: 'rootguard.json' });
    expect(all.slice(0, 2)).toEqual([
      'cd /opt/rootguard',
      `node bin/rootguard.mjs preflight --config ${resolve('rootguard.json')}`,
    ]);
    expect(commands({}, { elsewhere: '/opt/rootguard', file: '/opt/rootguard/rootguard.json' })[1]).toBe(
      'node bin/rootguard.mjs preflight',
    );
  });

  it('name the file where it is not the default one', () => {
    const all = commands({ homeProfile: undefined }, { file: "my org's.json" });
    expect(all[0]).toBe(String.raw`node bin/rootguard.mjs preflight --config 'my org'\''s.json'`);
    expect(all[1]).toBe(
      String.raw`ROOTGUARD_CONFIG='my org'\''s.json' npx cdk bootstrap --qualifier rootguard --toolkit-stack-name CDKToolkit-rootguard aws://222222222222/us-east-1`,
    );
  });
});
