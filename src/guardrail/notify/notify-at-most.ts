import type { Notification } from '../../domain/notification.ts';
import type { NotifyDependencies } from './dependencies.ts';
import { notify, REPEAT_AFTER_SECONDS } from './notify.ts';

export interface NotificationLimit {
  /** What counts together, such as everything of one kind within an hour. */
  readonly group: string;
  readonly max: number;
  /** What is said once instead of all that exceeds it. */
  readonly line: string;
  /** After how long the notification itself is sent again; never unless it is given. */
  readonly repeat?: keyof typeof REPEAT_AFTER_SECONDS;
}

/**
 * Sends a notification for its fingerprint, and at most `max` of a group: what exceeds that is one notification for the group.
 * Each one that is sent takes one of the numbers of the group, after it was published; so after a crash, or from two processes
 * at once, there may be a few more, and never fewer.
 */
export async function notifyAtMost(
  deps: NotifyDependencies,
  notification: Omit<Notification, 'at'>,
  { group, max, line, repeat = 'once' }: NotificationLimit,
): Promise<void> {
  const { sentNotifications, clock } = deps;
  if (await sentNotifications.wasSent(notification.fingerprint, clock.now())) return;
  const free = await freeNumber(deps, group, max);
  if (free === undefined) {
    const { key } = notification;
    await notify(deps, { key, account: 'organization', fingerprint: `${group}#more`, lines: [line] }, 'once');
    return;
  }
  await notify(deps, notification, repeat);
  await sentNotifications.recordSent(free, clock.now(), REPEAT_AFTER_SECONDS.once);
}

async function freeNumber(
  { sentNotifications, clock }: NotifyDependencies,
  group: string,
  max: number,
): Promise<string | undefined> {
  for (let number = 1; number <= max; number += 1) {
    const fingerprint = `${group}#${number}`;
    if (!(await sentNotifications.wasSent(fingerprint, clock.now()))) return fingerprint;
  }
  return undefined;
}
