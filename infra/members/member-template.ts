import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { ownPartRules } from '../../src/events/own-parts/rules.ts';
import { MEMBER_RULES } from '../../src/events/rules.ts';
import type { Configuration } from '../../src/installation/configuration.ts';
import { resourceNames } from '../../src/installation/names.ts';
import { homeBusArn, undeliveredQueueArn } from '../arns.ts';
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
    const names = resourceNames(configuration.namePrefix);
    new ForwardingRules(this, 'Forward', {
      rules: [...MEMBER_RULES, ...ownPartRules(names, 'member')],
      namePrefix: names.rulePrefix,
      rolePath: names.rolePath,
      busArn: homeBusArn(configuration),
      deadLetterQueueArn: undeliveredQueueArn(configuration),
    });
    limitRoles(this, configuration);
  }
}

/** Synthesized in a separate app: in the main one, `cdk deploy` would deploy the template as a stack. */
export function synthesizeMemberTemplate(configuration: Configuration): Readonly<Record<string, unknown>> {
  // The tests validate the template; on each synthesis it would take a second.
  const props = { analyticsReporting: false, builtinCloudFormationValidation: false };
  return inTemporaryApp(props, (app) => {
    const stack = new MemberTemplate(app, 'rootguard-member', configuration);
    return app.synth().getStackByName(stack.stackName).template;
  });
}
