import { Duration, aws_iam as iam, type Stack, aws_sqs as sqs } from 'aws-cdk-lib';
import type { Configuration } from '../src/installation/configuration.ts';
import { resourceNames } from '../src/installation/names.ts';
import { acknowledge } from './acknowledge.ts';
import { UNDELIVERED_QUEUE } from './arns.ts';
import { undeliveredAlarm } from './home/alarm-settings.ts';
import { Alarms } from './home/alarms.ts';
import { Notifications } from './home/notification-topic.ts';

/*
 * EventBridge can forward to a bus in another Region, but a dead-letter queue has to be in the Region of the rule.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-cross-region.html
 */

/**
 * The queue of what rules of this Region could not deliver.
 * @param conditions which rules may send
 */
export function addUndeliveredQueue(
  stack: Stack,
  queueName: string,
  sid: string,
  conditions: iam.Conditions,
): sqs.Queue {
  const queue = new sqs.Queue(stack, 'Undelivered', {
    queueName,
    retentionPeriod: Duration.seconds(UNDELIVERED_QUEUE.retentionSeconds),
    encryption: sqs.QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    // EventBridge is no source queue: it sends to its dead-letter queue.
    redriveAllowPolicy: { redrivePermission: sqs.RedrivePermission.DENY_ALL },
  });
  acknowledge(queue, 'SQS3', 'It is the dead-letter queue of the rules.');
  queue.addToResourcePolicy(
    new iam.PolicyStatement({
      sid,
      principals: [new iam.ServicePrincipal('events.amazonaws.com')],
      actions: ['sqs:SendMessage'],
      resources: [queue.queueArn],
      conditions,
    }),
  );
  return queue;
}

export interface UndeliveredAlarmProps {
  readonly alarmName: string;
  /** Default: the name of the topic in the home account. */
  readonly topicName?: string;
}

/**
 * An alarm can only publish to a topic in its own Region, so the stack has its own topic. It has e-mail subscriptions only: a
 * Slack channel would show each Region's topic by a configuration of its own.
 */
export function alarmOnUndelivered(
  stack: Stack,
  queue: sqs.Queue,
  { notifications: { emails }, runbookUrl, namePrefix }: Configuration,
  { alarmName, topicName }: UndeliveredAlarmProps,
): void {
  const notifications = new Notifications(
    stack,
    'Notifications',
    { notifications: { emails }, namePrefix, ...(topicName !== undefined && { topicName }) },
    undefined,
  );
  new Alarms(stack, 'Alarms', {
    namePrefix: resourceNames(namePrefix).alarmPrefix,
    settings: [{ ...undeliveredAlarm(queue), name: alarmName }],
    notifications,
    runbookUrl,
  });
}
