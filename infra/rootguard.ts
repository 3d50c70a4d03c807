import { CfnOutput, type Stack, Tags } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Configuration } from '../src/installation/configuration.ts';
import { OWN_TAG } from '../src/installation/consistency.ts';
import { resourceNames } from '../src/installation/names.ts';
import { needsManagementStack, otherControlTowerRegion, sessionsStacks } from '../src/installation/stacks.ts';
import { VERSION } from '../src/runtime/version.ts';
import { CanaryStack } from './canary/canary-stack.ts';
import { DataStack } from './data/data-stack.ts';
import type { FunctionCode } from './function-code.ts';
import { HomeStack } from './home/home-stack.ts';
import { ControlTowerStack } from './management/control-tower-stack.ts';
import { ManagementStack } from './management/management-stack.ts';
import { MemberSessionsStack, MembersStack } from './members/members-stack.ts';
import { limitRoles } from './role-boundary.ts';
import { HomeSessionsStack } from './sessions/home-sessions-stack.ts';
import { ManagementSessionsStack } from './sessions/management-sessions-stack.ts';

export interface RootguardStacks {
  readonly data: DataStack;
  readonly home: HomeStack;
  readonly canary: CanaryStack | undefined;
  readonly members: MembersStack;
  readonly management: ManagementStack | undefined;
  readonly controlTower: ControlTowerStack | undefined;
  /** Of the home and the management account, for each further Region. */
  readonly sessions: readonly (HomeSessionsStack | ManagementSessionsStack)[];
  readonly memberSessions: MemberSessionsStack | undefined;
}

/**
 * Adds all stacks. They are deployed in different accounts and refer to each other by fixed names.
 * @param scope the app, or a construct in it
 */
export function addRootguard(
  scope: Construct,
  configuration: Configuration,
  code: FunctionCode,
): RootguardStacks {
  tagEverything(scope, configuration.tags);
  const controlTowerRegion = otherControlTowerRegion(configuration);
  const { stacks } = resourceNames(configuration.namePrefix);
  const data = new DataStack(scope, stacks.data, configuration);
  const home = new HomeStack(scope, stacks.home, configuration, code);
  home.addStackDependency(data, 'It imports what the data stack exports.');
  const added: RootguardStacks = {
    data,
    home,
    canary: addCanary(scope, stacks.canary, configuration, code, home),
    members: new MembersStack(scope, stacks.members, configuration),
    management: needsManagementStack(configuration)
      ? new ManagementStack(scope, stacks.management, configuration)
      : undefined,
    controlTower:
      controlTowerRegion === undefined
        ? undefined
        : new ControlTowerStack(scope, stacks.controlTower, configuration, controlTowerRegion),
    sessions: sessionsStacks(configuration).map(({ where, name, region }) =>
      where === 'home'
        ? new HomeSessionsStack(scope, name, configuration, region)
        : new ManagementSessionsStack(scope, name, configuration, region),
    ),
    memberSessions:
      configuration.sessionRegions.length === 0
        ? undefined
        : new MemberSessionsStack(scope, stacks.memberSessions, configuration),
  };
  for (const stack of stacksOf(added)) {
    limitRoles(stack, configuration);
    addVersion(stack);
  }
  return added;
}

/** In no particular order. */
export function stacksOf(stacks: RootguardStacks): readonly Stack[] {
  return Object.values(stacks)
    .flat()
    .filter((stack) => stack !== undefined);
}

function addCanary(
  scope: Construct,
  id: string,
  configuration: Configuration,
  code: FunctionCode,
  home: HomeStack,
): CanaryStack | undefined {
  if (configuration.canary === undefined) return undefined;
  const stack = new CanaryStack(scope, id, configuration, configuration.canary, code);
  stack.addStackDependency(home, 'Its alarms and its function publish to the topic.');
  return stack;
}

/** Those of the StackSet are also on its stacks and their resources in the member accounts. */
function tagEverything(scope: Construct, tags: Configuration['tags']): void {
  // CloudFormation supports tags on dashboards only since recently, and cfn-lint does not yet.
  const options = { excludeResourceTypes: ['AWS::CloudWatch::Dashboard'] };
  for (const [key, value] of Object.entries({ [OWN_TAG]: 'rootguard', ...tags })) {
    Tags.of(scope).add(key, value, options);
  }
}

/** `rootguard upgrade --check` compares it. */
function addVersion(stack: Stack): void {
  new CfnOutput(stack, 'Version', { description: 'The version of rootguard', value: VERSION });
}
