import { type App, DefaultStackSynthesizer, type IReusableStackSynthesizer, type Stack } from 'aws-cdk-lib';
import type { CloudAssembly } from 'aws-cdk-lib/cx-api';
import type { Configuration } from '../../src/installation/configuration.ts';
import type {
  StackSetTemplate,
  StackTemplate,
  TemplateOptions,
  TemplateProgram,
} from '../../src/installation/template-program.ts';
import { FEATURE_FLAGS } from '../feature-flags.ts';
import { codeInBucket } from '../function-code.ts';
import { addRootguard } from '../rootguard.ts';
import { inTemporaryApp } from '../temporary-app.ts';
import { stackSetsOf } from './stack-sets.ts';

const WITHOUT_BOOTSTRAP = new DefaultStackSynthesizer({
  generateBootstrapVersionRule: false,
  // The types of CDK are incompatible with `exactOptionalPropertyTypes` here.
}) as IReusableStackSynthesizer;

/** Plain CloudFormation: without assets, and without parameters and rules for a bootstrap of the CDK. */
export const synthesize: TemplateProgram['synthesize'] = (configuration, options) =>
  inTemporaryApp(
    {
      context: FEATURE_FLAGS,
      analyticsReporting: false,
      // The tests validate the templates of every configuration; it takes seconds, and 9 MB of the package.
      builtinCloudFormationValidation: false,
      // For stacks that name no synthesizer of their own. What they have besides the template is not used.
      defaultStackSynthesizer: WITHOUT_BOOTSTRAP,
    },
    (app) => templatesOf(app, configuration, options),
  );

function templatesOf(
  app: App,
  configuration: Configuration,
  { codeKeys, assetsBucket }: TemplateOptions,
): readonly (StackTemplate | StackSetTemplate)[] {
  const stacks = addRootguard(app, configuration, codeInBucket(codeKeys, assetsBucket));
  const assembly = app.synth();
  const { data, home, canary, management, controlTower, members, sessions, memberSessions } = stacks;
  return [
    describe(assembly, data, 'data'),
    describe(assembly, home, 'home'),
    ...(canary === undefined ? [] : [describe(assembly, canary, 'canary')]),
    ...(management === undefined ? [] : [describe(assembly, management, 'management')]),
    ...(controlTower === undefined ? [] : [describe(assembly, controlTower, 'control-tower')]),
    ...sessions.map((stack) => describe(assembly, stack, fileOf(configuration, stack))),
    ...stackSetsOf(describe(assembly, members, 'members')),
    ...(memberSessions === undefined
      ? []
      : stackSetsOf(describe(assembly, memberSessions, 'members-sessions'))),
  ];
}

/** `sessions-eu-central-1`: the name without the prefix. */
function fileOf({ namePrefix }: Configuration, { stackName }: Stack): string {
  return stackName.slice(namePrefix.length + 1);
}

function describe(assembly: CloudAssembly, stack: Stack, name: string): StackTemplate {
  const { template } = assembly.getStackArtifact(stack.artifactId);
  return {
    type: 'stack',
    name: stack.stackName,
    file: `${name}.template.json`,
    accountId: stack.account,
    region: stack.region,
    terminationProtection: stack.terminationProtection,
    template,
  };
}
