import { describe, expect, it } from 'vitest';
import { bodyOf, chatNotificationOf, subjectOf } from '../../../../src/aws/notifications/notifier.ts';
import { NOTIFICATIONS, type NotificationKey } from '../../../../src/domain/notification.ts';
import { ACCOUNT } from '../../../support/builders.ts';

const KEYS: readonly string[] = Object.keys(NOTIFICATIONS);
const isKey = (text: string): text is NotificationKey => KEYS.includes(text);

const given = (key: NotificationKey) => ({
  key,
  account: ACCOUNT,
  fingerprint: 'fingerprint-1',
  lines: ['The password was removed.', 'Exception: none — 監査.'],
  at: new Date('2026-11-24T12:00:00Z'),
});

describe('notification by mail', () => {
  it.each(KEYS.filter(isKey))('%s has a subject that SNS accepts', (key) => {
    const subject = subjectOf(given(key));
    expect(subject).toMatch(/^[a-zA-Z0-9][ -~]*$/);
    expect(subject.length).toBeLessThanOrEqual(100);
    expect(subject).toContain(NOTIFICATIONS[key].severity);
  });

  it('says what happened, where and when', () => {
    const body = bodyOf(given('credentials-removed'));
    expect(body).toBe(`Unapproved root credentials removed

Account:   333333333333
Severity:  warning
Time:      2026-11-24T12:00:00.000Z

- The password was removed.
- Exception: none — 監査.

Incident:  fingerprint-1
`);
  });
});

describe('notification in a chat channel', () => {
  it('has the form that Amazon Q Developer shows, one line to a fact', () => {
    expect(chatNotificationOf(given('credentials-removed'))).toMatchObject({
      version: '1.0',
      source: 'custom',
      content: {
        textType: 'client-markdown',
        title: 'rootguard warning: Unapproved root credentials removed',
        description: [
          'Account 333333333333, 2026-11-24T12:00:00.000Z',
          '• The password was removed.',
          '• Exception: none — 監査.',
        ].join('\n'),
      },
      metadata: { eventType: 'credentials-removed' },
    });
  });

  it('escapes what an event claims, so that it cannot mention a channel or hide a link', () => {
    const { content } = chatNotificationOf({
      ...given('violation-found'),
      lines: ['by <!channel> & <https://x|y>'],
    });
    expect(content.description).toContain('by &lt;!channel&gt; &amp; &lt;https://x|y&gt;');
  });
});
