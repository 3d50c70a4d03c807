import { type App, Aws, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { ownPartRules } from '../../src/events/own-parts/rules.ts';
import { type EventRule, MEMBER_RULES, REGIONAL_MEMBER_RULES } from '../../src/events/rules.ts';
import { ownBoundary } from '../../src/installation/boundary.ts';
import type { Configuration } from '../../src/installation/configuration.ts';
import { resourceNames } from '../../src/installation/names.ts';
import { homeBusArn, sessionsUndeliveredQueueArn, undeliveredQueueArn } from '../arns.ts';
import { ForwardingRules } from '../forwarding-rules.ts';
import { limitRoles } from '../role-boundary.ts';
import { withoutBootstrap } from '../synthesizer.ts';
import { inTemporaryApp } from '../temporary-app.ts';

/**
 * The template that every member account gets: the rules and one role. Service-managed StackSets support neither assets
 * nor transforms nor nested stacks. The role has no fixed name, so it cannot conflict with a role in the account.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stacksets-orgs.html
 */
export class MemberTemplate extends Stack {
  constructor(scope: Construct, id: string, configuration: Configuration) {
    super(scope, id, {
      synthesizer: withoutBootstrap(),
      description: 'rootguard: forwards root user events to the home account',
    });
    addRules(this, configuration, MEMBER_RULES, undeliveredQueueArn(configuration));
  }
}

/** The template for further Regions, which is the same for all of them: what is recorded in the Region of the call. */
export class MemberSessionsTemplate extends Stack {
  constructor(scope: Construct, id: string, configuration: Configuration) {
    super(scope, id, {
      synthesizer: withoutBootstrap(),
      description: 'rootguard: forwards what this account records in this Region to the home account',
    });
    addRules(
      this,
      configuration,
      REGIONAL_MEMBER_RULES,
      sessionsUndeliveredQueueArn(configuration, Aws.REGION),
    );
  }
}

function addRules(
  stack: Stack,
  configuration: Configuration,
  rules: readonly EventRule[],
  deadLetterQueueArn: string,
): void {
  const names = resourceNames(configuration.namePrefix);
  new ForwardingRules(stack, 'Forward', {
    rules: [...rules, ...ownPartRules({ ...names, boundary: ownBoundary(configuration) }, 'member')],
    namePrefix: names.rulePrefix,
    rolePath: names.rolePath,
    busArn: homeBusArn(configuration),
    deadLetterQueueArn,
  });
  limitRoles(stack, configuration);
}

/** Synthesized in a separate app: in the main one, `cdk deploy` would deploy the template as a stack. */
export function synthesizeMemberTemplate(make: (app: App) => Stack): Readonly<Record<string, unknown>> {
  // The tests validate the template; on each synthesis it would take a second.
  const props = { analyticsReporting: false, builtinCloudFormationValidation: false };
  return inTemporaryApp(props, (app) => {
    const stack = make(app);
    return app.synth().getStackByName(stack.stackName).template;
  });
}
