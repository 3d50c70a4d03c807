import { type App, aws_lambda as lambda, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { FEATURE_FLAGS } from '../../infra/feature-flags.ts';
import type { FunctionCode } from '../../infra/function-code.ts';
import { addRootguard, type RootguardStacks, stacksOf } from '../../infra/rootguard.ts';
import { inTemporaryApp } from '../../infra/temporary-app.ts';
import { parseConfiguration } from '../../src/installation/configuration.ts';

/** The values of cdk.json as shipped; an operator changes those before deploying. */
export const EXAMPLE = {
  organizationId: 'o-exampleorgid',
  managementAccountId: '111111111111',
  homeAccountId: '222222222222',
  coveredOrganizationalUnits: ['r-exam'],
};
export const MANAGEMENT = EXAMPLE.managementAccountId;
export const HOME = EXAMPLE.homeAccountId;

/** A resource of a template, with unresolved intrinsic functions. */
export type Resource = ReturnType<Template['findResources']>[string];

/** Configurations that cover every option that changes the templates. */
export const CONFIGURATIONS = {
  example: {},
  enforcing: { mode: 'enforce' },
  'enforcing one account': { modeOverrides: { accounts: { '333333333333': 'enforce' } } },
  'home in the management account': {
    homeAccountId: MANAGEMENT,
    turnOnRootAccess: true,
    sessionRegions: ['eu-central-1'],
  },
  'everything on': {
    customerManagedKey: true,
    reserveConcurrency: true,
    turnOnRootAccess: true,
    controlTowerRegion: 'eu-central-1',
    sessionRegions: ['eu-central-1', 'eu-west-1'],
    stackSetsAccountId: '444444444444',
    terminationProtection: true,
    canary: { accountId: '333333333333' },
    backup: {
      vault: 'rootguard',
      keepDays: 400,
      copyTo: 'arn:aws:backup:eu-west-1:555555555555:backup-vault:evidence',
    },
    notifications: {
      emails: ['security@example.com'],
      slack: { workspaceId: 'T0123ABCD', channelId: 'C0123ABCD' },
    },
  },
  "an enterprise's own": {
    namePrefix: 'acme-roots',
    tags: { 'cost-center': '4711', owner: 'security@example.com' },
    logRetentionDays: 90,
    permissionsBoundary: 'boundaries/Service',
    keyArn: 'arn:aws:kms:us-east-1:222222222222:key/0a1b2c3d-12ab-34cd-56ef-1234567890ab',
    turnOnRootAccess: true,
    controlTowerRegion: 'eu-central-1',
    sessionRegions: ['eu-west-1'],
    canary: { accountId: '333333333333', everyHours: 1, lateAfterSeconds: 30 },
    backup: { vault: 'vault', keepDays: 35 },
    notifications: { slack: { workspaceId: 'T0123ABCD', channelId: 'C0123ABCD' } },
  },
} as const;

/** The code is no part of the templates that these tests are about. */
export const NO_CODE: FunctionCode = () => lambda.Code.fromInline('// not bundled');

const synthesized = new Map<string, RootguardStacks>();
const templates = new WeakMap<Stack, Template>();

/** All stacks with the settings on top of the example, without bundled code. Cached by settings. */
export function synthesizeRootguard(settings: object = {}): RootguardStacks {
  const key = JSON.stringify(settings);
  const known = synthesized.get(key);
  if (known !== undefined) return known;
  const stacks = inTestApp((app) => {
    const added = addRootguard(app, parseConfiguration({ ...EXAMPLE, ...settings }), NO_CODE);
    const assembly = app.synth();
    for (const stack of stacksOf(added)) {
      templates.set(stack, Template.fromJSON(assembly.getStackArtifact(stack.artifactId).template));
    }
    return added;
  });
  synthesized.set(key, stacks);
  return stacks;
}

/** Runs `work` with an app that has the feature flags and validates its templates. */
export function inTestApp<Result>(work: (app: App) => Result): Result {
  return inTemporaryApp({ context: FEATURE_FLAGS }, work);
}

export function templateOf(stack: Stack | undefined): Template {
  const template = stack && templates.get(stack);
  if (template === undefined) throw new Error('there is no such stack in this configuration');
  return template;
}

export function resourcesOf(template: Template, type: string): readonly Resource[] {
  return Object.values(template.findResources(type));
}

/** The only resource of the type that satisfies the predicate. Throws if there is not exactly one. */
export function resourceOf(
  template: Template,
  type: string,
  predicate: (properties: Resource) => boolean = () => true,
): Resource {
  const found = resourcesOf(template, type).filter(({ Properties }) => predicate(Properties));
  const [resource, ...more] = found;
  if (resource === undefined || more.length > 0) throw new Error(`${found.length} of ${type}, expected one`);
  return resource;
}

/** The template that the StackSet deploys to each member account. */
export function memberTemplateOf(members: Stack | undefined): {
  readonly Resources: Readonly<Record<string, Resource>>;
} {
  const { Properties } = resourceOf(templateOf(members), 'AWS::CloudFormation::StackSet');
  return JSON.parse(Properties.TemplateBody);
}

/** The name that the code has for a function of a template. */
export function functionNameOf(description: string): 'consumer' | 'listener' | 'sweeper' {
  if (description.includes('audits accounts')) return 'consumer';
  return description.includes('queues accounts') ? 'sweeper' : 'listener';
}
