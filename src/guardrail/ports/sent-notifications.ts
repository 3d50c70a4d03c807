/** For how long a notification can be remembered: longer than a message about its incident can be delivered again. */
export const MAX_REMEMBERED_SECONDS = 90 * 24 * 60 * 60;

/** Which notifications were sent lately, so that people are notified of an incident once. */
export interface SentNotifications {
  /** False for a record with times far in the future: a wrong clock wrote it, and it would silence the incident until then. */
  wasSent(fingerprint: string, now: Date): Promise<boolean>;
  /** Kept for `seconds`, at most `MAX_REMEMBERED_SECONDS`; after that, the same incident may be notified again. */
  recordSent(fingerprint: string, now: Date, seconds: number): Promise<void>;
}
