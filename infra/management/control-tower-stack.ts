import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { ownPartRulesOfOtherRegion } from '../../src/events/own-parts/rules.ts';
import { CONTROL_TOWER_RULES, type EventRule } from '../../src/events/rules.ts';
import type { Configuration } from '../../src/installation/configuration.ts';
import { resourceNames } from '../../src/installation/names.ts';
import { homeBusArn } from '../arns.ts';
import { ForwardingRules } from '../forwarding-rules.ts';
import { addUndeliveredQueue, alarmOnUndelivered } from '../regional-undelivered.ts';
import { withoutBootstrap } from '../synthesizer.ts';

/** The events of Control Tower are recorded in its home Region of the management account. */
export class ControlTowerStack extends Stack {
  constructor(scope: Construct, id: string, configuration: Configuration, controlTowerRegion: string) {
    super(scope, id, {
      stackName: id,
      env: { account: configuration.managementAccountId, region: controlTowerRegion },
      description: "rootguard: forwards Control Tower's account events to the home account",
      synthesizer: withoutBootstrap(),
    });
    const names = resourceNames(configuration.namePrefix);
    const undelivered = addUndeliveredQueue(this, names.queues.undelivered, 'OwnRules', {
      ArnLike: {
        'aws:SourceArn': `arn:${this.partition}:events:${this.region}:${this.account}:rule/${names.rulePrefix}*`,
      },
    });
    new ForwardingRules(this, 'Forward', {
      rules: [...CONTROL_TOWER_RULES, ...ownPartRulesOfOtherRegion(names).map(beginWithControlTower)],
      namePrefix: names.rulePrefix,
      rolePath: names.rolePath,
      busArn: homeBusArn(configuration),
      deadLetterQueueArn: undelivered.queueArn,
    });
    alarmOnUndelivered(this, undelivered, configuration, { alarmName: 'undelivered-control-tower' });
  }
}

/** As the rule of its events does: other stacks with such rules may be in the Region. */
function beginWithControlTower(rule: EventRule): EventRule {
  return { ...rule, name: `control-tower-${rule.name}` };
}
