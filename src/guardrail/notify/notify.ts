import { allSettledInOrder, throwRejected } from '../../concurrency/all-settled.ts';
import type { AccountId } from '../../domain/account.ts';
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
  if (await deps.sentNotifications.wasSent(notification.fingerprint, deps.clock.now())) return;
  await send(deps, notification, repeat);
}

async function send(
  deps: NotifyDependencies,
  { key, account, fingerprint, lines }: Omit<Notification, 'at'>,
  repeat: keyof typeof REPEAT_AFTER_SECONDS,
): Promise<void> {
  const at = deps.clock.now();
  // Names and reasons come from elsewhere; with line breaks in them they could pass for further lines.
  await deps.notifier.publish({
    key,
    account,
    fingerprint: plainText(fingerprint),
    lines: lines.map(plainText),
    at,
  });
  // A ledger that refuses must not have people notified every few minutes.
  const recorded = await allSettledInOrder([
    () => deps.ledger.append({ type: 'notification', account, at, id: deps.newId(), key, fingerprint }),
    () => deps.sentNotifications.recordSent(fingerprint, at, REPEAT_AFTER_SECONDS[repeat]),
  ]);
  throwRejected(recorded);
  deps.telemetry.log('notification-sent', { account, notification: key });
}

export interface NotificationLimit {
  /** What counts together, such as everything of one kind within an hour. */
  readonly group: string;
  readonly max: number;
  /** What is said once instead of all that exceeds it. */
  readonly line: string;
  /** Whom that concerns; the whole organization unless it is given. */
  readonly account?: AccountId;
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
  { group, max, line, account, repeat = 'once' }: NotificationLimit,
): Promise<void> {
  const { sentNotifications, clock } = deps;
  if (await sentNotifications.wasSent(notification.fingerprint, clock.now())) return;
  const free = await freeNumber(deps, group, max);
  if (free === undefined) {
    const { key } = notification;
    const more = {
      key,
      account: account ?? 'organization',
      fingerprint: `${group}#more`,
      lines: [line],
    } as const;
    await notify(deps, more, 'once');
    return;
  }
  await send(deps, notification, repeat);
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
