import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import { NOTIFICATIONS, type Notification } from '../../domain/notification.ts';
import type { Notifier } from '../../guardrail/ports/notifier.ts';
import { callAws } from '../aws-call.ts';

/** SNS's limit for a subject, which is one line of printable ASCII. */
const MAX_SUBJECT_CHARACTERS = 100;

/**
 * Publishes to a topic: as plain text, and for chat channels as a custom notification of Amazon Q Developer. Severity and
 * key are message attributes too, so that a subscription can filter on them.
 * @see https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
 */
export function createNotifier(options: { readonly client: SNSClient; readonly topicArn: string }): Notifier {
  return {
    async publish(notification) {
      const { severity } = NOTIFICATIONS[notification.key];
      const command = new PublishCommand({
        TopicArn: options.topicArn,
        Subject: subjectOf(notification),
        MessageStructure: 'json',
        Message: JSON.stringify({
          default: bodyOf(notification),
          // Chat channels are subscribed over HTTPS by Amazon Q Developer (AWS Chatbot).
          https: JSON.stringify(chatNotificationOf(notification)),
        }),
        MessageAttributes: {
          severity: { DataType: 'String', StringValue: severity },
          notification: { DataType: 'String', StringValue: notification.key },
        },
      });
      const call = { call: 'sns:Publish', resource: `topic ${options.topicArn.split(':').at(-1)}` };
      await callAws(call, options.client.send(command));
    },
  };
}

export function subjectOf({ key, account }: Notification): string {
  const { severity, title } = NOTIFICATIONS[key];
  return `rootguard ${severity}: ${title} (${account})`
    .replace(/[^ -~]/g, '?')
    .slice(0, MAX_SUBJECT_CHARACTERS);
}

export function bodyOf({ key, account, lines, at, fingerprint }: Notification): string {
  const { severity, title } = NOTIFICATIONS[key];
  return [
    title,
    '',
    `Account:   ${account}`,
    `Severity:  ${severity}`,
    `Time:      ${at.toISOString()}`,
    '',
    ...lines.map((line) => `- ${line}`),
    '',
    `Incident:  ${fingerprint}`,
    '',
  ].join('\n');
}

/** @see https://docs.aws.amazon.com/chatbot/latest/adminguide/custom-notifs.html */
export function chatNotificationOf({ key, account, lines, at, fingerprint }: Notification) {
  const { severity, title } = NOTIFICATIONS[key];
  return {
    version: '1.0',
    source: 'custom',
    content: {
      textType: 'client-markdown',
      title: `rootguard ${severity}: ${title}`,
      description: [`Account ${account}, ${at.toISOString()}`, ...lines.map((line) => `• ${line}`)]
        .map(withoutMarkup)
        .join('\n'),
    },
    metadata: { threadId: withoutMarkup(fingerprint), eventType: key },
  };
}

/** A line may quote text of an event, which must not mention a channel or hide a link. */
function withoutMarkup(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
