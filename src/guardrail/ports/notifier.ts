import type { Notification } from '../../domain/notification.ts';

export interface Notifier {
  /** Tells people, at least once. */
  publish(notification: Notification): Promise<void>;
}
