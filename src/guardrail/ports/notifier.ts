import type { Notification } from '../../domain/notification.ts';

export interface Notifier {
  /** Delivers a notification at least once. */
  publish(notification: Notification): Promise<void>;
}
