import type { Notification } from '../../domain/notification.ts';
import { plainText } from '../../domain/plain-text.ts';
import { MAX_REMEMBERED_SECONDS } from '../ports/sent-notifications.ts';
import type { NotifyDependencies } from './dependencies.ts';

const HOUR_SECONDS = 60 * 60;
const DAY_SECONDS = 24 * HOUR_SECONDS;

/** After how long a notification with the same fingerprint is sent again. */
export const REPEAT_AFTER_SECONDS = {
  /** Something that somebody could repeat at will to drown other notifications. The ledger has each of them. */
  hourly: HOUR_SECONDS,
  /** A failure that should not last. */
  daily: DAY_SECONDS,
  /**
   * The same, where sweeps find it. They notify some time after the audit that found it, so with a whole day the audit of the next
   * day would come too early.
   */
  dailySweep: 20 * HOUR_SECONDS,
  /** A violation that people may have decided to tolerate for now. */
  weekly: 7 * DAY_SECONDS,
  /** Something that happened once. */
  once: MAX_REMEMBERED_SECONDS,
} as const;

/**
 * Sends a notification, once for each fingerprint. It is recorded as sent after it was published: a crash in between sends it
 * twice rather than not at all.
 */
export async function notify(
  deps: NotifyDependencies,
  notification: Omit<Notification, 'at'>,
  repeat: keyof typeof REPEAT_AFTER_SECONDS,
): Promise<void> {
  const at = deps.clock.now();
  const { key, account, fingerprint, lines } = notification;
  if (await deps.sentNotifications.wasSent(fingerprint, at)) return;
  // Names and reasons come from elsewhere; with line breaks in them they could pass for further lines.
  await deps.notifier.publish({
    key,
    account,
    fingerprint: plainText(fingerprint),
    lines: lines.map(plainText),
    at,
  });
  await deps.ledger.append({ type: 'notification', account, at, id: deps.newId(), key, fingerprint });
  await deps.sentNotifications.recordSent(fingerprint, at, REPEAT_AFTER_SECONDS[repeat]);
  deps.telemetry.log('notification-sent', { account, notification: key });
}
