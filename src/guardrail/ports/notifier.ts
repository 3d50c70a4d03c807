import type { Announcement } from '../../domain/notification.ts';

export interface Announcer {
  /** Tells people, at least once. */
  publish(announcement: Announcement): Promise<void>;
}
