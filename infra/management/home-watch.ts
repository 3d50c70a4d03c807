import { aws_cloudwatch as cloudwatch, Duration, aws_iam as iam, Stack, aws_sns as sns } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { Configuration } from '../../src/installation/configuration.ts';
import { resourceNames } from '../../src/installation/names.ts';
import { Alarms } from '../home/alarms.ts';
import { Notifications } from '../home/notification-topic.ts';

const PERIOD = Duration.minutes(15);

/** So many watches may be missed: Lambda tries one again, and a deployment replaces the function. */
const MISSED_WATCHES = 3;

/**
 * Tells people of the home account without going through it, as its administrators can mute everything there. Rules in the home
 * account publish to the topic themselves; and an alarm goes off when the sweeper has not published for a while, whatever the
 * reason. E-mail only: a Slack workspace would have to be authorized in this account as well.
 */
export class HomeWatch extends Construct {
  constructor(scope: Construct, id: string, configuration: Configuration) {
    super(scope, id);
    const { namePrefix, runbookUrl, watchEveryMinutes, homeAccountId } = configuration;
    const { emails } = configuration.notifications;
    const names = resourceNames(namePrefix);
    const notifications = new Notifications(
      this,
      'Notifications',
      { notifications: { emails }, namePrefix },
      undefined,
    );
    allowRoleOfHome(
      notifications.topic,
      homeAccountId,
      `${names.rolePath.slice(1)}${names.roles.managementPath}`,
    );
    const watchdog = new sns.Topic(this, 'Watchdog', { topicName: names.watchdogTopic, enforceSSL: true });
    allowRoleOfHome(watchdog, homeAccountId, names.roles.sweeper);
    new Alarms(this, 'Alarms', {
      namePrefix: names.alarmPrefix,
      settings: [
        {
          entry: 'watch-missed',
          meaning: 'The sweeper in the home account has not finished a watch for a while, or cannot say so.',
          metric: watchdog.metricNumberOfMessagesPublished({
            period: PERIOD,
            statistic: cloudwatch.Stats.SUM,
          }),
          threshold: 1,
          below: true,
          evaluationPeriods: Math.ceil((MISSED_WATCHES * watchEveryMinutes) / PERIOD.toMinutes()) + 1,
          missingDataIsBreaching: true,
        },
      ],
      notifications,
      runbookUrl,
    });
  }
}

/** @param roleName with path */
function allowRoleOfHome(topic: sns.Topic, homeAccountId: string, roleName: string): void {
  const { partition } = Stack.of(topic);
  topic.addToResourcePolicy(
    new iam.PolicyStatement({
      sid: 'HomePublishes',
      principals: [new iam.AccountPrincipal(homeAccountId)],
      actions: ['sns:Publish'],
      resources: [topic.topicArn],
      conditions: {
        ArnEquals: { 'aws:PrincipalArn': `arn:${partition}:iam::${homeAccountId}:role/${roleName}` },
      },
    }),
  );
}
