import { type App, Tags } from 'aws-cdk-lib';
import type { Configuration } from '../src/installation/configuration.ts';
import { OWN_TAG } from '../src/installation/consistency.ts';
import { resourceNames } from '../src/installation/names.ts';
import { DataStack } from './data/data-stack.ts';
import type { FunctionCode } from './function-code.ts';
import { HomeStack } from './home/home-stack.ts';
import { ControlTowerStack } from './management/control-tower-stack.ts';
import { ManagementStack } from './management/management-stack.ts';
import { MembersStack } from './members/members-stack.ts';
import { limitRoles } from './role-boundary.ts';

export interface RootguardStacks {
  readonly data: DataStack;
  readonly home: HomeStack;
  readonly members: MembersStack;
  readonly management: ManagementStack | undefined;
  readonly controlTower: ControlTowerStack | undefined;
}

/** Adds all stacks. They are deployed in different accounts and refer to each other by fixed names. */
export function addRootguard(app: App, configuration: Configuration, code: FunctionCode): RootguardStacks {
  tagEverything(app, configuration.tags);
  const { controlTowerRegion, region } = configuration;
  const { stacks } = resourceNames(configuration.namePrefix);
  const data = new DataStack(app, stacks.data, configuration);
  const home = new HomeStack(app, stacks.home, configuration, code);
  home.addStackDependency(data, 'It imports what the data stack exports.');
  const added: RootguardStacks = {
    data,
    home,
    members: new MembersStack(app, stacks.members, configuration),
    management: ManagementStack.isNeeded(configuration)
      ? new ManagementStack(app, stacks.management, configuration)
      : undefined,
    controlTower:
      controlTowerRegion !== undefined && controlTowerRegion !== region
        ? new ControlTowerStack(app, stacks.controlTower, configuration, controlTowerRegion)
        : undefined,
  };
  for (const stack of Object.values(added)) if (stack !== undefined) limitRoles(stack, configuration);
  return added;
}

/** Those of the StackSet are also on its stacks and their resources in the member accounts. */
function tagEverything(app: App, tags: Configuration['tags']): void {
  // CloudFormation supports tags on dashboards only since recently, and cfn-lint does not yet.
  const options = { excludeResourceTypes: ['AWS::CloudWatch::Dashboard'] };
  for (const [key, value] of Object.entries({ [OWN_TAG]: 'rootguard', ...tags })) {
    Tags.of(app).add(key, value, options);
  }
}
