import type { Announcement } from '../../domain/announcement.ts';

export interface Announcer {
  /** Tells people, at least once. */
  publish(announcement: Announcement): Promise<void>;
}
