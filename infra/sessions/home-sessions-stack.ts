import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { ownPartRulesOfOtherRegion } from '../../src/events/own-parts/rules.ts';
import { REGIONAL_RULES } from '../../src/events/rules.ts';
import type { Configuration } from '../../src/installation/configuration.ts';
import { resourceNames } from '../../src/installation/names.ts';
import { homeBusArn } from '../arns.ts';
import { ForwardingRules } from '../forwarding-rules.ts';
import { forwardingRulesCondition } from '../forwarding-rules-condition.ts';
import { addUndeliveredQueue, alarmOnUndelivered } from '../regional-undelivered.ts';
import { withoutBootstrap } from '../synthesizer.ts';

/**
 * Root sessions that the home account opens through the endpoint of STS in another Region are recorded in that Region. Here is also
 * the dead-letter queue of the rules that other accounts have in it, as the home stack has that of the main Region.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/cloudtrail-track-privileged-tasks.html
 */
export class HomeSessionsStack extends Stack {
  constructor(scope: Construct, id: string, configuration: Configuration, region: string) {
    super(scope, id, {
      stackName: id,
      env: { account: configuration.homeAccountId, region },
      description: 'rootguard: forwards what this account records in this Region to its main Region',
      synthesizer: withoutBootstrap(),
    });
    const names = resourceNames(configuration.namePrefix);
    const undelivered = addUndeliveredQueue(
      this,
      names.sessionsUndelivered,
      'ForwardingRules',
      forwardingRulesCondition(this.region, configuration.organizationId, names.rulePrefix),
    );
    new ForwardingRules(this, 'Forward', {
      rules: [...REGIONAL_RULES, ...ownPartRulesOfOtherRegion(names)],
      namePrefix: names.homeRulePrefix,
      rolePath: names.rolePath,
      busArn: homeBusArn(configuration),
      deadLetterQueueArn: undelivered.queueArn,
    });
    alarmOnUndelivered(this, undelivered, configuration, {
      alarmName: 'undelivered-sessions',
      topicName: names.sessionsTopic,
    });
  }
}
