import type { Notification } from '../../domain/notification.ts';
import { plainText } from '../../domain/plain-text.ts';
import type { NotifyDependencies } from '../account/dependencies.ts';

const DAY_SECONDS = 24 * 60 * 60;

/** For how long the same incident is not told again. */
export const REMEMBERED_SECONDS = {
  /** A cause that is still there tomorrow is worth another word. */
  condition: DAY_SECONDS,
  /** What people may have decided to live with for now. */
  standing: 7 * DAY_SECONDS,
  /** Something that happened once. */
  incident: 90 * DAY_SECONDS,
} as const;

/**
 * Tells people, once for each fingerprint. It is remembered after it was told: a crash in between tells it twice
 * rather than not at all.
 */
export async function notify(
  deps: NotifyDependencies,
  notification: Omit<Notification, 'at'>,
  kind: keyof typeof REMEMBERED_SECONDS,
): Promise<void> {
  const at = deps.clock.now();
  const { key, account, fingerprint, lines } = notification;
  if (await deps.sentNotifications.wasSent(fingerprint, at)) return;
  // Names and reasons that somebody else wrote must not look like further lines of it.
  await deps.notifier.publish({
    key,
    account,
    fingerprint: plainText(fingerprint),
    lines: lines.map(plainText),
    at,
  });
  await deps.ledger.append({ type: 'notification', account, at, id: deps.newId(), key, fingerprint });
  await deps.sentNotifications.recordSent(fingerprint, at, REMEMBERED_SECONDS[kind]);
  deps.telemetry.log('notification-sent', { account, notification: key });
}
