import {
  aws_cloudwatch_actions as actions,
  aws_chatbot as chatbot,
  type aws_cloudwatch as cloudwatch,
  aws_iam as iam,
  type aws_kms as kms,
  Stack,
  aws_sns as sns,
  aws_sns_subscriptions as subscriptions,
} from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { Configuration } from '../../src/installation/configuration.ts';
import { type ResourceNames, resourceNames } from '../../src/installation/names.ts';
import { VARIABLES } from '../../src/runtime/environment.ts';
import { acknowledge } from '../acknowledge.ts';
import { actionsOf } from '../permissions.ts';
import type { ServiceFunction } from './service-function.ts';

export interface NotificationsProps extends Pick<Configuration, 'notifications' | 'namePrefix'> {
  /** Where another topic of the account and the Region has the usual name. */
  readonly topicName?: string;
}

/** The topic for notifications of the service and alarms of CloudWatch, with its subscriptions. TLS only. */
export class Notifications extends Construct {
  readonly topic: sns.Topic;

  constructor(
    scope: Construct,
    id: string,
    { notifications, namePrefix, topicName }: NotificationsProps,
    key: kms.IKey | undefined,
  ) {
    super(scope, id);
    const names = resourceNames(namePrefix);
    this.topic = new sns.Topic(this, 'Topic', {
      topicName: topicName ?? names.topic,
      displayName: 'rootguard',
      enforceSSL: true,
      ...(key !== undefined && { masterKey: key }),
    });
    this.allowAlarms();
    for (const email of notifications.emails) {
      this.topic.addSubscription(new subscriptions.EmailSubscription(email));
    }
    if (notifications.slack !== undefined) this.addSlackChannel(names, notifications.slack);
  }

  grantNotify(serviceFunction: ServiceFunction): void {
    serviceFunction.setVariable(VARIABLES.topicArn, this.topic.topicArn);
    serviceFunction.role.allow({
      sid: 'Notify',
      actions: actionsOf('notifier'),
      resources: [this.topic.topicArn],
    });
  }

  addAlarm(alarm: cloudwatch.Alarm): void {
    alarm.addAlarmAction(new actions.SnsAction(this.topic));
  }

  private allowAlarms(): void {
    const { partition, region, account } = Stack.of(this);
    this.topic.addToResourcePolicy(
      new iam.PolicyStatement({
        sid: 'AlarmsPublish',
        principals: [new iam.ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [this.topic.topicArn],
        conditions: {
          StringEquals: { 'aws:SourceAccount': account },
          ArnLike: { 'aws:SourceArn': `arn:${partition}:cloudwatch:${region}:${account}:alarm:*` },
        },
      }),
    );
  }

  /** The channel shows what is published. Its role and guardrail allow no commands except reading alarms and metrics. */
  private addSlackChannel(
    names: Pick<ResourceNames, 'slackChannelConfiguration'>,
    { workspaceId, channelId }: NonNullable<Configuration['notifications']['slack']>,
  ): void {
    const showAlarms = new iam.ManagedPolicy(this, 'ShowAlarms', {
      description: 'rootguard: lets a Slack channel read alarms and their metrics',
      statements: [
        new iam.PolicyStatement({
          actions: [
            'cloudwatch:DescribeAlarms',
            'cloudwatch:GetMetricData',
            'cloudwatch:GetMetricWidgetImage',
          ],
          resources: ['*'],
        }),
      ],
    });
    acknowledge(
      showAlarms,
      'IAM5[Resource::*]',
      'Reading alarms and metrics does not support resource-level permissions.',
    );
    const role = new iam.Role(this, 'SlackRole', {
      description: 'rootguard: role of the Slack channel',
      assumedBy: new iam.ServicePrincipal('chatbot.amazonaws.com'),
      managedPolicies: [showAlarms],
    });
    new chatbot.SlackChannelConfiguration(this, 'Slack', {
      slackChannelConfigurationName: names.slackChannelConfiguration,
      slackWorkspaceId: workspaceId,
      slackChannelId: channelId,
      notificationTopics: [this.topic],
      role,
      guardrailPolicies: [showAlarms],
      userRoleRequired: false,
    });
  }
}
