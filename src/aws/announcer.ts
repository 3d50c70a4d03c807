import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import { ANNOUNCEMENTS, type Announcement } from '../domain/announcement.ts';
import type { Announcer } from '../guardrail/ports/announcer.ts';

/** SNS's own limit for a subject: printable ASCII, on one line. */
const SUBJECT_LENGTH = 100;

/**
 * Tells people through a topic. Severity and kind are attributes too, so that a subscription can filter on them.
 * @see https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
 */
export function createAnnouncer(options: {
  readonly client: SNSClient;
  readonly topicArn: string;
}): Announcer {
  return {
    async publish(announcement) {
      const { severity } = ANNOUNCEMENTS[announcement.key];
      await options.client.send(
        new PublishCommand({
          TopicArn: options.topicArn,
          Subject: subjectOf(announcement),
          Message: bodyOf(announcement),
          MessageAttributes: {
            severity: { DataType: 'String', StringValue: severity },
            announcement: { DataType: 'String', StringValue: announcement.key },
          },
        }),
      );
    },
  };
}

export function subjectOf({ key, account }: Announcement): string {
  const { severity, title } = ANNOUNCEMENTS[key];
  return `rootguard ${severity}: ${title} (${account})`.replace(/[^ -~]/g, '?').slice(0, SUBJECT_LENGTH);
}

export function bodyOf({ key, account, lines, at, fingerprint }: Announcement): string {
  const { severity, title } = ANNOUNCEMENTS[key];
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
