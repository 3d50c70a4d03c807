import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { parseConfiguration } from '../../infra/configuration.ts';
import { FEATURE_FLAGS } from '../../infra/feature-flags.ts';
import { addRootguard, type RootguardStacks } from '../../infra/rootguard.ts';

/** As in cdk.json when it comes; whoever deploys changes that one. */
export const EXAMPLE = {
  organizationId: 'o-exampleorgid',
  managementAccountId: '111111111111',
  homeAccountId: '222222222222',
  coveredOrganizationalUnits: ['r-exam'],
};
export const MANAGEMENT = EXAMPLE.managementAccountId;
export const HOME = EXAMPLE.homeAccountId;

/** A resource as it stands in a template; intrinsic functions are left as they are. */
export type Resource = ReturnType<Template['findResources']>[string];

/** Every option that changes what is synthesized, each with its own reason to be looked at. */
export const CONFIGURATIONS = {
  example: {},
  enforcing: { mode: 'enforce' },
  'enforcing one account': { modeOverrides: { accounts: { '333333333333': 'enforce' } } },
  'home in the management account': { homeAccountId: MANAGEMENT, turnOnRootAccess: true },
  'everything on': {
    customerManagedKey: true,
    reserveConcurrency: true,
    turnOnRootAccess: true,
    controlTowerRegion: 'eu-central-1',
    stackSetsAccountId: '444444444444',
    notifications: {
      emails: ['security@example.com'],
      slack: { workspaceId: 'T0123ABCD', channelId: 'C0123ABCD' },
    },
  },
} as const;

const synthesized = new Map<string, RootguardStacks>();
const templates = new WeakMap<Stack, Template>();

/** All stacks with the settings on top of the example's, without bundled code. Made once for the same settings. */
export function synthesizeRootguard(settings: object = {}): RootguardStacks {
  const key = JSON.stringify(settings);
  const known = synthesized.get(key);
  if (known !== undefined) return known;
  const stacks = inTemporaryApp((app) => {
    const added = addRootguard(app, parseConfiguration({ ...EXAMPLE, ...settings }));
    const assembly = app.synth();
    for (const stack of Object.values(added)) {
      if (stack === undefined) continue;
      templates.set(stack, Template.fromJSON(assembly.getStackArtifact(stack.artifactId).template));
    }
    return added;
  });
  synthesized.set(key, stacks);
  return stacks;
}

/** An app without bundled code, whose files are gone once the work is done. */
export function inTemporaryApp<Result>(work: (app: App) => Result): Result {
  const outdir = mkdtempSync(join(tmpdir(), 'rootguard-cdk-'));
  try {
    return work(new App({ outdir, context: { ...FEATURE_FLAGS, 'aws:cdk:bundling-stacks': [] } }));
  } finally {
    rmSync(outdir, { recursive: true });
  }
}

export function templateOf(stack: Stack | undefined): Template {
  const template = stack && templates.get(stack);
  if (template === undefined) throw new Error('there is no such stack in this configuration');
  return template;
}

export function resourcesOf(template: Template, type: string): readonly Resource[] {
  return Object.values(template.findResources(type));
}

/** The one resource of the type that holds, or the only one there is. */
export function resourceOf(
  template: Template,
  type: string,
  holds: (properties: Resource) => boolean = () => true,
): Resource {
  const found = resourcesOf(template, type).filter(({ Properties }) => holds(Properties));
  const [resource, ...more] = found;
  if (resource === undefined || more.length > 0) throw new Error(`${found.length} of ${type}, expected one`);
  return resource;
}

/** What StackSets put into each member account. */
export function memberTemplateOf(members: Stack): { readonly Resources: Readonly<Record<string, Resource>> } {
  const { Properties } = resourceOf(templateOf(members), 'AWS::CloudFormation::StackSet');
  return JSON.parse(Properties.TemplateBody);
}
