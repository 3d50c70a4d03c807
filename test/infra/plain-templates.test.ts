import { describe, expect, it } from 'vitest';
import { stacksOf } from '../../infra/rootguard.ts';
import { synthesize } from '../../infra/templates/synthesize.ts';
import { VERSION_OUTPUT } from '../../src/guardrail/ports/account-inspection.ts';
import { parseConfiguration } from '../../src/installation/configuration.ts';
import { VERSION } from '../../src/runtime/version.ts';
import { cfnLint, HAS_CFN_LINT } from './cfn-lint.ts';
import { CONFIGURATIONS, EXAMPLE, memberTemplateOf, synthesizeRootguard, templateOf } from './synthesis.ts';

const configurations = Object.entries(CONFIGURATIONS);

function templatesOf(settings: object) {
  return synthesize(parseConfiguration({ ...EXAMPLE, ...settings }), {
    codeKeys: {
      canary: 'rootguard/canary-4.zip',
      consumer: 'rootguard/consumer-1.zip',
      listener: 'rootguard/listener-3.zip',
      sweeper: 'rootguard/sweeper-2.zip',
    },
    assetsBucket: undefined,
  });
}

/** What a template has from how it is deployed, and not from what it deploys. */
const OF_DEPLOYMENT = /^(Parameters|Rules)$/;
const isOfCode = (key: string) => key === 'Code' || key === 'Metadata';

function essence(template: object): unknown {
  const text = JSON.stringify(template, (key, value) => (isOfCode(key) ? undefined : value));
  return Object.fromEntries(Object.entries(JSON.parse(text)).filter(([key]) => !OF_DEPLOYMENT.test(key)));
}

describe('the plain templates', () => {
  it.each(configurations)('deploy the same as the CDK app: %s', (_, settings) => {
    const stacks = synthesizeRootguard(settings);
    const byName = new Map(
      stacksOf(stacks).map((stack) => [stack.stackName, templateOf(stack).toJSON()] as const),
    );
    // Not the stack but the StackSet has the version, as there is no stack around it.
    for (const stack of [stacks.members, stacks.memberSessions]) {
      if (stack === undefined) continue;
      const { Outputs } = templateOf(stack).toJSON();
      byName.set(stack.stackName, { ...memberTemplateOf(stack), Outputs });
    }
    const made = templatesOf(settings);
    expect(made.map(({ name }) => name).sort()).toEqual([...byName.keys()].sort());
    for (const { name, template } of made) expect(essence(template)).toEqual(essence(byName.get(name) ?? {}));
  });

  it('have a parameter for the code, and none that the CDK needs', () => {
    for (const { file, template } of templatesOf(CONFIGURATIONS['everything on'])) {
      const { Parameters = {}, Rules } = Object(template);
      const names = Object.keys(Parameters).filter((name) => /bootstrap|assets/i.test(name));
      expect([file, names, Rules]).toEqual([
        file,
        ['home.template.json', 'canary.template.json'].includes(file) ? ['AssetsBucket'] : [],
        undefined,
      ]);
    }
  });

  it('all have the version of rootguard, where upgrade --check reads it', () => {
    for (const { file, template } of templatesOf(CONFIGURATIONS['everything on'])) {
      expect([file, Object(template).Outputs[VERSION_OUTPUT].Value]).toEqual([file, VERSION]);
    }
  });

  it('are deployed in this order: data, home, the canary, what forwards to it, and last the member accounts', () => {
    const files = templatesOf(CONFIGURATIONS['everything on']).map(({ file }) => file);
    expect(files).toEqual([
      'data.template.json',
      'home.template.json',
      'canary.template.json',
      'management.template.json',
      'control-tower.template.json',
      'sessions-eu-central-1.template.json',
      'management-sessions-eu-central-1.template.json',
      'sessions-eu-west-1.template.json',
      'management-sessions-eu-west-1.template.json',
      'members.template.json',
      'members-sessions.template.json',
    ]);
  });

  it('say who deploys to the member accounts, and how', () => {
    const stackSets = templatesOf(CONFIGURATIONS['everything on']).slice(-2);
    const expected = {
      type: 'stack-set',
      accountId: '444444444444',
      region: 'us-east-1',
      callAs: 'DELEGATED_ADMIN',
      organizationalUnitIds: ['r-exam'],
      tags: { application: 'rootguard' },
    };
    expect(stackSets).toMatchObject([
      { ...expected, name: 'rootguard-members', regions: ['us-east-1'] },
      { ...expected, name: 'rootguard-members-sessions', regions: ['eu-central-1', 'eu-west-1'] },
    ]);
  });

  it.skipIf(!HAS_CFN_LINT)(
    'have no issue that cfn-lint reports (skipped where cfn-lint is not installed)',
    () => {
      const templates = templatesOf(CONFIGURATIONS['everything on']);
      const files = new Map(templates.map(({ file, template }) => [file, JSON.stringify(template)]));
      expect(cfnLint(files)).toBe('');
    },
    120_000,
  );
});
