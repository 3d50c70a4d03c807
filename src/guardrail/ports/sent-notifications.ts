/** Which notifications were sent lately, so that people are notified of an incident once. */
export interface SentNotifications {
  wasSent(fingerprint: string, now: Date): Promise<boolean>;
  /** Kept for `seconds`; after that, the same incident may be notified again. */
  recordSent(fingerprint: string, now: Date, seconds: number): Promise<void>;
}
