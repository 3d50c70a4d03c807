import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import type { Watchdog } from '../../guardrail/ports/watchdog.ts';
import { callAws } from '../aws-call.ts';

/**
 * Publishes to a topic of the management account that has no subscriptions: CloudWatch counts the messages there, and an alarm treats
 * missing ones as an outage.
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-monitoring-using-cloudwatch.html
 */
export function createWatchdog(options: { readonly client: SNSClient; readonly topicArn: string }): Watchdog {
  return {
    async reset() {
      const command = new PublishCommand({ TopicArn: options.topicArn, Message: 'rootguard is running' });
      await callAws(
        { call: 'sns:Publish', resource: `topic ${options.topicArn.split(':').at(-1)}` },
        options.client.send(command),
      );
    },
  };
}
