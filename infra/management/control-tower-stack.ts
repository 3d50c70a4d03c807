import { Duration, aws_iam as iam, Stack, aws_sqs as sqs } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { ownPartRulesOfOtherRegion } from '../../src/events/own-parts/rules.ts';
import { CONTROL_TOWER_RULES, type EventRule } from '../../src/events/rules.ts';
import type { Configuration } from '../../src/installation/configuration.ts';
import { resourceNames } from '../../src/installation/names.ts';
import { acknowledge } from '../acknowledge.ts';
import { homeBusArn, UNDELIVERED_QUEUE } from '../arns.ts';
import { ForwardingRules } from '../forwarding-rules.ts';
import { undeliveredAlarm } from '../home/alarm-settings.ts';
import { Alarms } from '../home/alarms.ts';
import { Notifications } from '../home/notification-topic.ts';
import { withoutBootstrap } from '../synthesizer.ts';

/**
 * The events of Control Tower are recorded in its home Region of the management account. EventBridge can forward them to a
 * bus in another Region, but the dead-letter queue has to be in the same Region.
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-cross-region.html
 */
export class ControlTowerStack extends Stack {
  constructor(scope: Construct, id: string, configuration: Configuration, controlTowerRegion: string) {
    super(scope, id, {
      stackName: id,
      env: { account: configuration.managementAccountId, region: controlTowerRegion },
      description: "rootguard: forwards Control Tower's account events to the home account",
      synthesizer: withoutBootstrap(),
    });
    const names = resourceNames(configuration.namePrefix);
    const undelivered = new sqs.Queue(this, 'Undelivered', {
      queueName: names.queues.undelivered,
      retentionPeriod: Duration.seconds(UNDELIVERED_QUEUE.retentionSeconds),
      encryption: sqs.QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
    });
    acknowledge(undelivered, 'SQS3', 'It is the dead-letter queue of the rules.');
    undelivered.addToResourcePolicy(
      new iam.PolicyStatement({
        sid: 'OwnRules',
        principals: [new iam.ServicePrincipal('events.amazonaws.com')],
        actions: ['sqs:SendMessage'],
        resources: [undelivered.queueArn],
        conditions: {
          ArnLike: {
            'aws:SourceArn': `arn:${this.partition}:events:${this.region}:${this.account}:rule/${names.rulePrefix}*`,
          },
        },
      }),
    );
    new ForwardingRules(this, 'Forward', {
      rules: [...CONTROL_TOWER_RULES, ...ownPartRulesOfOtherRegion(names).map(beginWithControlTower)],
      namePrefix: names.rulePrefix,
      rolePath: names.rolePath,
      busArn: homeBusArn(configuration),
      deadLetterQueueArn: undelivered.queueArn,
    });
    this.alarmOnUndelivered(undelivered, configuration);
  }

  /**
   * An alarm can only publish to a topic in its own Region, so this stack has its own topic. It has e-mail subscriptions
   * only: a Slack workspace would have to be authorized in this account as well.
   */
  private alarmOnUndelivered(queue: sqs.Queue, configuration: Configuration): void {
    const { emails } = configuration.notifications;
    const { runbookUrl, namePrefix } = configuration;
    const notifications = new Notifications(
      this,
      'Notifications',
      { notifications: { emails }, namePrefix },
      undefined,
    );
    const settings = [{ ...undeliveredAlarm(queue), name: 'undelivered-control-tower' }];
    new Alarms(this, 'Alarms', {
      namePrefix: resourceNames(namePrefix).alarmPrefix,
      settings,
      notifications,
      runbookUrl,
    });
  }
}

/** As the rule of its events does: other stacks with such rules may be in the Region. */
function beginWithControlTower(rule: EventRule): EventRule {
  return { ...rule, name: `control-tower-${rule.name}` };
}
